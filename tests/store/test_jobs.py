"""Jobs in the database: guarded, counted and reserved in one transaction, on every engine."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace

import pytest

from bot.core.job import Film, Job, JobStatus
from bot.core.refused import Refused
from bot.core.sentence import Money, say
from bot.core.standing import Standing
from bot.core.wallet import DAY, Limits, Usage, check
from bot.store.database import open_database
from bot.store.jobs import AlreadyAccepted, JobStore, NoRoom, StaleJob
from bot.store.progress import ProgressBook
from tests.house import ANN, BEN, FIRST_MOMENT

NOON = FIRST_MOMENT


def draft(interaction: int = 1, *, owner: int = ANN, price: int = 320_000, at: float = NOON) -> Job:
    return Job(
        id=0,
        interaction_id=interaction,
        application_id=2,
        guild_id=3,
        channel_id=4,
        owner_id=owner,
        locale="en-US",
        prompt="a fox on ice",
        model="veo3.1-fast",
        model_title="Veo 3.1 Fast",
        provider="cometapi",
        dialect="comet-form",
        seconds=4,
        size="1280x720",
        upload_limit=10_000_000,
        price=price,
        cost=0,
        created_at=at,
        changed_at=at,
        next_at=at,
    )


def free(standing: Standing) -> int:
    return 0


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[JobStore]:
    async with open_database(database_url) as database:
        yield JobStore(database)


async def test_a_job_comes_back_as_it_was_written(store: JobStore):
    problem = say("It costs {money} in {places}.", money=Money(5), places=("a", "b"))
    film = Film("job-1.mp4", 12_345, 4.0, 1280, 720)
    job = await store.accept(
        replace(draft(), problem=problem, film=film, urls=("https://x",)), free
    )

    assert await store.get(job.id) == job
    assert job.problem == problem


async def test_one_interaction_gets_one_job_however_often_it_arrives(store: JobStore):
    await store.accept(draft(1), free)

    with pytest.raises(AlreadyAccepted):
        await store.accept(draft(1), free)

    assert len(await store.open()) == 1


async def test_a_step_from_an_old_copy_is_refused(store: JobStore):
    job = await store.accept(draft(), free)
    moved = await store.step(job, job.to(JobStatus.SUBMITTING, now=NOON))

    with pytest.raises(StaleJob):
        await store.step(job, job.to(JobStatus.CANCELLED, now=NOON))

    assert (await store.get(job.id)) == moved


async def test_of_two_who_move_a_job_at_once_exactly_one_does(store: JobStore):
    job = await store.accept(draft(), free)
    to = job.to(JobStatus.SUBMITTING, now=NOON)

    outcomes = await asyncio.gather(
        *(store.step(job, to) for _ in range(8)), return_exceptions=True
    )

    assert Counter(type(each) for each in outcomes) == {Job: 1, StaleJob: 7}


async def test_a_refusal_leaves_nothing_behind(store: JobStore):
    def never(standing: Standing) -> int:
        raise Refused(say("no"))

    with pytest.raises(Refused):
        await store.accept(draft(), never)

    assert await store.open() == []


async def test_the_limits_are_held_against_what_really_counts(store: JobStore):
    """Yesterday's, failed, stored and overdue jobs, and other members', each as the rule says."""
    take = 100

    async def put(
        number: int, *states: JobStatus, owner: int = ANN, at: float = NOON, **more: object
    ):
        job = await store.accept(draft(number, owner=owner, at=at), lambda usage: take)
        for state in states:
            job = await store.step(job, job.to(state, now=at))
        if more:
            await store.step(job, replace(job, **more))

    s = JobStatus
    await put(1)
    await put(2, s.SUBMITTING, s.QUEUED, owner=BEN)
    await put(3, s.SUBMITTING, s.FAILED)
    await put(4, s.SUBMITTING, s.QUEUED, s.READY, s.STORED)
    await put(5, s.SUBMITTING, s.QUEUED, overdue=True)
    await put(6, s.SUBMITTING, s.QUEUED, at=NOON - DAY)
    await put(7, s.SUBMITTING, s.QUEUED, s.READY, s.STORED, s.DELIVERED, at=NOON - DAY)
    seen: list[Usage] = []

    def look(standing: Standing) -> int:
        seen.append(standing.usage)
        return 0

    await store.accept(draft(8), look)

    # Spent today: 1, 2, 4, 5. Ann's films today: 1, 4, 5; running: 1, 6.
    assert seen == [Usage(spent_today=400, member_today=3, member_running=2)]
    # At the providers, without the overdue one: 2 (Ben's) and 6 (Ann's).
    assert await store.running_by_owner() == {BEN: 1, ANN: 1}


@pytest.mark.parametrize(
    ("limits", "allowed"),
    [
        pytest.param(Limits(None, 1000, 7, 1000), 7 * 4, id="films a member a day"),
        pytest.param(Limits(None, 1000, 1000, 3), 3 * 4, id="running films a member"),
        pytest.param(Limits(3_200_000, 1000, 1000, 1000), 10, id="the owner's budget"),
    ],
)
async def test_200_at_once_through_several_connections_get_exactly_the_allowed_number(
    database_url: str, limits: Limits, allowed: int
):
    async with AsyncExitStack() as stack:
        stores = [
            JobStore(await stack.enter_async_context(open_database(database_url))) for _ in range(4)
        ]

        async def ask(number: int) -> str:
            try:
                await stores[number % 4].accept(
                    draft(number, owner=number // 4 % 4),
                    lambda standing: check(limits, standing.usage, 320_000, now=NOON),
                )
            except Refused:
                return "refused"
            return "accepted"

        outcomes = Counter(await asyncio.gather(*(ask(number) for number in range(200))))

        assert outcomes == {"accepted": allowed, "refused": 200 - allowed}
        assert len(await stores[0].open()) == allowed


async def test_60_sent_at_once_through_several_connections_take_exactly_the_places_there_are(
    database_url: str,
):
    async with AsyncExitStack() as stack:
        stores = [
            JobStore(await stack.enter_async_context(open_database(database_url))) for _ in range(4)
        ]
        waiting = [await stores[0].accept(draft(number), free) for number in range(60)]

        async def send(job: Job) -> str:
            try:
                to = job.to(JobStatus.SUBMITTING, now=NOON)
                await stores[job.id % 4].step(job, to, at_most=10)
            except NoRoom:
                return "waits"
            return "sent"

        outcomes = Counter(await asyncio.gather(*(send(job) for job in waiting)))

        assert outcomes == {"sent": 10, "waits": 50}
        assert sum((await stores[0].running_by_owner()).values()) == 10


async def test_due_is_what_the_clock_has_reached_and_polls_wait_for_their_own_time(
    database_url: str,
):
    async with open_database(database_url) as database:
        store, book = JobStore(database), ProgressBook(database)
        early = await store.accept(draft(1), free)
        await store.accept(replace(draft(2), next_at=NOON + 60), free)
        polled = await store.accept(draft(3), free)
        for status in (JobStatus.SUBMITTING, JobStatus.QUEUED):
            polled = await store.step(polled, polled.to(status, now=NOON))
        book.note(polled.id, look_at=NOON + 20, percent=30)
        await book.flush()

        now = [job.id for job in (await store.due(NOON + 1, limit=10)).steps]
        later = [job.id for job in (await store.due(NOON + 21, limit=10)).steps]

        assert now == [early.id]
        assert later == [early.id, polled.id]


async def test_progress_outlives_the_process_up_to_its_last_flush(database_url: str):
    async with open_database(database_url) as database:
        book = ProgressBook(database)
        book.note(1, look_at=NOON, percent=40, answered_at=NOON)
        book.note(1, look_at=NOON + 5, answered_at=NOON + 5)
        await book.flush()
        book.note(2, look_at=NOON, percent=10)
        await book.flush()
        book.forget(2)
        await book.flush()

    async with open_database(database_url) as database:
        book = ProgressBook(database)
        await book.load()

        assert (book.get(1).percent, book.get(1).answered) == (40, 5)
        assert book.get(2).percent is None


async def test_an_end_that_nobody_was_told_is_found_until_its_card_shows_it(store: JobStore):
    job = await store.accept(replace(draft(), message_id=9), free)
    ended = await store.step(job, job.to(JobStatus.CANCELLED, now=NOON))
    before = await store.untold()

    await store.shown(ended)

    assert before == [ended]
    assert await store.untold() == []


async def test_small_facts_are_remembered(store: JobStore):
    await store.remember("commands:1", "abc")
    await store.remember("commands:1", "def")

    assert await store.recall("commands:1") == "def"
    assert await store.recall("commands:2") is None
