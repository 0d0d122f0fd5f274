"""What is looked at for an order whose answer got lost: the provider's list, then its log."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.core.catalog import Catalog
from bot.core.job import Job, JobStatus
from bot.core.video import VideoRequest
from bot.sandbox.clock import SandboxClock
from bot.sandbox.videos import LocalVideos, Outcome, faults
from tests.far_ends import local_videos
from tests.house import ANN, BEN, House, HouseClock, Start, opened

S = JobStatus
PRICE = 320_000
TELLS = "sora-2"
"""A model whose rows in the list tell their prompts; those of the default model tell nothing."""
WithLog = Callable[[], AbstractAsyncContextManager[tuple[House, LocalVideos]]]


@pytest.fixture
def with_log(tmp_path: Path, clock: HouseClock, catalog: Catalog, tiny_film: bytes) -> WithLog:
    """A house with the account's access token, and a provider that goes by nearly the same time."""

    @asynccontextmanager
    async def opening() -> AsyncIterator[tuple[House, LocalVideos]]:
        far = SandboxClock(speed=1)
        clock.now = far.now()
        service = local_videos(far, film=tiny_film, queued_seconds=0.02, running_seconds=0.02)
        async with service as videos:
            token = videos.access_token
            async with opened(tmp_path, clock, videos, catalog, access_token=token) as house:
                yield house, videos

    return opening


async def lost(house: House, videos: LocalVideos, *, created: bool, **wish: Any) -> Job:
    """A job whose order got no answer."""
    videos.faults.next("create", faults.reset(after=created))
    job = await house.ask(**wish)
    await house.tracker.round()
    doubtful = await house.now(job)
    assert doubtful.status is S.IN_DOUBT
    return doubtful


def is_asked(job: Job) -> bool:
    return job.question is not None


def is_settled(job: Job) -> bool:
    return job.status is not S.IN_DOUBT or is_asked(job)


async def test_where_the_list_tells_people_are_asked_after_three_looks(
    start: Start, videos: LocalVideos
):
    async with start() as house:
        await house.to_the_end(await house.ask("a wolf", model=TELLS))
        job = await lost(house, videos, created=False, model=TELLS)
        before = listed(videos)

        asked = await house.rounds(job, is_asked)

        assert listed(videos) - before == 3
        assert house.clock() - asked.intent_at >= 120
        assert len(videos.creates) == 1


def listed(videos: LocalVideos) -> int:
    return sum(
        request.path == "/v1/videos" and request.method == "GET" for request in videos.recorded
    )


async def test_it_is_looked_for_after_the_question_too_and_found_late(
    start: Start, videos: LocalVideos
):
    async with start() as house:
        videos.manners.list_jobs = "html"
        job = await house.rounds(await lost(house, videos, created=True, model=TELLS), is_asked)
        videos.manners.list_jobs = "yes"

        done = await house.rounds(job, lambda latest: latest.ended, seconds=60)

        assert (done.status, done.cost, done.question) == (S.DELIVERED, done.price, None)
        assert len(videos.creates) == 1


async def test_equal_orders_get_a_film_each_and_the_one_that_has_none_is_asked_about(
    start: Start, videos: LocalVideos
):
    async with start() as house:
        jobs = [
            await lost(house, videos, created=created, model=TELLS)
            for created in (True, False, True)
        ]

        settled = [await house.rounds(job, is_settled) for job in jobs]

        found = [job.provider_id for job in settled if job.provider_id]
        assert sorted(found) == sorted(videos.jobs)
        assert [is_asked(job) for job in settled].count(True) == 1
        assert len(videos.creates) == 2


async def test_an_order_that_is_just_being_sent_keeps_its_film(start: Start, videos: LocalVideos):
    """Its answer is under way; the film in the list must not be taken for the lost one."""
    async with start() as house:
        job = await lost(house, videos, created=False, model=TELLS)
        sent = await house.ask(model=TELLS, owner=BEN)
        now = house.clock()
        sending = await house.store.step(
            sent, sent.to(S.SUBMITTING, now=now, intent_at=now, next_at=now + 9_999)
        )
        client, request = house.parts.client(sent), request_of(sent)
        video = await client.create(request, sent.dialect)
        house.clock.pass_(seconds=31)
        await house.tracker.round()
        meanwhile = await house.now(job)
        taken = sending.to(S.QUEUED, now=now, provider_id=video.id, submitted_at=now)
        await house.store.step(sending, taken)

        asked = await house.rounds(job, is_asked)

        assert meanwhile.provider_id is None
        assert asked.provider_id is None


def request_of(job: Job) -> VideoRequest:
    return VideoRequest(job.model, job.prompt, job.seconds, job.size, "elsewhere")


async def test_the_log_tells_where_the_list_does_not(with_log: WithLog):
    async with with_log() as (house, videos):
        job = await lost(house, videos, created=True)

        done = await house.to_the_end(job)

        assert (done.status, done.question) == (S.DELIVERED, None)
        assert len(videos.creates) == 1


async def test_two_that_the_log_can_not_tell_apart_are_asked_about(with_log: WithLog):
    async with with_log() as (house, videos):
        fox = await lost(house, videos, created=True, prompt="a fox")
        wolf = await lost(house, videos, created=True, prompt="a wolf")

        settled = [await house.rounds(job, is_settled) for job in (fox, wolf)]

        assert [job.provider_id for job in settled] == [None, None]
        assert all(map(is_asked, settled))


async def test_two_that_go_on_are_told_apart_by_the_words_that_the_provider_repeats(
    with_log: WithLog,
):
    """The log names them, and a look at each tells what it is about."""
    async with with_log() as (house, videos):
        videos.manners.list_jobs = "html"
        hold = videos.hold("in_progress")
        orders = [
            await lost(house, videos, created=True, prompt=prompt, model=TELLS)
            for prompt in ("a fox", "a wolf")
        ]

        found = [await house.rounds(job, is_settled) for job in orders]

        assert [videos.jobs[job.provider_id].prompt for job in found] == ["a fox", "a wolf"]
        hold.release()


async def test_of_two_tasks_in_the_log_none_is_taken_for_one_order(with_log: WithLog):
    """One may be somebody else's on the same account."""
    async with with_log() as (house, videos):
        job = await lost(house, videos, created=True)
        client = house.parts.client(job)
        await client.create(replace(request_of(job), prompt="of somebody else"), job.dialect)

        settled = await house.rounds(job, is_settled)

        assert is_asked(settled)
        assert settled.provider_id is None


async def test_a_log_without_it_is_looked_at_three_times_before_people_are_asked(with_log: WithLog):
    async with with_log() as (house, videos):
        job = await lost(house, videos, created=False)

        asked = await house.rounds(job, is_asked)

        assert house.clock() - asked.intent_at >= 120
        assert list(videos.creates) == []


async def test_the_first_order_that_turns_up_before_the_second_leaves_is_taken_instead(
    start: Start, videos: LocalVideos
):
    async with start() as house:
        videos.manners.list_jobs = "html"
        job = await house.rounds(await lost(house, videos, created=True, model=TELLS), is_asked)
        videos.manners.list_jobs = "yes"

        await house.doubts.order_again(job.id, person=ANN, moderates=False)
        done = await house.to_the_end(job)

        assert (done.status, done.cost, done.again_cost) == (S.DELIVERED, done.price, 0)
        assert len(videos.creates) == 1


async def test_it_is_looked_for_again_right_before_a_second_order_that_had_to_wait(
    start: Start, videos: LocalVideos
):
    async with start() as house:
        videos.manners.list_jobs = "html"
        job = await house.rounds(await lost(house, videos, created=True, model=TELLS), is_asked)
        await house.doubts.order_again(job.id, person=ANN, moderates=False)
        waiting = await house.rounds(job, lambda latest: latest.status is S.ACCEPTED)
        videos.manners.list_jobs = "yes"

        done = await house.to_the_end(job)

        assert waiting.earlier is not None
        assert waiting.earlier.reference == job.reference
        assert (done.status, done.attempt, done.earlier) == (S.DELIVERED, 1, None)
        assert done.cost == done.price
        assert len(videos.creates) == 1


@pytest.mark.parametrize("outcome", [Outcome.COMPLETED, Outcome.FAILED])
async def test_of_two_films_one_is_shown_and_the_other_is_known(
    start: Start, videos: LocalVideos, outcome: Outcome
):
    """Both orders were taken. The second film is shown, or the first where the second failed."""
    async with start() as house:
        videos.manners.list_jobs = "html"
        job = await house.rounds(await lost(house, videos, created=True, model=TELLS), is_asked)
        [first] = videos.jobs
        videos.next_outcome(outcome)
        await house.doubts.order_again(job.id, person=ANN, moderates=False)
        second = await house.rounds(job, lambda latest: latest.provider_id is not None)
        videos.manners.list_jobs = "yes"

        done = await house.to_the_end(job)

        assert done.status is S.DELIVERED
        assert len(videos.creates) == 2
        if outcome is Outcome.COMPLETED:
            assert (done.provider_id, done.spare_id) == (second.provider_id, first)
            assert done.cost == 2 * done.price
        else:
            assert (done.provider_id, done.spare_id) == (first, None)
            assert done.cost == done.price
