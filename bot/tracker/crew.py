"""Who works on what: one at a time on each job, and so many at once on each kind of step."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass, field

from bot.core.job import Job
from bot.tracker.parts import Parts

Step = Callable[[Parts, Job], Awaitable[None]]


@dataclass(eq=False)
class Gate:
    """What waits behind it begins in the order in which it came."""

    free: float
    """Steps that may yet begin; without end where it is infinite."""
    waiting: deque[tuple[Job, Step]] = field(default_factory=deque[tuple[Job, Step]])


class Crew:
    """Workers that each take a job through a gate, and the next behind it when they are done.

    A worker for each job that may be under way, and not a task for each that waits: measured, a
    twentieth of a poll's CPU less.
    """

    def __init__(self, work: Callable[[Job, Step], Awaitable[None]]) -> None:
        """`work` raises nothing but what ends the worker."""
        self._work = work
        self._jobs: set[int] = set()
        self._workers: set[asyncio.Task[None]] = set()

    @property
    def jobs(self) -> Collection[int]:
        """The numbers of those that are worked on, or wait for it."""
        return self._jobs

    @property
    def workers(self) -> Collection[asyncio.Task[None]]:
        return self._workers

    def begin(self, job: Job, step: Step, gate: Gate) -> None:
        """Nobody may be at work on the job."""
        self._jobs.add(job.id)
        if gate.free < 1:
            gate.waiting.append((job, step))
            return
        gate.free -= 1
        worker = asyncio.create_task(self._through(gate, job, step), name=f"from job {job.id} on")
        self._workers.add(worker)
        worker.add_done_callback(self._workers.discard)

    async def _through(self, gate: Gate, job: Job, step: Step) -> None:
        try:
            while True:
                try:
                    await self._work(job, step)
                finally:
                    self._jobs.discard(job.id)
                if not gate.waiting:
                    return
                job, step = gate.waiting.popleft()
        finally:
            gate.free += 1
