"""A job that brings a picture: made ready first, never ordered without it."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.core.job import JobStatus
from bot.core.picture import Fit
from bot.sandbox.videos import LocalVideos, faults
from tests.pictures.brought import (
    FOX,
    SEEDANCE,
    SORA,
    Begin,
    handed,
    kept,
    prompts,
    sent,
    until,
)
from tests.pictures.drawn import opened as decoded
from tests.pictures.test_fetch import hang, listening, whole


async def test_the_picture_is_made_ready_before_anything_is_ordered(
    begin: Begin, tmp_path: Path, videos: LocalVideos
):
    async with listening(whole(FOX)) as server, begin() as house:
        job = await house.ask(**SORA, picture=handed(server))
        await house.tracker.round()
        ready = await house.now(job)
        ordered_before = len(videos.creates)
        kept_before = kept(tmp_path)

        done = await house.to_the_end(job)

        assert (ready.status, ready.cost) == (JobStatus.ACCEPTED, 400_000)
        assert ready.picture is not None
        assert kept_before == [ready.picture.file] == [f"job-{job.id}.png"]
        assert ordered_before == 0
        assert done.status is JobStatus.DELIVERED
        [(name, filename, content_type, data)] = sent(videos)
        assert (name, filename, content_type) == ("input_reference", "picture.png", "image/png")
        assert decoded(data).size == (1280, 720)
        assert kept(tmp_path) == []


@pytest.mark.parametrize(
    ("fit", "left"), [(None, (230, 30, 30)), (Fit.CROP, (230, 30, 30)), (Fit.PAD, (0, 0, 0))]
)
async def test_it_is_cropped_unless_bars_were_chosen(
    begin: Begin, videos: LocalVideos, fit: Fit | None, left: tuple[int, int, int]
):
    async with listening(whole(FOX)) as server, begin() as house:
        job = await house.ask(**SORA, picture=handed(server, fit=fit))

        await house.rounds(job, lambda latest: latest.provider_id is not None)

        [(*_, data)] = sent(videos)
        assert decoded(data).getpixel((10, 200)) == left


async def test_a_reference_keeps_its_size_and_is_named_in_the_prompt_once(
    begin: Begin, videos: LocalVideos
):
    async with listening(whole(FOX)) as server, begin() as house:
        plain = await house.ask("a fox on ice", **SEEDANCE, picture=handed(server, fit=Fit.PAD))
        named = await house.ask("[image 1] on ice", **SEEDANCE, picture=handed(server))
        without = await house.ask("a fox", **SEEDANCE)
        for job in (plain, named, without):
            await house.rounds(job, lambda latest: latest.provider_id is not None)

        assert sorted(prompts(videos)) == ["[image 1] on ice", "a fox", "a fox on ice [Image 1]"]
        assert [decoded(data).size for *_, data in sent(videos)] == [(300, 200)] * 2
        assert plain.picture is not None
        assert plain.picture.fit is Fit.AS_IS


async def test_an_order_turned_away_for_now_goes_again_with_the_same_picture(
    begin: Begin, videos: LocalVideos
):
    videos.faults.next("create", faults.answer(429))
    async with listening(whole(FOX)) as server, begin() as house:
        done = await house.to_the_end(await house.ask(**SORA, picture=handed(server)))

        assert done.attempt == 2
        assert len(server.asked) == 1
        first, second = sent(videos)
        assert first == second


async def test_an_order_found_again_is_found_by_the_prompt_that_names_the_picture(
    begin: Begin, videos: LocalVideos, tmp_path: Path
):
    videos.faults.next("create", faults.reset(after=True))
    async with listening(whole(FOX)) as server, begin() as house:
        job = await house.ask(**SORA, picture=handed(server))
        doubtful = await house.rounds(job, lambda latest: latest.status is JobStatus.IN_DOUBT)
        kept_in_doubt = kept(tmp_path)

        done = await house.to_the_end(job)

        assert doubtful.cost == doubtful.price
        assert kept_in_doubt == [f"job-{job.id}.png"]
        assert done.status is JobStatus.DELIVERED
        assert len(videos.creates) == 1


async def test_a_bot_stopped_while_it_fetches_begins_again(
    begin: Begin, videos: LocalVideos, tmp_path: Path
):
    async with listening(hang, whole(FOX)) as server:
        async with begin() as before:
            job = await before.ask(**SORA, picture=handed(server))
            at_work = asyncio.create_task(before.tracker.run())
            await until(lambda: len(server.asked) == 1)
            at_work.cancel()
            for task in before.tracker._crew.workers:
                task.cancel()
            await asyncio.gather(at_work, return_exceptions=True)
        (tmp_path / "pictures" / f"job-{job.id}.part.png").write_bytes(b"half a picture")

        async with begin() as after:
            done = await after.to_the_end(job)

            assert done.status is JobStatus.DELIVERED
            assert len(server.asked) == 2
            assert len(sent(videos)) == 1
            assert kept(tmp_path) == []


async def test_a_fitted_picture_outlives_a_restart_and_is_fetched_once(
    begin: Begin, videos: LocalVideos
):
    async with listening(whole(FOX)) as server:
        async with begin() as before:
            job = await before.ask(**SORA, picture=handed(server))
            await before.tracker.round()
        async with begin() as after:
            await after.to_the_end(job)

        assert len(server.asked) == 1
        assert len(sent(videos)) == 1


async def test_a_fitted_picture_that_got_lost_is_made_again(
    begin: Begin, videos: LocalVideos, tmp_path: Path
):
    async with listening(whole(FOX)) as server, begin() as house:
        job = await house.ask(**SORA, picture=handed(server))
        await house.tracker.round()
        (tmp_path / "pictures" / f"job-{job.id}.png").unlink()

        done = await house.to_the_end(job)

        assert done.status is JobStatus.DELIVERED
        assert len(server.asked) == 2


async def test_what_an_ended_job_left_is_gone_after_the_next_start(begin: Begin, tmp_path: Path):
    async with listening(whole(FOX)) as server, begin() as house:
        job = await house.ask(**SORA, picture=handed(server))
        await house.tracker.round()
        ended = (await house.now(job)).to(JobStatus.CANCELLED, now=house.clock())
        await house.store.step(await house.now(job), ended)

    async with begin():
        assert kept(tmp_path) == []


async def test_what_a_cancelled_job_left_is_gone_before_the_next_picture_is_fetched(
    begin: Begin, tmp_path: Path
):
    async with listening(whole(FOX)) as server, begin() as house:
        job = await house.ask(**SORA, picture=handed(server))
        await house.tracker.round()
        ended = (await house.now(job)).to(JobStatus.CANCELLED, now=house.clock())
        await house.store.step(await house.now(job), ended)

        second = await house.ask(**SORA, picture=handed(server))
        await house.tracker.round()

        assert kept(tmp_path) == [f"job-{second.id}.png"]
