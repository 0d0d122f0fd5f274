"""All edits of cards pass here: in order, at a pace Discord takes, and never one for nothing."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import aiohttp
import discord
import structlog

from bot.core.history import History
from bot.core.job import Delivery, Job, JobStatus
from bot.core.pace import back_off
from bot.delivery import CardBusy, CardGone, FileTooLarge
from bot.store.jobs import JobStore
from bot.store.progress import ProgressBook
from bot.ui.calls import Calls
from bot.ui.card import Links, card, film_file_name, moved_card
from bot.ui.lane import Edit, Lane, Time
from bot.ui.preview import Preview, Previews, file_name
from bot.ui.shown import ShownCards
from bot.ui.words import words_for

log = structlog.get_logger(__name__)

NO_PROGRESS_AFTER = 55 * 60.0
"""Seconds: messages older than an hour take 3 edits in 6 s (code 30046), kept for finals."""
UPLOADS_AT_ONCE = 2
GONE = frozenset({10003, 10004, 10008, 50001, 50013, 50083})
TOO_LARGE = 40005
LANES_KEPT = 1_000
RETIRED_KEPT = 1_000
TRIES = 4
"""For an edit that nobody waits for, a quarter of a minute in all. The end of a job is tried for as
long as Discord can't be reached."""


class Announcer(Calls):
    """Implements `bot.delivery.Cards` on a discord.py client."""

    def __init__(
        self,
        client: discord.Client,
        store: JobStore,
        progress: ProgressBook,
        history: History,
        picture_of: Callable[[int], Path | None],
        *,
        clock: Callable[[], float],
        chance: random.Random,
        links: Callable[[Job], Links],
        time: Time | None = None,
    ) -> None:
        """`clock` gives seconds since 1970; `time` paces the edits, by default the event loop's;
        `picture_of` knows the small picture of a job, by its number."""
        super().__init__(client)
        self._store = store
        self._progress = progress
        self._history = history
        self._clock = clock
        self._chance = chance
        self._links = links
        self._previews = Previews(picture_of)
        self._time = time
        self._lanes: dict[int, tuple[Lane, asyncio.Task[None]]] = {}
        self._shown = ShownCards(store)
        self._retired: dict[int, None] = {}
        """Old cards, in the order they were left; nothing is drawn on them any more."""
        self._uploads = asyncio.Semaphore(UPLOADS_AT_ONCE)

    def changed(self, job: Job) -> None:
        if job.message_id is None:
            return
        seldom = job.ended or job.status is JobStatus.IN_DOUBT or _waited(job)
        if not seldom and self._clock() - job.created_at > NO_PROGRESS_AFTER:
            return
        self._put(job.message_id, Edit(job))

    async def show(self, job: Job, film: Path | None = None) -> None:
        if job.message_id is None:
            raise CardGone("it was never shown")
        seen: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._put(job.message_id, Edit(job, film, [seen]))
        await seen

    def retire(self, old: Job, moved: Job) -> None:
        """The card is another message now: the old one gets a last edit that says where."""
        if old.message_id is None or old.message_id == moved.message_id:
            return
        self._put(old.message_id, Edit(old, moved_to=moved))
        self._retired[old.message_id] = None
        if len(self._retired) > RETIRED_KEPT:
            del self._retired[next(iter(self._retired))]

    async def find_answer(self, job: Job) -> int | None:
        if job.answer_token is None:
            return None
        webhook = discord.Webhook.partial(job.application_id, job.answer_token, client=self._client)
        try:
            message = await webhook.fetch_message("@original")  # type: ignore[arg-type]
        except (discord.NotFound, discord.Forbidden):
            return None
        except discord.HTTPException as error:
            if error.status == 401:  # older than 15 minutes: the token tells nothing any more
                return await self._in_history(job)
            raise CardBusy(str(error)) from error
        except (aiohttp.ClientError, OSError) as error:
            raise CardBusy(repr(error)) from error
        return message.id

    async def take_up(self) -> None:
        """Know what the last process's cards say: those that are right are left alone."""
        await self._shown.take_up()

    @property
    def idle(self) -> bool:
        """Whether every edit was made, or given up."""
        return all(lane.idle for lane, _ in self._lanes.values())

    async def close(self) -> None:
        """Drop what waits and cut short what is under way; the next start puts the cards right."""
        lanes, self._lanes = self._lanes, {}
        for lane, task in lanes.values():
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            await lane.stop()
        await self._shown.hand_on()

    async def _in_history(self, job: Job) -> int | None:
        """The answer to an interaction names it, so the channel's history still tells."""
        channel = self._client.get_partial_messageable(job.channel_id)
        near = discord.utils.snowflake_time(job.interaction_id)
        try:
            async for message in channel.history(limit=100, after=near, oldest_first=True):
                told = message.interaction_metadata
                if told is not None and told.id == job.interaction_id:
                    return message.id
        except (discord.NotFound, discord.Forbidden):
            return None
        except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
            raise CardBusy(repr(error)) from error
        return None

    @property
    def _lane_time(self) -> Time:
        return self._time or asyncio.get_running_loop()

    def _put(self, message_id: int, edit: Edit) -> None:
        if message_id in self._retired and edit.moved_to is None:
            for waiter in edit.waiters:
                _tell(waiter, CardGone("it was brought elsewhere"))
            return
        if len(self._lanes) > LANES_KEPT:
            self._lanes = {at: lane for at, lane in self._lanes.items() if not lane[1].done()}
        known = self._lanes.get(edit.job.channel_id)
        if known is None or known[1].done():
            lane = known[0] if known else Lane(self._send, self._lane_time)
            lane.put(message_id, edit)
            task = asyncio.create_task(lane.run(), name=f"channel {edit.job.channel_id}")
            self._lanes[edit.job.channel_id] = (lane, task)
        else:
            known[0].put(message_id, edit)

    async def _send(self, edit: Edit) -> None:
        problem: Exception | None = None
        try:
            await self._edit(edit)
        except (CardGone, CardBusy, FileTooLarge) as expected:
            problem = expected
        except Exception as unforeseen:
            log.exception("card could not be drawn", job=edit.job.id)
            problem = unforeseen
        if edit.waiters:
            for waiter in edit.waiters:
                _tell(waiter, problem)
        elif problem is None or isinstance(problem, CardGone):
            await self._settled(edit)
        else:
            log.info("card not updated", job=edit.job.id, why=str(problem), tries=edit.tries + 1)
            self._again(edit, problem)

    async def _settled(self, edit: Edit) -> None:
        """The end of a job is told until it was seen, after a restart too."""
        if not edit.final or edit.moved_to is not None:
            return
        try:
            await self._store.shown(edit.job)
        except Exception:
            log.exception("card shown, but not written down", job=edit.job.id)

    def _again(self, edit: Edit, problem: Exception) -> None:
        """Try an edit again that nobody waits for; a newer state takes its place meanwhile."""
        tries = edit.tries + 1
        if tries >= TRIES and not (edit.final and isinstance(problem, CardBusy)):
            return
        later = self._lane_time.time() + back_off(tries, None, self._chance)
        assert edit.job.message_id is not None
        self._put(edit.job.message_id, replace(edit, not_before=later, tries=tries))

    async def _drawn(self, edit: Edit, picture: str | None) -> discord.ui.LayoutView:
        job = edit.job
        words = words_for(job.locale)
        if edit.moved_to is not None:
            return moved_card(edit.moved_to, words)
        expected = self._history.expected(job, self._clock())
        made = await self._store.made_of(job)
        progress, links = self._progress.get(job.id), self._links(job)
        return card(job, words, progress, links, expected, made, picture=picture)

    async def _edit(self, edit: Edit) -> None:
        job = edit.job
        assert job.message_id is not None
        preview = self._preview(edit)
        view = await self._drawn(edit, preview.address)
        drawn = json.dumps(view.to_components())
        if self._shown.says(job.message_id, drawn):
            return
        # Until Discord has answered, nobody knows which of the two states people see.
        self._shown.unknown(job.message_id)
        try:
            message = await self._sent(edit, view, preview)
        except discord.HTTPException as error:
            problem = _sorted(error)
            if preview.file is None or edit.film is not None or isinstance(problem, CardBusy):
                raise problem from error
            # Whatever Discord has against the picture, what the card says is worth more.
            log.info("card goes without its picture", job=job.id, why=str(error))
            self._previews.refused(job)
            await self._edit(edit)
            return
        except (aiohttp.ClientError, OSError) as error:
            # discord.py does not retry a connection that was reset on Linux (errno 104).
            raise CardBusy(repr(error)) from error
        if edit.final:
            return
        if preview.file is not None:
            self._previews.noted(job, message)
            view = await self._drawn(edit, self._preview(edit).address)
        self._shown.note(job.message_id, json.dumps(view.to_components()))

    def _preview(self, edit: Edit) -> Preview:
        return Preview() if edit.moved_to else self._previews.of(edit.job, film=bool(edit.film))

    async def _sent(
        self, edit: Edit, view: discord.ui.LayoutView, preview: Preview
    ) -> discord.Message:
        """Make the edit. What files it brings take the place of those that are there."""
        job = edit.job
        assert job.message_id is not None
        channel = self._client.get_partial_messageable(job.channel_id)
        message = channel.get_partial_message(job.message_id)
        if edit.moved_to is not None:
            return await message.edit(view=view, attachments=[])
        small = [discord.File(preview.file, file_name(job))] if preview.file else []
        if edit.film is not None and job.delivery is Delivery.ATTACHED:
            async with self._uploads:
                file = discord.File(edit.film, filename=film_file_name(job))
                return await message.edit(view=view, attachments=[file, *small])
        if small:
            return await message.edit(view=view, attachments=small)
        return await message.edit(view=view)


def _waited(job: Job) -> bool:
    """A moderator agreed late: that it goes on is told on a card of any age, not how far it is."""
    return job.review is not None and job.status in (JobStatus.IN_REVIEW, JobStatus.QUEUED)


def _sorted(error: discord.HTTPException) -> Exception:
    if error.status == 413 or error.code == TOO_LARGE:
        return FileTooLarge(error.text)
    if error.code in GONE or error.status in {403, 404}:
        return CardGone(f"{error.status} {error.code} {error.text}")
    if error.status >= 500 or error.status == 429:
        return CardBusy(str(error))
    return error


def _tell(seen: asyncio.Future[None], problem: Exception | None) -> None:
    if seen.done():
        return
    if problem is None:
        seen.set_result(None)
    else:
        seen.set_exception(problem)
