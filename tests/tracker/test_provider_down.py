"""A provider that is down is probed gently, cards say that we wait, and nothing expires."""

from __future__ import annotations

from bot.core.breaker import Breaker
from bot.core.job import Job, JobStatus
from bot.sandbox.videos import LocalVideos, faults
from tests.house import Start
from tests.outage import Board, all_running, goes_down, pass_time

S = JobStatus


async def test_no_order_leaves_while_the_provider_is_down_and_its_card_says_why(
    start: Start, videos: LocalVideos
):
    hold = videos.hold("in_progress")
    async with start() as house:
        await all_running(house, 1)
        goes_down(videos, faults.page(503))
        await pass_time(house, minutes=2)
        board = Board(house)

        waiting = await house.ask("a film that waits")
        await pass_time(house, minutes=10)
        tried = [each for each in videos.recorded if each.method == "POST"]
        held = await house.now(waiting)
        videos.faults.clear()
        hold.release()
        done = await house.to_the_end(waiting)

        assert len(tried) == 1, "the running film's own"
        assert (held.status, held.attempt) == (S.ACCEPTED, 0)
        assert board.said(waits=True)[waiting.id] == 1
        assert done.status is S.DELIVERED
        assert done.attempt == 1


async def test_where_only_the_list_of_models_answers_orders_are_tried_one_at_a_time(
    start: Start, videos: LocalVideos
):
    hold = videos.hold("in_progress")
    async with start() as house:
        await all_running(house, 1)
        for operation in ("create", "retrieve", "list"):
            videos.faults.next(operation, faults.page(502), times=100_000)
        await house.rounds(
            await house.ask("none"), lambda _: house.parts.reach.down("cometapi"), seconds=13
        )
        for number in range(6):
            await house.ask(f"waits {number}")
        before = sum(each.method == "POST" for each in videos.recorded)

        await pass_time(house, minutes=3)
        tried = sum(each.method == "POST" for each in videos.recorded) - before

        assert 1 <= tried <= 4, "all six at once would all be in doubt"
        hold.release()


async def test_too_many_requests_is_not_down(start: Start, videos: LocalVideos):
    async with start() as house:
        job = await house.ask()
        videos.faults.next("create", faults.rate_limited(), times=5)
        breakers: list[Breaker] = []

        def ended(now: Job) -> bool:
            breakers.append(house.parts.reach.of(now.provider))
            return now.ended

        done = await house.rounds(job, ended)

        assert done.attempt == 6
        assert set(breakers) == {Breaker()}
        assert done.status is S.DELIVERED


async def test_a_restart_begins_by_asking(start: Start, videos: LocalVideos):
    hold = videos.hold("in_progress")
    async with start() as before:
        job = (await all_running(before, 1))[0]
        goes_down(videos, faults.page(502))
        await pass_time(before, minutes=2)
        was_down = before.parts.reach.down("cometapi")
    videos.faults.clear()
    hold.release()

    async with start() as after:
        now_down = after.parts.reach.down("cometapi")
        done = await after.to_the_end(job)

        assert (was_down, now_down) == (True, False)
        assert done.status is S.DELIVERED
