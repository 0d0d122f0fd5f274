"""Long times without the provider: few requests, each card edited twice, nothing expires."""

from __future__ import annotations

from collections import Counter

import pytest

from bot.core.job import Job, JobStatus
from bot.sandbox.videos import Hold, LocalVideos, faults
from tests.house import House, Start
from tests.outage import Board, all_running, goes_down, pass_time

pytestmark = pytest.mark.slow
S = JobStatus


@pytest.mark.parametrize(
    ("fault", "most"),
    [
        pytest.param(faults.page(502), 20 + 15, id="502"),
        # aiohttp itself asks a second time where a connection that was kept is reset.
        pytest.param(faults.reset(), 2 * (20 + 15), id="reset"),
    ],
)
async def test_twenty_films_and_a_provider_down_for_ten_minutes(
    start: Start, videos: LocalVideos, fault: faults.Fault, most: int
):
    hold = videos.hold("in_progress")
    async with start() as house:
        jobs = await all_running(house, 20)
        await pass_time(house, minutes=1)
        board = Board(house)
        before = len(videos.recorded)

        goes_down(videos, fault)
        await pass_time(house, minutes=10)
        asked = len(videos.recorded) - before
        told = board.said(waits=True)
        board.edits.clear()
        videos.faults.clear()
        back_from = len(videos.recorded)
        await pass_time(house, minutes=1.5)
        told_back, looks_back = board.said(waits=False), len(videos.recorded) - back_from
        hold.release()
        ended = [await house.to_the_end(job) for job in jobs]

        # Unheeded it would be some 900: twenty jobs, one poll each in 13 s.
        assert asked <= most
        assert told == Counter(job.id for job in jobs)
        assert told_back == Counter(job.id for job in jobs)
        assert looks_back >= 20
        assert {job.status for job in ended} == {S.DELIVERED}
        assert len(videos.creates) == 20


async def one_of_each(house: House, videos: LocalVideos) -> tuple[Hold, list[Job]]:
    """A film that can't be fetched, one past its deadline and one just sent."""
    for operation in ("film", "content"):
        videos.faults.next(operation, faults.page(502), times=10_000)
    ready = await house.ask("made, not fetched")
    await house.rounds(ready, lambda now: now.status is S.READY)
    hold = videos.hold("in_progress")
    late = (await all_running(house, 1))[0]
    late = await house.rounds(late, lambda now: now.overdue, seconds=55, most=60)
    fresh = await house.ask("just sent")
    fresh = await house.rounds(fresh, lambda now: now.status is S.QUEUED)
    return hold, [ready, late, fresh]


async def test_nothing_expires_while_the_provider_is_down_for_more_than_a_day(
    start: Start, videos: LocalVideos
):
    async with start() as house:
        hold, jobs = await one_of_each(house, videos)
        goes_down(videos, faults.page(502))
        await pass_time(house, minutes=26 * 60, step=600)
        videos.faults.clear()
        # Back again: the film is not to be had at once, and the others are still in the making.
        videos.faults.next("film", faults.page(502), times=2)
        videos.faults.next("content", faults.page(502), times=2)

        await pass_time(house, minutes=15, step=30)
        states = [(await house.now(job)).status for job in jobs]
        hold.release()
        ended = [await house.rounds(job, lambda now: now.ended, seconds=60) for job in jobs]

        assert states == [S.DELIVERED, S.RUNNING, S.RUNNING]
        assert [job.status for job in ended] == [S.DELIVERED] * 3
