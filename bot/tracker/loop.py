"""The loop over everything that is due, and what becomes of a job that meets an error of ours."""

from __future__ import annotations

import asyncio
import contextlib
import math
from collections.abc import Mapping, Set
from dataclasses import replace

import structlog

from bot.core.catalog import ABILITIES
from bot.core.job import Job, JobStatus
from bot.core.pace import back_off, between_rounds
from bot.core.problems import SET_ASIDE
from bot.delivery import CardBusy, CardGone
from bot.store.due import Due
from bot.store.jobs import NoRoom, StaleJob
from bot.tracker.crew import Crew, Gate, Step
from bot.tracker.doubt import doubt, look_for_it
from bot.tracker.follow import fetch, poll
from bot.tracker.line import Line
from bot.tracker.parts import Parts
from bot.tracker.review import review
from bot.tracker.ring import ring
from bot.tracker.submit import submit
from bot.tracker.waiting import POLLED, Waiting

log = structlog.get_logger(__name__)

AT_ONCE: Mapping[JobStatus, int] = {
    JobStatus.ACCEPTED: 8,
    JobStatus.READY: 4,
    JobStatus.STORED: 8,
}
"""Steps of one kind under way at once, where they are heavy; the others share `POLLS_AT_ONCE`."""
POLLS_AT_ONCE = 32
PICTURES_AT_ONCE = 8
"""A file server that hangs may hold one for half a minute; who brings no picture does not wait."""
WHOLE_FILMS_AT_ONCE = 8
"""Orders whose reply is the film: each takes as long as one, and no other order waits for it."""
LOOK_AHEAD = 200
"""Jobs started in one round; the rest follow in the next, which begins at once."""
ERRORS_UNTIL_SET_ASIDE = 3
LONGEST_NAP = 1.0
FLUSH_EVERY = 1.0
"""Seconds between two writes of all progress; measured, batching it matters threefold."""
PAST_FILMS = 5_000
"""Looked through at start, for what films of each kind usually take."""


async def _deliver(parts: Parts, job: Job) -> None:
    try:
        await parts.deliverer.deliver(job)
    except CardBusy as busy:
        waited = parts.clock() - job.changed_at
        log.info("card can't be changed now", job=job.id, why=str(busy))
        await parts.look_later(job, back_off(max(1, int(waited / 5)), None, parts.chance))


async def _bring_again(parts: Parts, job: Job) -> None:
    """A film for a card that was moved, or was being changed when the process died."""
    try:
        await parts.deliverer.show_again(job)
    except CardGone:
        await parts.store.shown(job)
    except CardBusy as busy:
        log.info("film not brought to its card yet", job=job.id, why=str(busy))
    except Exception:
        log.exception("film not brought to its card", job=job.id)


STEPS: Mapping[JobStatus, Step] = {
    JobStatus.ACCEPTED: submit,
    JobStatus.IN_REVIEW: review,
    JobStatus.SUBMITTING: doubt,
    JobStatus.IN_DOUBT: look_for_it,
    JobStatus.QUEUED: poll,
    JobStatus.RUNNING: poll,
    JobStatus.READY: fetch,
    JobStatus.STORED: _deliver,
}


class Tracker:
    """The table is the queue: what to do next is always asked of the database.

    A job is worked on by one task at a time. A job found SUBMITTING without such a task was left
    so by an earlier process, and is in doubt.
    """

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._crew = Crew(self._step)
        self._waiting = Waiting(parts)
        self._probes: set[asyncio.Task[None]] = set()
        self._wake = parts.wake
        self._line = Line(
            parts.store, parts.progress, parts.cards, self._waiting, parts.max_running
        )
        polls = Gate(POLLS_AT_ONCE)
        self._gates = {
            status: Gate(AT_ONCE[status]) if status in AT_ONCE else polls for status in STEPS
        }
        self._pictures = Gate(PICTURES_AT_ONCE)
        self._whole_films = Gate(WHOLE_FILMS_AT_ONCE)
        self._ended = Gate(math.inf)
        self._flushed_at = 0.0
        self.last_round = 0.0
        """When the last round ended, for whoever watches the process's health."""

    async def start(self) -> None:
        """Take up what an earlier process left: cards are put right, progress is known again."""
        await self._parts.progress.load()
        for kind, seconds in await self._parts.store.past_durations(latest=PAST_FILMS):
            self._parts.history.add(kind, seconds)
        still_open = await self._parts.store.open()
        self._waiting.spread_overdue(still_open)
        now = self._parts.clock()
        for job in still_open:
            # The cards of those in line are drawn once their place is known, at the first round.
            in_line = job.may_be_sent and job.next_at <= now
            if job.message_id is not None and not in_line:
                self._parts.cards.changed(job)
        for job in await self._parts.store.untold():
            if job.status is JobStatus.DELIVERED:
                self._crew.begin(job, _bring_again, self._ended)
            else:
                self._parts.cards.changed(job)

    async def run(self) -> None:
        """Work until cancelled. An error of the database ends no job and not this loop."""
        loop = asyncio.get_running_loop()
        try:
            while True:
                self._wake.clear()
                began = loop.time()
                try:
                    nap = await self._start_due()
                except Exception:
                    log.exception("round failed")
                    nap = LONGEST_NAP
                pause = between_rounds(loop.time() - began)
                # Not `wait_for`: on Python 3.11 it forgets a cancellation that comes together with
                # the event, and a bot that is stopped in that moment would go on.
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(nap):
                        await self._wake.wait()
                await asyncio.sleep(pause)
        finally:
            await self._stop()

    async def round(self) -> None:
        """Take every job that is due one step on, and wait until all are done. For tests."""
        await self._start_due()
        while under_way := [*self._crew.workers, *self._probes]:
            await asyncio.wait(under_way)

    async def _start_due(self) -> float:
        """Start what is due; the seconds until something else will be."""
        now = self._parts.clock()
        if now - self._flushed_at >= FLUSH_EVERY or now < self._flushed_at:
            await self._parts.progress.flush()
            self._flushed_at = now
        self._waiting.let_go()
        # Whose task ends while this is read was read as it stood before.
        busy = frozenset(self._crew.jobs)
        due = await self._parts.store.due(now, limit=LOOK_AHEAD + len(busy) + self._waiting.count)
        jobs = [job for job in await self._next(due, now, busy) if not self._waiting.keeps(job)]
        for job in jobs:
            self._crew.begin(job, STEPS[job.status], self._gate(job))
        for probe in self._waiting.probes():
            self._probes.add(probe)
            probe.add_done_callback(self._probes.discard)
        await self._look_after_ended(now)
        for job in due.bells:
            if job.id not in busy and job.id not in self._crew.jobs:
                self._crew.begin(job, ring, self._ended)
        self.last_round = now
        return 0.0 if len(jobs) >= LOOK_AHEAD else LONGEST_NAP

    async def _look_after_ended(self, now: float) -> None:
        for job_id in self._parts.deliverer.to_bring_again(now):
            job = None if job_id in self._crew.jobs else await self._parts.store.get(job_id)
            if job is not None:
                self._crew.begin(job, _bring_again, self._ended)

    async def _next(self, due: Due, now: float, busy: Set[int]) -> list[Job]:
        """Those that nobody works on, the line before the provider first."""
        turn = await self._line.next(due.line)
        known = self._parts.progress.get
        return [
            job
            for job in [*turn, *(job for job in due.steps if not job.may_be_sent)]
            if job.id not in busy
            and job.status in STEPS
            # Those in the making may have been asked for since the last flush.
            and not (job.status in POLLED and known(job.id).look_at > now)
        ]

    def _gate(self, job: Job) -> Gate:
        if job.status is not JobStatus.ACCEPTED:
            return self._gates[job.status]
        if job.awaits_picture:
            return self._pictures
        can = ABILITIES.get(job.dialect)
        return self._whole_films if can and can.whole else self._gates[job.status]

    async def _step(self, job: Job, step: Step) -> None:
        # Bound anew for the next job; the worker's own context ends with it.
        structlog.contextvars.bind_contextvars(job=job.id)
        try:
            await step(self._parts, job)
        except NoRoom:
            log.info("no place at the provider, the job waits on", job=job.id)
        except StaleJob:
            log.info("somebody else moved the job", job=job.id)
        except Exception:
            log.exception("step failed", job=job.id, status=job.status.value)
            await self._after_an_error(job)

    async def _after_an_error(self, job: Job) -> None:
        """Nobody foresaw this. The third time in a row the job is set aside, the others go on."""
        try:
            latest = await self._parts.store.get(job.id)
            if latest is None or latest.ended:
                return
            errors = latest.errors + 1
            if errors >= ERRORS_UNTIL_SET_ASIDE:
                await self._parts.move(latest, JobStatus.SET_ASIDE, problem=SET_ASIDE)
                return
            wait = back_off(errors + 2, None, self._parts.chance)
            later = replace(latest, errors=errors, next_at=self._parts.clock() + wait)
            await self._parts.store.step(latest, later)
            self._parts.progress.note(job.id, look_at=later.next_at)
        except Exception:
            log.exception("the error itself could not be written down", job=job.id)

    async def _stop(self) -> None:
        """Acts in flight may end; what does not within 8 s resumes at the next start."""
        for probe in self._probes:
            probe.cancel()
        if self._crew.workers:
            await asyncio.wait(list(self._crew.workers), timeout=8)
        left = [*self._crew.workers, *self._probes]
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        with contextlib.suppress(Exception):
            await self._parts.progress.flush()
