"""An announcer and the local Discord that its cards stand in."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import discord
import pytest
from discord.gateway import DiscordWebSocket
from discord.http import Route
from yarl import URL

from bot.core.history import History
from bot.core.job import Delivery, Film, Job, JobStatus
from bot.sandbox.clock import SandboxClock
from bot.sandbox.discord import LocalDiscord, Message
from bot.store.database import open_database
from bot.store.jobs import JobStore
from bot.store.progress import ProgressBook
from bot.ui.announcer import Announcer
from bot.ui.card import Links, card
from bot.ui.words import words_for
from tests.far_ends import local_discord
from tests.fresh import lay_database
from tests.house import HouseClock
from tests.store.test_jobs import draft

CARD = r"/channels/\d+/messages/\d+"
SPEED = 60.0
FILM = b"a film" * 1_000


class QuickTime:
    """The event loop's time, `SPEED` times as fast."""

    def time(self) -> float:
        return asyncio.get_running_loop().time() * SPEED

    def call_later(self, delay: float, callback: Callable[[], object], /) -> asyncio.TimerHandle:
        return asyncio.get_running_loop().call_later(delay / SPEED, callback)


@dataclass
class Scene:
    local: LocalDiscord
    client: discord.Client
    store: JobStore
    progress: ProgressBook
    clock: HouseClock
    folder: Path
    picture: Path | None = None
    """What was made of the jobs' pictures."""
    announcers: list[Announcer] = field(default_factory=list)

    @property
    def announcer(self) -> Announcer:
        return self.announcers[-1] if self.announcers else self.restarted()

    def restarted(self) -> Announcer:
        """Another process's announcer on the same rows."""
        announcer = Announcer(
            self.client,
            self.store,
            self.progress,
            History(),
            lambda _number: self.picture,
            clock=self.clock,
            chance=random.Random(7),
            links=lambda _job: Links(),
            time=QuickTime(),
        )
        self.announcers.append(announcer)
        return announcer

    async def job(self) -> Job:
        """A job written down, with its card in the channel."""
        job = await self.store.accept(self.draft(), lambda _usage: 0)
        place = self.client.get_partial_messageable(job.channel_id)
        message = await place.send(view=card(job, words_for(job.locale)))
        return await self.store.step(job, job.placed(message.id, now=self.clock()))

    def draft(self, **changes: object) -> Job:
        channel = self.local.guild.channels["films"].id
        number = random.Random(len(self.local.recorded)).getrandbits(40)
        now = self.clock()
        fixed = {"channel_id": channel, "interaction_id": number, "created_at": now}
        return replace(draft(), **{**fixed, **changes})

    async def to(self, job: Job, *states: JobStatus, **changes: object) -> Job:
        for state in states:
            last = changes if state is states[-1] else {}
            job = await self.store.step(job, job.to(state, now=self.clock(), **last))
        return job

    async def stored(self, job: Job) -> Job:
        """The same job with its film on the disk, and the state in which it is delivered."""
        film = Film(f"job-{job.id}.mp4", len(FILM), 4.0, 720, 1280)
        self.film.write_bytes(FILM)
        on = JobStatus
        job = await self.to(job, on.SUBMITTING, on.QUEUED, on.READY, on.STORED, film=film)
        return job.to(on.DELIVERED, now=self.clock(), delivery=Delivery.ATTACHED)

    @property
    def film(self) -> Path:
        return self.folder / "film.mp4"

    @property
    def edits(self) -> int:
        return sum(1 for one in self.local.recorded if one.method == "PATCH")

    def message(self) -> Message:
        [only] = self.local.messages("films")
        return only

    async def until(self, seen: Callable[[], object], what: str = "what was waited for") -> None:
        await self.local.until(seen, 8, what)

    async def until_told(self) -> None:
        """Until nothing is left that people must be told."""
        loop = asyncio.get_running_loop()
        ends = loop.time() + 8
        while await self.store.untold():
            assert loop.time() < ends, f"still untold after 8 s: {self.message().text}"
            await asyncio.sleep(0.02)


@asynccontextmanager
async def opened(folder: Path, clock: HouseClock) -> AsyncIterator[Scene]:
    with pytest.MonkeyPatch.context() as patch:
        async with local_discord(SandboxClock()) as local:
            patch.setattr(Route, "BASE", local.api_url)
            patch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", URL(local.gateway_url))
            async with (
                open_database(await lay_database(folder)) as database,
                discord.Client(intents=discord.Intents(guilds=True)) as client,
            ):
                await client.login(local.token)
                store, progress = JobStore(database), ProgressBook(database)
                scene = Scene(local, client, store, progress, clock, folder)
                yield scene
                local.faults.clear()
                for announcer in scene.announcers:
                    await announcer.close()
