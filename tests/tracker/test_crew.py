"""Who works on what: one at a time on each job, so many at once on each kind, in order."""

from __future__ import annotations

import asyncio
import math
from dataclasses import dataclass, field

import pytest

from bot.core.job import Job
from bot.tracker.crew import Crew, Gate
from tests.store.test_jobs import draft


async def no_step(_parts: object, _job: Job) -> None:
    """What is done stands in the test."""


@dataclass
class Work:
    """Each job is under way until it is let go."""

    begun: list[int] = field(default_factory=list[int])
    done: dict[int, asyncio.Future[None]] = field(default_factory=dict[int, asyncio.Future[None]])

    async def __call__(self, job: Job, _step: object) -> None:
        self.begun.append(job.id)
        self.done[job.id] = asyncio.get_running_loop().create_future()
        await self.done[job.id]


def job(number: int) -> Job:
    found = draft(number)
    object.__setattr__(found, "id", number)
    return found


async def settled() -> None:
    """Until nobody has anything more to do than to wait."""
    for _ in range(5):
        await asyncio.sleep(0)


async def test_no_more_than_the_gate_lets_through_are_under_way_and_all_in_their_order():
    work, gate = Work(), Gate(2)
    crew = Crew(work)
    for number in range(1, 6):
        crew.begin(job(number), no_step, gate)
    await settled()
    assert work.begun == [1, 2]
    assert len(crew.workers) == 2
    assert set(crew.jobs) == {1, 2, 3, 4, 5}

    work.done[2].set_result(None)
    await settled()
    assert work.begun == [1, 2, 3]
    assert set(crew.jobs) == {1, 3, 4, 5}

    for number in (1, 3, 4, 5):
        await settled()
        work.done[number].set_result(None)
    await settled()
    assert (set(crew.jobs), len(crew.workers), gate.free) == (set(), 0, 2)


async def test_a_full_gate_holds_up_nobody_at_another():
    work, gate, other = Work(), Gate(1), Gate(math.inf)
    crew = Crew(work)
    crew.begin(job(1), no_step, gate)
    crew.begin(job(2), no_step, gate)
    crew.begin(job(3), no_step, other)
    await settled()

    assert work.begun == [1, 3]


async def test_what_is_begun_from_within_work_waits_its_turn():
    gate = Gate(1)
    begun: list[int] = []

    async def work(at: Job, _step: object) -> None:
        begun.append(at.id)
        if at.id == 1:
            crew.begin(job(2), no_step, gate)

    crew = Crew(work)
    crew.begin(job(1), no_step, gate)
    await settled()

    assert begun == [1, 2]
    assert gate.free == 1


async def test_a_worker_that_is_cancelled_gives_its_place_back():
    work, gate = Work(), Gate(1)
    crew = Crew(work)
    crew.begin(job(1), no_step, gate)
    await settled()
    [worker] = crew.workers

    worker.cancel()
    with pytest.raises(asyncio.CancelledError):
        await worker
    crew.begin(job(1), no_step, gate)
    await settled()

    assert work.begun == [1, 1]
