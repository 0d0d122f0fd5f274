"""A job that brings a picture: made ready first, never ordered without it, free where it is bad."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from bot.core.catalog import Catalog
from bot.core.job import JobStatus
from bot.core.picture import Fit, Handed
from bot.core.refused import Refused
from bot.sandbox.videos import LocalVideos, Outcome, faults
from bot.tracker.loop import PICTURES_AT_ONCE
from bot.tracker.prepare import sweep
from tests.house import House, HouseClock, opened
from tests.pictures.drawn import corners, encoded
from tests.pictures.drawn import opened as decoded
from tests.pictures.test_fetch import HOST, Answer, Server, half, hang, listening, reset, whole

SORA = {"model": "sora-2", "seconds": 4, "size": "1280x720"}
SEEDANCE = {"model": "doubao-seedance-2-0"}
FOX = encoded(corners(300, 200))

Begin = Callable[..., AbstractAsyncContextManager[House]]


@pytest.fixture
def begin(tmp_path: Path, clock: HouseClock, videos: LocalVideos, catalog: Catalog) -> Begin:
    """Starts a bot on the same files, which trusts file servers of this machine."""

    @asynccontextmanager
    async def beginning(**others: Any) -> AsyncIterator[House]:
        async with opened(tmp_path, clock, videos, catalog, own_host=HOST, **others) as house:
            # As bot.app does at start.
            await sweep(house.store, house.parts.pictures, now=clock())
            yield house

    return beginning


def handed(server: Server, **others: Any) -> Handed:
    told: dict[str, Any] = {"url": server.url, "name": "fox.png", "size": len(FOX),
                            "content_type": "image/png", **others}  # fmt: skip
    return Handed(**told)


def sent(videos: LocalVideos) -> list[tuple[str, str | None, str | None, bytes]]:
    """Every part of every order that is a file: name, file name, type, bytes."""
    return [
        (part.name, part.filename, part.content_type, part.data)
        for order in videos.recorded
        if order.method == "POST"
        for part in order.parts
        if part.filename is not None
    ]


def prompts(videos: LocalVideos) -> list[str]:
    return [made.prompt for made in videos.creates]


def kept(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "pictures").glob("job-*"))


# --- to the provider ---------------------------------------------------------------------------


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


# --- restarts ----------------------------------------------------------------------------------


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


# --- bad pictures ------------------------------------------------------------------------------


def slow_for(seconds: float) -> Answer:
    async def answer(request: Any) -> Any:
        await asyncio.sleep(seconds)
        return await whole(FOX)(request)

    return answer


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        pytest.param(whole(b"hello"), "not a picture that can be read here", id="lying name"),
        pytest.param(whole(FOX[:-40]), "damaged or not complete", id="truncated"),
        pytest.param(
            whole(encoded(Image.new("1", (30_000, 2_000)))), "more than 50 million", id="bomb"
        ),
        pytest.param(whole(b"\0" * 20_000_001), "more than 20 MB", id="larger than declared"),
        pytest.param(hang, "took too long to hand over", id="hangs"),
        pytest.param(whole(b"", 404), "its link works for about a day", id="gone"),
        pytest.param(reset, "could not hand over the picture", id="resets"),
        pytest.param(half, "could not hand over the picture", id="breaks off"),
    ],
)
async def test_a_bad_picture_ends_the_job_free_of_charge_in_one_sentence(
    begin: Begin, videos: LocalVideos, tmp_path: Path, answer: Answer, words: str
):
    async with listening(answer) as server, begin(patience=0.5) as house:
        job = await house.ask(**SORA, picture=handed(server))

        await house.tracker.round()

        after = await house.now(job)
        assert after.status is JobStatus.FAILED
        assert after.cost == 0
        assert after.problem is not None
        assert words in after.problem.text.format(**after.problem.values)
        assert list(videos.creates) == []
        assert kept(tmp_path) == []


async def test_file_servers_that_hang_hold_up_nobody_who_brings_no_picture(begin: Begin):
    hanging = PICTURES_AT_ONCE + 1
    async with listening(hang) as server, begin(patience=30) as house:
        for number in range(hanging):
            await house.ask(f"picture {number}", **SORA, picture=handed(server))
        at_work = asyncio.create_task(house.tracker.run())
        await until(lambda: len(server.asked) == PICTURES_AT_ONCE)

        other = await house.ask("no picture", **SORA)
        await until_async(house, other.id, JobStatus.QUEUED)

        assert len(server.asked) <= PICTURES_AT_ONCE
        for task in house.tracker._crew.workers:
            task.cancel()
        at_work.cancel()
        await asyncio.gather(at_work, return_exceptions=True)


async def test_a_refusal_names_the_picture_too_where_one_went_along(
    begin: Begin, videos: LocalVideos
):
    async with listening(whole(FOX)) as server, begin() as house:
        videos.next_outcome(Outcome.MODERATED)
        with_one = await house.to_the_end(await house.ask(**SORA, picture=handed(server)))
        videos.next_outcome(Outcome.MODERATED)
        without = await house.to_the_end(await house.ask(**SORA))

        assert with_one.problem is not None
        assert without.problem is not None
        assert "Change the words or the picture and ask again." in with_one.problem.text
        assert "Change the words and ask again." in without.problem.text


# --- refusals ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("told", "wish", "words"),
    [
        ({"size": 20_000_001}, SORA, ["more than 20 MB"]),
        ({"content_type": "application/pdf"}, SORA, ["fox.png is not a picture", "WebP"]),
        ({"content_type": "image/heic"}, SORA, ["has to be a PNG, JPEG, WebP or GIF"]),
        ({"content_type": "image/svg+xml"}, SORA, ["is not a picture"]),
        ({}, {"model": "happyhorse-1.0"}, ["takes no picture", "Veo 3.1 Fast", "Veo 3.1"]),
    ],
)
async def test_what_the_interaction_tells_is_enough_for_a_no(
    begin: Begin, told: dict[str, Any], wish: dict[str, Any], words: list[str]
):
    async with listening(whole(FOX)) as server, begin() as house:
        with pytest.raises(Refused) as refused:
            await house.ask(**wish, picture=handed(server, **told))

        said = refused.value.sentence
        text = said.text.format(**said.values)
        assert all(word in text for word in words), text
        assert await house.store.open() == []
        assert server.asked == []


@pytest.mark.parametrize("content_type", ["image/jpeg; x=1", "IMAGE/WEBP", "image/gif", None])
async def test_what_may_be_a_picture_is_looked_at(begin: Begin, content_type: str | None):
    async with listening(whole(FOX)) as server, begin() as house:
        job = await house.ask(**SORA, picture=handed(server, content_type=content_type))

        assert job.picture is not None


async def until(seen: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not seen():  # noqa: ASYNC110 (another task's doing, on a socket)
            await asyncio.sleep(0.002)


async def until_async(house: House, job_id: int, status: JobStatus) -> None:
    async with asyncio.timeout(10):
        while True:
            job = await house.store.get(job_id)
            if job is not None and job.status is status:
                return
            await asyncio.sleep(0.01)
