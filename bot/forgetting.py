"""Removes what is kept of members who ask for it, and of servers that the bot left."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection
from contextlib import suppress

import structlog

from bot.core.job import Job, JobStatus
from bot.core.sentence import say
from bot.delivery import CardBusy, Cards
from bot.media.picture import Pictures
from bot.store.films import FilmFolder
from bot.store.forgetting import Forget, ForgettingStore, Whose
from bot.store.jobs import JobStore, StaleJob

log = structlog.get_logger(__name__)

EVERY = 60.0
"""Seconds until what could not go yet is tried again."""
AT_ONCE = 50
DAY = 86_400.0
LEFT = say("The bot was removed from the server before it was made. Nothing was charged.")


class Forgetting:
    def __init__(
        self,
        store: ForgettingStore,
        jobs: JobStore,
        films: FilmFolder,
        pictures: Pictures,
        cards: Cards,
        *,
        forget_days: float,
        clock: Callable[[], float],
    ) -> None:
        self._store = store
        self._jobs = jobs
        self._films = films
        self._pictures = pictures
        self._cards = cards
        self._forget_days = forget_days
        self._clock = clock
        self._wake = asyncio.Event()

    async def run(self) -> None:
        """Until cancelled. Whatever dies meanwhile, the next start goes on."""
        while True:
            self._wake.clear()
            try:
                await self.round()
            except Exception:
                log.exception("could not forget")
            # Not `wait_for`: see Tracker.run.
            with suppress(TimeoutError):
                async with asyncio.timeout(EVERY):
                    await self._wake.wait()

    async def round(self) -> None:
        """Forget everything that is due, as far as it can go now."""
        for what in await self._store.due(self._clock()):
            try:
                await self._forget(what)
            except CardBusy as busy:
                log.info("forgetting goes on later", whose=what.whose.value, why=str(busy))

    async def member(self, user_id: int) -> None:
        """A member wants everything to go, what is in the making as soon as it has ended."""
        await self._store.ask(Forget(Whose.MEMBER, user_id), due_at=self._clock())
        self._wake.set()

    async def joined(self, guild_id: int) -> None:
        """The bot is in this server, again or for the first time."""
        await self._store.keep(Forget(Whose.SERVER, guild_id))

    async def left(self, guild_id: int) -> None:
        """The bot was removed: what was not sent ends, and all goes after `FORGET_DAYS`."""
        due_at = self._clock() + self._forget_days * DAY
        await self._store.ask(Forget(Whose.SERVER, guild_id), due_at=due_at)
        for job in await self._jobs.open():
            if job.home == guild_id and job.status in (JobStatus.ACCEPTED, JobStatus.IN_REVIEW):
                with suppress(StaleJob):  # it is being sent in this moment
                    to = job.to(JobStatus.CANCELLED, now=self._clock(), problem=LEFT)
                    await self._jobs.step(job, to)
        log.info("removed from a server", guild=guild_id)

    async def missed(self, present: Collection[int]) -> None:
        """At start: servers that were left, or joined again, while the bot was not running."""
        leaving = await self._store.leaving()
        for guild_id in leaving.intersection(present):
            await self.joined(guild_id)
        for guild_id in await self._store.servers() - leaving - {*present}:
            await self.left(guild_id)

    async def _forget(self, what: Forget) -> None:
        while jobs := await self._store.ended(what, most=AT_ONCE):
            for job in jobs:
                await self._forget_job(job, cards=what.whose is Whose.MEMBER)
        _, still_open = await self._store.count(what)
        if not still_open:
            await self._store.forget_rest(what)
            log.info("forgotten", whose=what.whose.value)

    async def _forget_job(self, job: Job, *, cards: bool) -> None:
        """Files and card first: the row is what knows of them."""
        if cards and job.message_id is not None:
            await self._store.out_of_sight(job)
            await self._cards.remove(job)
        if job.film is not None:
            await self._films.remove(job.film.name)
        await asyncio.to_thread(self._pictures.forget, job.id)
        await self._store.forget_job(job)
