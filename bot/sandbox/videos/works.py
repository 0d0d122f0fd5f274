"""Takes jobs from order to film on the sandbox's clock, and keeps them within bounds."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Coroutine, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from bot.sandbox.clock import SandboxClock
from bot.sandbox.videos.films import Film
from bot.sandbox.videos.holds import Holds
from bot.sandbox.videos.jobs import Created, Job
from bot.sandbox.videos.keywords import Outcome
from bot.sandbox.videos.padding import padded
from bot.sandbox.videos.studio import RenderFailed, Studio, shot_for
from bot.sandbox.videos.voices import Manners
from bot.sandbox.videos.wallet import Wallet

T = TypeVar("T")

MOST_JOBS = 500
MOST_FILM_BYTES = 512 * 1024 * 1024
SLOWER = 10

_FAILING = frozenset({Outcome.FAILED, Outcome.MODERATED, Outcome.SILENT, Outcome.STRING})


@dataclass
class Pace:
    """How long a job waits and runs, in seconds of the sandbox's time."""

    queued_seconds: float
    running_seconds: float

    def running(self, outcome: Outcome) -> float:
        return self.running_seconds * (SLOWER if outcome is Outcome.SLOW else 1)


class Works:
    """All jobs. Old finished ones are forgotten beyond `most_jobs`, films beyond a total size."""

    def __init__(
        self,
        clock: SandboxClock,
        pace: Pace,
        manners: Manners,
        holds: Holds,
        studio: Studio,
        ready_made: Film | None,
        most_jobs: int = MOST_JOBS,
    ) -> None:
        self._most_jobs = most_jobs
        self.jobs: dict[str, Job] = {}
        self.creates: deque[Created] = deque(maxlen=10_000)
        self.pace = pace
        self._clock = clock
        self._manners = manners
        self._holds = holds
        self._studio = studio
        self._ready_made = ready_made
        self._tasks: set[asyncio.Task[Any]] = set()

    def begin(self, job: Job, wallet: Wallet) -> bool:
        """Charge the job and start it; False, and nothing done, where the money is short."""
        price = job.order.price_micros
        if not wallet.charge(job.id, price, job.created_at):
            return False
        job.charged_micros = price
        self.creates.append(Created(job.id, job.created_at, job.key, job.prompt, job.model, price))
        self.jobs[job.id] = job
        if job.outcome not in _FAILING:
            job.rendering = self._task(self._render(job), f"film of {job.id}")
        job.living = self._task(self._live(job, wallet), f"life of {job.id}")
        self._make_room()
        return True

    @property
    def full(self) -> bool:
        """True when so many jobs are unfinished that no more are taken."""
        return len(self.jobs) >= 2 * self._most_jobs

    def known(self, job_id: str, key: str) -> Job | None:
        """The job, if this key may know of it."""
        job = self.jobs.get(job_id)
        if job is None or job.key != key or job.outcome is Outcome.LOST:
            return None
        return job

    def by_film(self, token: str) -> Job | None:
        return next((job for job in self.jobs.values() if job.film_token == token), None)

    def forget(self, job: Job) -> None:
        """Drop a job with its film."""
        self.jobs.pop(job.id, None)
        self._drop_film(job)

    async def film(self, job: Job) -> Film:
        """The job's film, as soon as it is rendered. LookupError for a job that gets none."""
        if job.film is not None:
            return job.film
        if job.rendering is None:
            raise LookupError(f"{job.id} ends as {job.outcome}, without a film")
        return await asyncio.shield(job.rendering)

    async def close(self) -> None:
        """End everything that runs, the worker processes too."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _task(self, work: Coroutine[Any, Any, T], name: str) -> asyncio.Task[T]:
        task = asyncio.create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled():
            task.exception()  # a stalled job never asks for it

    async def _render(self, job: Job) -> Film:
        if self._ready_made is not None:
            job.film = self._ready_made
            if job.least_bytes > self._ready_made.size:
                job.film = Film.from_bytes(padded(self._ready_made.read(), job.least_bytes))
            return job.film
        shot = shot_for(job.prompt, job.model, job.seconds, job.size)
        path = await self._studio.render(shot, job.film_token, job.least_bytes)
        job.film = Film.from_file(path)
        return job.film

    async def _live(self, job: Job, wallet: Wallet) -> None:
        await self._clock.sleep(self.pace.queued_seconds)
        await self._holds.stop_at("queued", job.id)
        job.status, job.started_at = "in_progress", self._clock.now()
        await self._clock.sleep(self.pace.running(job.outcome))
        await self._holds.stop_at("in_progress", job.id)
        if job.outcome is Outcome.STALLED:
            return
        if job.rendering is not None:
            try:
                await job.rendering
            except RenderFailed as failed:
                job.problem = str(failed)
        job.completed_at = self._clock.now()
        if job.film is not None:
            job.status = "completed"
            return
        job.status = "failed"
        if self._manners.refund_failures:
            wallet.refund(job.id, job.charged_micros, job.completed_at)
            job.charged_micros = 0

    def _make_room(self) -> None:
        for job in list(self._surplus()):
            self.forget(job)
        now = self._clock.now()
        held = sum(self._weight(job) for job in self.jobs.values())
        for job in [job for job in self.jobs.values() if job.finished and job.film]:
            if held > MOST_FILM_BYTES or not job.fetchable(now):
                held -= self._weight(job)
                self._drop_film(job)

    def _weight(self, job: Job) -> int:
        """What the job's film takes up; the ready-made one is there only once."""
        return 0 if job.film is None or job.film is self._ready_made else job.film.size

    def _surplus(self) -> Iterator[Job]:
        """The oldest finished jobs, as many as there are too many."""
        over = len(self.jobs) - self._most_jobs
        if over > 0:
            finished = (job for job in self.jobs.values() if job.finished)
            for _, job in zip(range(over), finished, strict=False):
                yield job

    def _drop_film(self, job: Job) -> None:
        film, job.film = job.film, None
        if film is not None and film.path is not None:
            film.path.unlink(missing_ok=True)
