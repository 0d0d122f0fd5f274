"""How a film reaches its people: attached where it fits, else by the best link there is."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Protocol

import structlog
from yarl import URL

from bot.core.audit import Entry
from bot.core.job import Delivery, Job, JobStatus
from bot.core.sentence import Sentence
from bot.core.standing import Block
from bot.store.films import FilmFolder
from bot.store.jobs import JobStore

log = structlog.get_logger(__name__)

BRING_AGAIN = 10.0
"""Seconds until a film is brought once more to a card that could not be changed."""


class CardGone(Exception):
    """The card or its channel is no longer there for us; showing it again can't work."""


class CardBusy(Exception):
    """Discord could not be reached or would not take it now; try again later."""


class FileTooLarge(Exception):
    """The channel does not take a file of this size, whatever the limits said."""


class Cards(Protocol):
    """Whoever shows jobs to people. Edits of one card never overtake each other."""

    def changed(self, job: Job) -> None:
        """Show this state when the card's turn comes; a newer one may replace it."""
        ...

    async def show(self, job: Job, film: Path | None = None) -> None:
        """Show this state now, with the film in the card if given; returns when people see it.

        Doing it twice shows it once. Raises CardGone, CardBusy, FileTooLarge.
        """
        ...

    def retire(self, old: Job, moved: Job) -> None:
        """The job's card is another message now; the old one says where."""
        ...

    async def ring(self, job: Job, *, privately: bool, begun_before: bool) -> None:
        """Call the job's owner, once: by a reply to the card, or by a direct message.

        `begun_before` says that a process may have died while ringing: then it is looked for
        first. A direct message that is not taken becomes a reply. Raises CardGone, CardBusy.
        """
        ...

    async def tell_moderators(self, channel_id: int, block: Block, sentence: Sentence) -> None:
        """A word in the moderators' channel, with a button that lifts the block. Raises nothing."""
        ...

    async def ask_moderators(self, job: Job, channel_id: int) -> int:
        """Show the moderators a film that they must agree to, once; the number of that message.

        Raises CardGone, CardBusy.
        """
        ...

    async def review_over(self, job: Job) -> None:
        """The moderators' message says what became of it. Raises nothing."""
        ...

    async def remove(self, job: Job) -> None:
        """Delete the card, if it is there and may be deleted. Raises CardBusy."""
        ...

    async def tell_log(self, channel_id: int, entries: Sequence[Entry]) -> None:
        """Entries of a server's log, in its channel for that, once. Raises CardGone, CardBusy."""
        ...

    async def tell_owner(self, sentence: Sentence) -> None:
        """A direct message to whoever runs the bot. Raises nothing: the log has it as well."""
        ...

    async def find_answer(self, job: Job) -> int | None:
        """The card's message id, if the command was answered at all. Raises CardBusy."""
        ...


class Deliverer:
    def __init__(
        self,
        store: JobStore,
        films: FilmFolder,
        cards: Cards,
        *,
        clock: Callable[[], float],
        public_url: str | None,
        provider_host: str | None,
    ) -> None:
        self._store = store
        self._films = films
        self._cards = cards
        self._clock = clock
        self._public_url = public_url
        self._provider_host = provider_host
        self._again: dict[int, float] = {}
        """When a film is brought once more to a card that could not be changed, by the job's
        number. A restart asks the store for them (`JobStore.untold`)."""

    async def deliver(self, job: Job) -> Job:
        """Take a stored film to its card; the job it returns is delivered and written down.

        The card is edited first and the step written after it: a crash in between repeats the
        edit, and the same edit shows the same card. Raises CardBusy.
        """
        now = self._clock()
        try:
            shown = await self._show(
                job, lambda way: job.to(JobStatus.DELIVERED, now=now, delivery=way)
            )
        except CardGone as gone:
            latest = await self._store.get(job.id)
            if latest is not None and latest.message_id != job.message_id:
                raise CardBusy("it is another message now") from gone
            log.warning("card is gone, film kept", job=job.id, why=str(gone))
            shown = job.to(JobStatus.DELIVERED, now=now, delivery=Delivery.KEPT)
        done = await self._store.step(job, shown)
        if done.message_id == shown.message_id:
            await self._store.shown(done)
        else:  # /show made another card meanwhile, which has not got the film
            with contextlib.suppress(CardBusy, CardGone):
                await self.show_again(done)
        return done

    async def show_again(self, job: Job) -> None:
        """Bring a delivered film to a card that does not hold it yet: one that was moved, or one
        that was being changed when the process died. Raises CardBusy, CardGone.

        Where the card is busy, `to_bring_again` names the job a little later.
        """
        self._again.pop(job.id, None)
        try:
            shown = await self._show(job, lambda way: replace(job, delivery=way))
        except CardBusy:
            self._again[job.id] = self._clock() + BRING_AGAIN
            raise
        if shown.delivery is not job.delivery:
            shown = await self._store.step(job, shown)
        await self._store.shown(shown)

    def to_bring_again(self, now: float) -> list[int]:
        """The jobs whose film did not get to its card when it was last tried, and is due."""
        return [job_id for job_id, at in self._again.items() if at <= now]

    async def _show(self, job: Job, as_: Callable[[Delivery], Job]) -> Job:
        """Show the film in the best way that the channel takes; the job as it was shown."""
        assert job.film is not None
        for way in self._ways(job):
            shown = as_(way)
            film = self._films.path(job.film.name) if way is Delivery.ATTACHED else None
            try:
                await self._cards.show(shown, film)
            except FileTooLarge:
                log.info("film too large for the channel", job=job.id, bytes=job.film.size)
                continue
            return shown
        raise AssertionError("the last way needs no file")

    def _ways(self, job: Job) -> list[Delivery]:
        assert job.film is not None
        ways: list[Delivery] = []
        if job.film.size <= job.upload_limit:
            ways.append(Delivery.ATTACHED)
        if self._public_url:
            ways.append(Delivery.LINKED)
        elif open_link(job, self._provider_host):
            ways.append(Delivery.PROVIDER_LINK)
        else:
            ways.append(Delivery.KEPT)
        return ways


def open_link(job: Job, provider_host: str | None) -> str | None:
    """The provider's own link, if it opens without our key."""
    return next((url for url in job.urls if URL(url).host != provider_host), None)
