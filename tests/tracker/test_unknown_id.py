"""An id that the provider gave out and then does not know: too fresh at first, lost later."""

from __future__ import annotations

from bot.core.job import JobStatus
from bot.sandbox.videos import LocalVideos, faults
from bot.sandbox.videos.refusals import unknown_task
from tests.house import Start


async def test_c12_t19_an_id_too_fresh_to_be_known_is_asked_for_again(
    start: Start, videos: LocalVideos
) -> None:
    videos.faults.next("retrieve", faults.refused(unknown_task()), times=3)
    async with start() as house:
        done = await house.to_the_end(await house.ask())

        assert done.status is JobStatus.DELIVERED
        assert videos.faults.left == 0


async def test_c12_t19_an_id_that_stays_unknown_for_two_minutes_is_lost(
    start: Start, videos: LocalVideos
) -> None:
    async with start() as house:
        job = await house.ask("a fox on ice [lost]")
        began = house.clock()

        ended = await house.rounds(job, lambda latest: latest.ended, seconds=13)

        assert ended.status is JobStatus.FAILED
        assert ended.problem
        assert "no longer knows this film" in ended.problem.text
        assert 120 <= house.clock() - began < 300
        assert len(videos.creates) == 1
