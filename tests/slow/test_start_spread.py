"""After a restart everything may be due at once; the provider sees it one after the other."""

from __future__ import annotations

import pytest

from bot.core.job import JobStatus
from bot.core.pace import SPREAD
from bot.sandbox.videos import LocalVideos
from tests.house import House, Start
from tests.store.test_jobs import draft

pytestmark = pytest.mark.slow
COUNT = 200


async def running_jobs(house: House, count: int) -> None:
    """Jobs at the provider, as rows that an earlier process left."""
    for number in range(count):
        wish = draft(10_000 + number)
        job = await house.store.accept(wish, lambda usage: 0)
        job = await house.store.step(job, job.to(JobStatus.SUBMITTING, now=house.clock()))
        queued = job.to(JobStatus.QUEUED, now=house.clock(), provider_id=f"task_{number}")
        await house.store.step(job, queued)


def looks(videos: LocalVideos) -> int:
    return sum(each.path.startswith("/v1/videos/") for each in videos.recorded)


async def test_two_hundred_overdue_polls_are_spread_and_stay_so_over_another_start(
    start: Start, videos: LocalVideos
):
    async with start() as before:
        await running_jobs(before, COUNT)
        before.clock.pass_(minutes=10)

    async with start() as dies_at_once:
        await dies_at_once.tracker.round()
        at_once = looks(videos)

    async with start() as after:
        seconds = list[int]()
        while sum(seconds) < COUNT - at_once and len(seconds) < 30:
            already = looks(videos)
            after.clock.pass_(seconds=1)
            await after.tracker.round()
            seconds.append(looks(videos) - already)

        assert at_once <= 2
        assert sum(seconds) >= COUNT - at_once
        assert max(seconds) <= SPREAD + 2, f"looks in each second: {seconds}"
        assert COUNT / SPREAD <= len(seconds) <= 20
