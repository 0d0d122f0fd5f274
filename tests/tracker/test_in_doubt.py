"""Orders whose answer got lost: one question, one answer, and no order that nobody asked for."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.core.catalog import Catalog
from bot.core.doubt import DoubtRules
from bot.core.job import Decider, Job, JobStatus
from bot.core.refused import Refused
from bot.core.standing import Wanted
from bot.core.wallet import Usage
from bot.sandbox.videos import LocalVideos, Outcome, faults
from tests.house import ANN, BEN, PLENTY, House, HouseClock, Start, opened

S = JobStatus
PRICE = 320_000
Open = Callable[..., AbstractAsyncContextManager[House]]


@pytest.fixture
def house_with(tmp_path: Path, clock: HouseClock, videos: LocalVideos, catalog: Catalog) -> Open:
    @asynccontextmanager
    async def opening(**options: Any) -> AsyncIterator[House]:
        async with opened(tmp_path, clock, videos, catalog, **options) as house:
            yield house

    return opening


def is_asked(job: Job) -> bool:
    return job.question is not None


async def in_question(
    house: House, videos: LocalVideos, *, created: bool = False, owner: int = ANN
) -> Job:
    """A job that asks: its order got no answer, and this model's rows in the list tell nothing."""
    videos.faults.next("create", faults.reset(after=created))
    return await house.rounds(await house.ask(owner=owner), is_asked)


async def usage_of(house: House, member: int) -> Usage:
    return (await house.store.standing(Wanted(member, (), 0, 0), house.clock())).usage


async def refusal(decision: Any) -> str:
    with pytest.raises(Refused) as refused:
        await decision
    return refused.value.sentence.text


async def test_one_question_is_asked_after_a_look_and_nothing_is_ordered_meanwhile(
    start: Start, videos: LocalVideos
):
    videos.faults.next("create", faults.reset())
    async with start() as house:
        job = await house.ask()
        await house.tracker.round()
        first = await house.now(job)
        house.clock.pass_(seconds=29)
        await house.tracker.round()
        early = await house.now(job)

        asked = await house.rounds(job, is_asked)
        house.clock.pass_(hours=5)
        await house.tracker.round()

        assert (first.status, first.question) == (S.IN_DOUBT, None)
        assert early == first
        assert asked.question is Decider.MEMBER
        assert asked.doubt_until == first.changed_at + 86_400
        assert asked.cost == PRICE
        assert list(videos.creates) == []


async def test_ordered_again_it_becomes_a_film_and_both_orders_are_counted(
    start: Start, videos: LocalVideos
):
    async with start() as house:
        job = await in_question(house, videos)
        again = await house.doubts.order_again(job.id, person=ANN, moderates=False)
        left = await house.intake.left(Wanted(ANN, (), 0, 0))
    async with start() as house:  # the answer is in the row
        done = await house.to_the_end(job)

        assert (again.status, again.cost, again.question) == (S.IN_DOUBT, 2 * PRICE, None)
        assert left.budget_left == PLENTY.budget_day - 2 * PRICE
        assert done.status is S.DELIVERED
        assert (done.cost, done.again_cost, done.again_by) == (2 * PRICE, PRICE, ANN)
        assert len(videos.creates) == 1


async def test_let_be_it_ends_without_a_film_and_its_price_stays_counted(
    start: Start, videos: LocalVideos
):
    async with start() as house:
        job = await in_question(house, videos)

        ended = await house.doubts.let_be(job.id, person=ANN, moderates=False)
        await house.tracker.round()

        assert (ended.status, ended.cost) == (S.FAILED, PRICE)
        assert "it was decided not to order it again" in ended.problem.text
        assert (await usage_of(house, ANN)).member_today == 0
        assert list(videos.creates) == []


async def test_the_owner_may_wish_that_the_price_is_given_back(
    house_with: Open, videos: LocalVideos
):
    async with house_with(rules=DoubtRules(keep=False)) as house:
        let_be = await in_question(house, videos)
        forgotten = await in_question(house, videos)

        ended = await house.doubts.let_be(let_be.id, person=ANN, moderates=False)
        house.clock.pass_(hours=25)
        over = await house.to_the_end(forgotten)

        assert (ended.cost, over.cost) == (0, 0)


async def test_after_the_hours_the_job_ends_also_where_nobody_may_order_again(
    house_with: Open, videos: LocalVideos
):
    rules = DoubtRules(Decider.NEVER, seconds=7_200)
    async with house_with(rules=rules) as house:
        videos.faults.next("create", faults.reset())
        job = await house.ask()
        await house.tracker.round()
        doubtful = await house.now(job)

        late = await house.rounds(job, lambda latest: latest.overdue, seconds=60, most=200)
        running = await house.store.running_by_owner()
        done = await house.rounds(job, lambda latest: latest.ended, seconds=60, most=200)

        assert (late.status, running) == (S.IN_DOUBT, {})  # its place is free again
        assert 7_200 <= done.changed_at - doubtful.changed_at < 7_300
        assert done.question is None
        assert (done.status, done.cost) == (S.FAILED, PRICE)
        assert "It was not ordered again." in done.problem.text
        assert list(videos.creates) == []


@pytest.mark.parametrize(
    ("decider", "person", "moderates", "words"),
    [
        (Decider.MEMBER, BEN, False, "Only who asked for this film can decide about it"),
        (Decider.MODERATOR, ANN, False, "Only somebody who may manage messages here can decide"),
        (Decider.NEVER, ANN, True, "The bot's owner has decided that nothing is ordered again"),
    ],
)
async def test_who_may_not_decide_is_told_who_may(
    house_with: Open,
    videos: LocalVideos,
    decider: Decider,
    person: int,
    moderates: bool,
    words: str,
):
    async with house_with() as house:
        job = await in_question(house, videos)
    async with house_with(rules=DoubtRules(decider)) as house:
        for decide in (house.doubts.order_again, house.doubts.let_be):
            assert words in await refusal(decide(job.id, person=person, moderates=moderates))

        assert await house.now(job) == job


@pytest.mark.parametrize("decider", [Decider.MEMBER, Decider.MODERATOR])
async def test_a_moderator_may_always_decide(
    house_with: Open, videos: LocalVideos, decider: Decider
):
    async with house_with(rules=DoubtRules(decider)) as house:
        job = await in_question(house, videos)

        again = await house.doubts.order_again(job.id, person=BEN, moderates=True)

        assert job.question is decider
        assert again.again_by == BEN


async def test_who_presses_second_is_told_that_it_is_decided(start: Start, videos: LocalVideos):
    async with start() as house:
        again, ended, unasked = (
            await in_question(house, videos),
            await in_question(house, videos),
            await house.ask(),
        )
        await house.doubts.order_again(again.id, person=ANN, moderates=False)
        await house.doubts.let_be(ended.id, person=ANN, moderates=False)

        for decide in (house.doubts.order_again, house.doubts.let_be):
            twice = await refusal(decide(again.id, person=ANN, moderates=False))
            over = await refusal(decide(ended.id, person=ANN, moderates=False))
            nothing = await refusal(decide(unasked.id, person=ANN, moderates=False))
            unknown = await refusal(decide(99, person=ANN, moderates=False))

            assert "it is ordered once more, and only once" in twice
            assert (
                over
                == nothing
                == ("There is nothing left to decide: the card says what became of the order.")
            )
            assert unknown == "This film is no longer known."


async def test_of_twenty_who_press_at_once_one_orders_again(
    tmp_path: Path,
    clock: HouseClock,
    videos: LocalVideos,
    catalog: Catalog,
    database_url: str,
):
    """Where the budget has room for exactly one more, nobody is told that it is spent."""
    limits = replace(PLENTY, budget_day=2 * PRICE, running=1, running_per_member=1)
    async with opened(tmp_path, clock, videos, catalog, url=database_url, limits=limits) as house:
        job = await in_question(house, videos)

        outcomes = await asyncio.gather(
            *(house.doubts.order_again(job.id, person=ANN, moderates=False) for _ in range(20)),
            return_exceptions=True,
        )
        done = await house.to_the_end(job)

        told = Counter(
            each.sentence.text if isinstance(each, Refused) else type(each).__name__
            for each in outcomes
        )
        assert told == {
            "Job": 1,
            "It has been decided already: it is ordered once more, and only once.": 19,
        }
        assert (done.status, done.cost) == (S.DELIVERED, 2 * PRICE)
        assert len(videos.creates) == 1


async def test_without_room_it_is_refused_and_can_be_pressed_again_tomorrow(
    tmp_path: Path,
    clock: HouseClock,
    videos: LocalVideos,
    catalog: Catalog,
    database_url: str,
):
    """The second order is counted on the day on which it was agreed to."""
    limits = replace(PLENTY, budget_day=2 * PRICE - 1)
    async with opened(tmp_path, clock, videos, catalog, url=database_url, limits=limits) as house:
        job = await in_question(house, videos)
        words = await refusal(house.doubts.order_again(job.id, person=ANN, moderates=False))
        refused = await house.now(job)
        house.clock.pass_(hours=13)  # past midnight

        again = await house.doubts.order_again(job.id, person=ANN, moderates=False)
        usage = await usage_of(house, ANN)

        assert "of today's {budget} for all servers is left" in words
        assert refused == job
        assert again.cost == 2 * PRICE
        assert usage.spent_today == PRICE


async def test_a_member_who_used_up_their_films_meanwhile_is_told_so(
    house_with: Open, videos: LocalVideos
):
    limits = replace(PLENTY, per_member_day=1)
    async with house_with(limits=limits) as house:
        job = await in_question(house, videos)
        alone = await usage_of(house, ANN)
        other = await house.store.accept(
            replace(job, id=0, interaction_id=1, status=S.ACCEPTED, question=None), lambda _: 0
        )

        words = await refusal(house.doubts.order_again(job.id, person=ANN, moderates=False))
        await house.store.step(other, other.to(S.CANCELLED, now=house.clock()))
        again = await house.doubts.order_again(job.id, person=ANN, moderates=False)

        assert alone.member_today == 1  # the job itself stands in nobody's way
        assert "You have made your {n} film" in words
        assert again.again_at is not None


async def test_a_second_order_that_gets_lost_too_is_not_asked_about_again(
    start: Start, videos: LocalVideos
):
    async with start() as house:
        job = await in_question(house, videos)
        videos.faults.next("create", faults.reset())
        await house.doubts.order_again(job.id, person=ANN, moderates=False)
        await house.rounds(job, lambda latest: latest.attempt == 2)

        done = await house.rounds(job, lambda latest: latest.ended, seconds=9_000)

        assert (done.status, done.cost, done.question) == (S.FAILED, 2 * PRICE, None)
        assert "The answers to both orders got lost" in done.problem.text
        assert list(videos.creates) == []


async def test_a_second_order_that_is_refused_gives_only_its_own_price_back(
    start: Start, videos: LocalVideos
):
    async with start() as house:
        job = await in_question(house, videos)
        videos.next_outcome(Outcome.MODERATED)
        await house.doubts.order_again(job.id, person=ANN, moderates=False)

        done = await house.to_the_end(job)

        assert (done.status, done.cost) == (S.FAILED, PRICE)
        assert "refused this for its content" in done.problem.text
