"""A film that comes within a reply is kept: some servers say it once and never again."""

from __future__ import annotations

import base64
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.core.job import JobStatus
from bot.sandbox.videos import LocalVideos, faults
from bot.store.films import FilmFolder
from bot.tracker.submit import submit
from tests.house import Start

S = JobStatus


def film_itself(film: bytes, status: str = "completed") -> dict[str, Any]:
    """The reply of a server that answers an order when it is done (NVIDIA Dynamo's shape)."""
    return {
        "id": "blocking-1",
        "object": "video",
        "status": status,
        "data": [{"b64_json": base64.b64encode(film).decode()}],
    }


def orders(videos: LocalVideos) -> int:
    return sum(request.method == "POST" for request in videos.recorded)


class PowerCut(Exception):
    pass


class Folder(FilmFolder):
    """Loses power as soon as a film is safe."""

    async def keep(self, draft: Path, name: str) -> Path:
        await super().keep(draft, name)
        raise PowerCut


async def test_a_film_in_the_reply_to_the_order_is_shown_and_never_asked_for(
    start: Start, videos: LocalVideos, tiny_film: bytes
):
    videos.faults.next("create", faults.answer(200, film_itself(tiny_film), after=True))
    async with start() as house:
        job = await house.ask()
        await house.tracker.round()

        first = await house.now(job)
        done = await house.to_the_end(job)

        assert (first.status, first.provider_id) == (S.STORED, "blocking-1")
        assert house.films.path(first.film.name).read_bytes() == tiny_film
        assert done.status is S.DELIVERED
        assert house.seen.films == [(job.id, tiny_film)]
        assert [request.method for request in videos.recorded] == ["POST"]
        assert done.cost == done.price


async def test_a_power_cut_after_the_film_and_before_the_step_leaves_it_in_doubt(
    start: Start, videos: LocalVideos, tiny_film: bytes
):
    videos.faults.next("create", faults.answer(200, film_itself(tiny_film), after=True))
    async with start() as before:
        job = await before.ask()
        folder = Folder(before.films.path(""))
        with pytest.raises(PowerCut):
            await submit(replace(before.parts, films=folder), await before.now(job))
        assert before.films.path(f"job-{job.id}.mp4").read_bytes() == tiny_film

    async with start() as after:
        await after.tracker.round()
        first = await after.now(job)
        await after.rounds(job, lambda latest: latest.ended, seconds=7_200, most=40)

        assert first.status is S.IN_DOUBT
        assert orders(videos) == len(videos.creates) == 1


async def test_a_film_in_the_reply_to_a_look_is_kept_as_well(
    start: Start, videos: LocalVideos, tiny_film: bytes
):
    videos.faults.next("look", faults.answer(200, film_itself(tiny_film)))
    async with start() as house:
        job = await house.ask()

        done = await house.to_the_end(job)

        assert house.seen.films == [(job.id, tiny_film)]
        assert done.provider_id == next(iter(videos.jobs))
        assert not any(request.path.endswith("/content") for request in videos.recorded)


async def test_a_film_larger_than_what_is_fetched_ends_the_job_at_once(
    start: Start, videos: LocalVideos, tiny_film: bytes
):
    videos.faults.next("create", faults.answer(200, film_itself(tiny_film), after=True))
    async with start() as house:
        job = await house.ask()
        await submit(replace(house.parts, cap_bytes=100), job)

        ended = await house.now(job)

        assert ended.status is S.FAILED
        assert ended.problem is not None
        assert "larger than this bot may fetch" in ended.problem.text
        assert orders(videos) == 1


async def test_junk_in_place_of_a_film_is_asked_for_like_any_other(
    start: Start, videos: LocalVideos, tiny_film: bytes
):
    videos.faults.next("look", faults.answer(200, film_itself(b"<html>no film</html>")))
    async with start() as house:
        job = await house.ask()

        await house.to_the_end(job)

        assert house.seen.films == [(job.id, tiny_film)]
