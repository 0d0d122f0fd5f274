"""What the database keeps of an order in doubt, on every engine."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.core.job import Decider, JobStatus, Sent
from bot.store.database import open_database
from bot.store.jobs import JobStore, StaleJob
from bot.store.rows import from_json, to_row
from tests.store.test_jobs import NOON, draft, free

S = JobStatus


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[JobStore]:
    async with open_database(database_url) as database:
        yield JobStore(database)


async def test_question_answer_and_first_order_come_back_as_written(store: JobStore):
    job = await store.accept(draft(), free)
    written = await store.step(
        job,
        replace(
            job,
            status=S.IN_DOUBT,
            question=Decider.MODERATOR,
            doubt_until=NOON + 1,
            again_at=NOON,
            again_by=2**62,
            again_cost=5,
            earlier=Sent("clapper-1-1", NOON, 7),
            spare_id="task_2",
        ),
    )

    assert await store.get(job.id) == written
    assert written.earlier == Sent("clapper-1-1", NOON, 7)


async def test_a_film_that_another_job_took_first_is_not_taken_twice(store: JobStore):
    first, second = await store.accept(draft(1), free), await store.accept(draft(2), free)
    await store.step(first, replace(first, provider_id="task_1"))

    with pytest.raises(StaleJob):
        await store.step(second, replace(second, provider_id="task_1"))

    assert await store.get(second.id) == second


async def test_the_spare_film_of_a_job_is_nobody_elses(store: JobStore):
    job = await store.accept(draft(), free)
    await store.step(job, replace(job, provider_id="task_1", spare_id="task_2"))

    known = await store.known_provider_ids("cometapi", ["task_1", "task_2", "task_3"])

    assert known == {"task_1", "task_2"}


async def test_only_orders_nobody_knows_the_fate_of_are_unsettled(store: JobStore):
    jobs = [
        await store.accept(replace(draft(number), status=status), free)
        for number, status in enumerate(JobStatus)
    ]
    elsewhere = replace(draft(99), status=S.IN_DOUBT, provider="own")
    await store.accept(elsewhere, free)

    found = await store.unsettled(jobs[0])

    assert {job.status for job in found} == {S.SUBMITTING, S.IN_DOUBT}
    assert len(found) == 2


def test_a_wish_that_an_older_version_wrote_down_can_still_be_agreed_to():
    kept = to_row(draft())
    for name in ("doubt_until", "question", "again_at", "again_by", "again_cost", "earlier"):
        del kept[name]

    assert from_json(kept) == draft()
