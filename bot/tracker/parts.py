"""What every step of a job needs, handed to the tracker once."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

import structlog

from bot.core.audit import Entry
from bot.core.catalog import Catalog
from bot.core.doubt import DoubtRules
from bot.core.history import History
from bot.core.job import MAY_BE_SENT, Job, JobStatus
from bot.core.problems import explain, source_unknown
from bot.core.strikes import is_strike, told
from bot.core.video import Failure, Fault
from bot.core.wallet import DAY
from bot.delivery import Cards, Deliverer
from bot.housekeeping import Offer
from bot.media.frames import Frames
from bot.media.picture import Pictures
from bot.provider.client import VideoClient
from bot.store.films import FilmFolder
from bot.store.houses import HouseStore
from bot.store.jobs import JobStore
from bot.store.members import MemberStore
from bot.store.progress import ProgressBook
from bot.store.strikes import StrikeStore
from bot.tracker.reach import Reach

log = structlog.get_logger(__name__)

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Parts:
    store: JobStore
    progress: ProgressBook
    films: FilmFolder
    pictures: Pictures
    providers: Mapping[str, VideoClient]
    """By the catalogue's name for the provider."""
    catalog: Catalog
    offer: Offer
    cards: Cards
    members: MemberStore
    deliverer: Deliverer
    clock: Callable[[], float]
    chance: random.Random
    cap_bytes: int
    """No film larger than this is fetched."""
    max_running: int
    """Jobs at the providers at once, over all servers."""
    history: History
    reach: Reach
    """Which of the providers answer."""
    doubt: DoubtRules
    wake: asyncio.Event
    """Set whenever there is something new for the tracker to do."""
    strikes: StrikeStore
    houses: HouseStore
    review_hours: float
    """How long moderators have to decide about a film."""
    frames: Frames = field(default_factory=Frames)

    def client(self, job: Job) -> VideoClient:
        return self.providers[job.provider]

    def ask(self, job: Job, call: Awaitable[Answer]) -> Awaitable[Answer]:
        """What the job's provider answers to this call of its client; see `Reach.ask`."""
        return self.reach.ask(job.provider, call)

    async def move(
        self, job: Job, status: JobStatus, *, at_most: int | None = None, **changes: Any
    ) -> Job:
        """Take the job one step, durably, and let its card follow. Raises StaleJob, NoRoom."""
        return await self.take(job, job.to(status, now=self.clock(), **changes), at_most=at_most)

    async def take(
        self, job: Job, to: Job, *, at_most: int | None = None, entry: Entry | None = None
    ) -> Job:
        """As `move`, for a step that is made already; `entry` is what its server's log says."""
        moved = await self.store.step(job, to, at_most=at_most, entry=entry)
        if moved.picture is not None and moved.status not in MAY_BE_SENT:
            await asyncio.to_thread(self.pictures.remove, moved.id)
        self.cards.changed(moved)
        self.wake.set()
        return moved

    async def look_later(self, job: Job, seconds: float, **changes: Any) -> Job:
        """Same status, looked at again in `seconds`. Raises StaleJob."""
        return await self.store.step(job, replace(job, next_at=self.clock() + seconds, **changes))

    async def fail(self, job: Job, failure: Failure) -> Job:
        """End the job with the provider's reason; what was reserved is given back."""
        if failure.fault is Fault.MODEL_GONE:
            self.offer.gone(job.model)
        await self._tell_owner(job, failure)
        await self._count_strike(job, failure)
        model = self.catalog.find(job.model)
        others = self.offer.instead_of(model) if model else ()
        pictured = job.picture is not None
        problem = explain(failure, model=job.model_title, others=others, pictured=pictured)
        not_taken = job.is_remix and job.provider_id is None
        if failure.fault is Fault.LOST and not_taken and job.source_id is not None:
            problem = source_unknown(job.source_id)
        self.progress.forget(job.id)
        spent = self._spent(job, failure)
        return await self.move(job, JobStatus.FAILED, problem=problem, spent=spent)

    async def _count_strike(self, job: Job, failure: Failure) -> None:
        """Before the job is ended: whatever dies, it is counted, and only once."""
        block = await self.strikes.note(job, now=self.clock()) if is_strike(failure) else None
        if block is None:
            return
        log.info("member paused for a day", job=job.id, strikes=self.strikes.most)
        channel = await self.houses.moderators_channel(job.home)
        if channel is not None:
            await self.cards.tell_moderators(channel, block, told(block, self.strikes.most))

    async def _tell_owner(self, job: Job, failure: Failure) -> None:
        """Once a day for each kind of trouble that only the owner can mend."""
        sentence = self.offer.turned_away(job.provider, failure)
        if sentence is None:
            return
        name, day = f"owner told of {failure.fault}", str(int(self.clock() // DAY))
        if await self.store.recall(name) != day:
            await self.store.remember(name, day)
            await self.cards.tell_owner(sentence)

    def _spent(self, job: Job, failure: Failure) -> int | None:
        """What a failed film costs the owner all the same; None: as little as the member.

        A film that was made and can't be fetched is paid for, and so may one be that is lost.
        """
        if job.provider_id is None:
            return None
        provider = self.catalog.providers.get(job.provider)
        kept = provider is not None and provider.charges_failures
        made = job.status is JobStatus.READY or failure.fault in _PAID_FOR
        return job.cost if kept or made else None


_PAID_FOR = frozenset({Fault.EXPIRED, Fault.TOO_LARGE, Fault.LOST})
