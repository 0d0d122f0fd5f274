"""The bell: rung once for whoever waited long, as they want it, also over a crash."""

from __future__ import annotations

import asyncio

from bot.core.job import Bell, Job, JobStatus
from bot.core.notify import Notify
from bot.delivery import CardBusy, CardGone
from bot.sandbox.videos import LocalVideos
from bot.store.due import Due
from tests.house import ANN, House, Start


async def long_film(house: House, videos: LocalVideos) -> Job:
    """A film that took more than two minutes, not rung for yet."""
    hold = videos.hold("in_progress")
    job = await house.ask()
    await house.rounds(job, lambda latest: latest.status is JobStatus.RUNNING)
    house.clock.pass_(minutes=3)
    hold.release()
    return await house.to_the_end(job)


async def test_who_waited_long_is_called_once(start: Start, videos: LocalVideos):
    async with start() as house:
        job = await long_film(house, videos)
        await house.tracker.round()
        await house.tracker.round()

        assert house.seen.rung == [(job.id, False, False)]
        assert (await house.now(job)).bell is Bell.RUNG


async def test_a_quick_film_rings_nothing(start: Start):
    async with start() as house:
        job = await house.to_the_end(await house.ask())
        await house.tracker.round()

        assert house.seen.rung == []
        assert job.bell is None


async def test_who_wants_a_direct_message_gets_one_and_who_wants_silence_gets_it(
    start: Start, videos: LocalVideos
):
    async with start() as house:
        await house.parts.members.set_notify(ANN, Notify.DM)
        first = await long_film(house, videos)
        await house.tracker.round()
        await house.parts.members.set_notify(ANN, Notify.OFF)
        await long_film(house, videos)
        await house.tracker.round()

        assert house.seen.rung == [(first.id, True, False)]


async def test_a_call_that_did_not_get_through_is_tried_again_and_looked_for_first(
    start: Start, videos: LocalVideos
):
    async with start() as house:
        job = await long_film(house, videos)
        house.seen.problems = [CardBusy("down")]
        await house.tracker.round()
        await house.tracker.round()
        before = list(house.seen.rung)
        house.clock.pass_(minutes=1)
        await house.tracker.round()

        assert before == []
        assert house.seen.rung == [(job.id, False, True)]


async def test_a_call_that_gets_through_while_the_next_round_reads_is_not_made_again(
    start: Start, videos: LocalVideos
):
    async with start() as house:
        job = await long_film(house, videos)
        begun, line_is_open = asyncio.Event(), asyncio.Event()
        ring, due = house.seen.ring, house.store.due

        async def slow(job: Job, *, privately: bool, begun_before: bool) -> None:
            begun.set()
            await line_is_open.wait()
            await ring(job, privately=privately, begun_before=begun_before)

        async def due_then_rung(now: float, *, limit: int) -> Due:
            found = await due(now, limit=limit)
            line_is_open.set()
            await first
            return found

        house.seen.ring = slow
        first = asyncio.create_task(house.tracker.round())
        await asyncio.wait_for(begun.wait(), timeout=10)
        house.clock.pass_(minutes=1)
        house.store.due = due_then_rung
        await house.tracker.round()

        assert house.seen.rung == [(job.id, False, False)]


async def test_a_process_that_died_while_ringing_is_known_of_by_the_next(
    start: Start, videos: LocalVideos
):
    async with start() as before:
        job = await long_film(before, videos)
        await before.store.ringing(job, at=before.clock(), again_at=before.clock())

    async with start() as after:
        await after.tracker.round()

        assert after.seen.rung == [(job.id, False, True)]


async def test_where_nobody_can_be_called_nobody_is_and_it_ends_there(
    start: Start, videos: LocalVideos
):
    async with start() as house:
        job = await long_film(house, videos)
        house.seen.problems = [CardGone("no channel")]
        await house.tracker.round()
        house.clock.pass_(hours=1)
        await house.tracker.round()

        assert house.seen.rung == []
        assert (await house.now(job)).bell is Bell.RUNG


async def test_ringing_does_not_make_the_card_look_untold(start: Start, videos: LocalVideos):
    async with start() as house:
        await long_film(house, videos)
        await house.tracker.round()

        assert await house.store.untold() == []
