"""What is due is asked all the time: an unchanged row is not read again, a changed one is."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.core.job import Bell, Job, JobStatus
from bot.core.problems import SET_ASIDE
from bot.store.database import open_database
from bot.store.jobs import JobStore
from tests.house import FIRST_MOMENT
from tests.store.test_jobs import draft, free

NOON = FIRST_MOMENT


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[JobStore]:
    async with open_database(database_url) as database:
        yield JobStore(database)


async def queued(store: JobStore, number: int = 1) -> Job:
    job = await store.accept(replace(draft(number), message_id=number), free)
    for status in (JobStatus.SUBMITTING, JobStatus.QUEUED):
        job = await store.step(job, job.to(status, now=NOON))
    return job


async def due(store: JobStore) -> list[Job]:
    return (await store.due(NOON + 1, limit=10)).steps


async def test_a_polled_job_that_did_not_change_is_read_once(store: JobStore):
    await queued(store)
    [before] = await due(store)

    [after] = await due(store)

    assert after is before


async def test_a_job_in_line_that_did_not_change_is_read_once(store: JobStore):
    await store.accept(replace(draft(1), message_id=1), free)
    [before] = (await store.due(NOON + 1, limit=10)).line

    found = await store.due(NOON + 1, limit=10)

    assert found.line == [before]
    assert found.line[0] is before
    assert found.steps == []


async def test_each_has_its_own_place_among_what_there_is_to_do(store: JobStore):
    """Two are polled, the longer waiting first; two wait for their turn; one's owner is called."""
    polled = [await queued(store, number) for number in (1, 2)]
    polled[0] = await store.step(polled[0], replace(polled[0], next_at=NOON + 0.5))
    line = [
        await store.accept(replace(draft(number), message_id=number), free) for number in (3, 4)
    ]
    ended = await queued(store, 5)
    ended = await store.step(
        ended, ended.to(JobStatus.FAILED, now=NOON, problem=SET_ASIDE, bell=Bell.DUE)
    )
    await store.shown(ended)

    found = await store.due(NOON + 1, limit=10)

    assert [job.id for job in found.steps] == [polled[1].id, polled[0].id]
    assert [job.id for job in found.line] == [job.id for job in line]
    assert [job.id for job in found.bells] == [ended.id]


async def test_no_more_steps_are_read_than_asked_for(store: JobStore):
    polled = [await queued(store, number) for number in range(1, 6)]

    found = await store.due(NOON + 1, limit=2)

    assert found.steps == polled[:2]


async def test_a_job_that_took_a_step_is_due_as_it_is_now(store: JobStore):
    job, other = await queued(store, 1), await queued(store, 2)
    await due(store)

    moved = await store.step(job, job.to(JobStatus.RUNNING, now=NOON))

    assert await due(store) == [moved, other]


async def test_a_job_whose_card_was_brought_elsewhere_is_due_with_its_new_card(store: JobStore):
    job = await queued(store)
    await due(store)

    moved = await store.move_card(
        job, guild_id=job.guild_id, channel_id=8, message_id=80, upload_limit=5
    )

    assert await due(store) == [moved]
    assert moved.message_id == 80


async def test_a_job_that_is_past_polling_is_due_with_all_it_has(store: JobStore):
    job = await queued(store)
    await due(store)

    ready = await store.step(job, job.to(JobStatus.READY, now=NOON, urls=("https://x",)))

    assert await due(store) == [ready]
    assert (await due(store))[0].urls == ("https://x",)
