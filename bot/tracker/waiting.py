"""Jobs whose turn has come while their provider is down: kept, shown so, spread when it is back."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

import structlog

from bot.core.job import Job, JobStatus
from bot.core.pace import spread
from bot.tracker.parts import Parts

log = structlog.get_logger(__name__)

POLLED = frozenset({JobStatus.QUEUED, JobStatus.RUNNING})
ASKS = POLLED | {JobStatus.ACCEPTED, JobStatus.IN_DOUBT, JobStatus.READY}
"""A step from one of these asks the provider for something."""

FEW = 5
"""Polls that may as well go at once."""


class Waiting:
    """Nothing of it outlives the process: the table knows the jobs, a restart asks anew."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._kept: dict[int, Job] = {}

    @property
    def count(self) -> int:
        return len(self._kept)

    def keeps(self, job: Job) -> bool:
        """Whether a job, just read, has to wait; its card says so. One in a while is let through
        as the probe."""
        reach = self._parts.reach
        polled = job.status in POLLED
        if polled and not reach.down(job.provider):
            return False  # its answer redraws the card, and says more
        if not polled and (job.status not in ASKS or _asks_others(job)):
            return False
        if not reach.down(job.provider):
            self._tell(job, reached=True)
            return False
        self._kept[job.id] = job
        self._tell(job, reached=False)
        if _probes_with(job, reach.of(job.provider).probes) and reach.begin(job.provider):
            del self._kept[job.id]
            return False
        return True

    def sends(self, job: Job) -> bool:
        """Whether the next order may leave: on trial, one at a time."""
        trial = self._parts.reach.of(job.provider).trial
        return not trial or self._parts.reach.begin(job.provider)

    def let_go(self) -> None:
        """Where a provider is back, whoever was kept goes on: polls one after the other."""
        back = [job for job in self._kept.values() if not self._parts.reach.down(job.provider)]
        now = self._parts.clock()
        polled = [job for job in back if job.status in POLLED]
        for job, wait in zip(polled, spread(len(polled), self._parts.chance), strict=True):
            self._parts.progress.note(job.id, look_at=now + wait)
        for job in back:
            del self._kept[job.id]

    def probes(self) -> list[asyncio.Task[None]]:
        """Ask the providers that no job was let through for and whose time has come."""
        reach, found = self._parts.reach, list[asyncio.Task[None]]()
        for provider in {job.provider for job in self._kept.values()}:
            if reach.down(provider) and reach.begin(provider):
                probe = reach.probe(provider, self._parts.providers[provider])
                found.append(asyncio.create_task(probe, name=f"probe {provider}"))
        return found

    def spread_overdue(self, jobs: Iterable[Job]) -> None:
        """At start many polls may be due at once: one goes after the other, longest due first.

        It is written down like any look, so that the next start finds them spread already.
        """
        now, looks = self._parts.clock(), self._parts.progress
        due = [(looks.get(each.id).look_at or each.next_at, each.id) for each in jobs
               if each.status in POLLED]  # fmt: skip
        overdue = sorted(each for each in due if each[0] <= now)
        if len(overdue) <= FEW:
            return
        waits = spread(len(overdue), self._parts.chance)
        for (_since, job_id), wait in zip(overdue, waits, strict=True):
            looks.note(job_id, look_at=now + wait)

    def _tell(self, job: Job, *, reached: bool) -> None:
        if self._parts.progress.reach(job.id, reached=reached):
            self._parts.cards.changed(job)


def _asks_others(job: Job) -> bool:
    """Its next step asks Discord, or fetches a film, which mostly lies elsewhere, a first time."""
    if job.status is JobStatus.READY:
        return job.next_at == job.changed_at
    return job.status is JobStatus.ACCEPTED and not job.may_be_sent


def _probes_with(job: Job, probes: int) -> bool:
    """Every other probe is a job's own poll: it tells most. Not each of them, since what is wrong
    may be wrong with this job alone."""
    return job.status in POLLED and probes % 2 == 0
