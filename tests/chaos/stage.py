"""Where a run takes place: both far ends, a bot that is killed, and people who ask it for films."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from bot.sandbox.clock import SandboxClock
from bot.sandbox.discord import CannotDo, LocalDiscord
from bot.sandbox.record import Recorded
from bot.sandbox.videos import LocalVideos
from tests.chaos.moderators import Moderators
from tests.chaos.pictures import film
from tests.chaos.victim import Victim
from tests.chaos.wishes import Crowd

OURS = ("-m", "tests.chaos.bot")
"""The program that is killed."""
SPEED = 20.0
PLACES = 12
BALANCE = 10**12
EVERYTHING = 100_000
"""Of films and of a channel's messages: whoever counts must not miss one."""
PEOPLE, OPEN_MOST = 8, 16
"""Who asks at once, and how many wishes are under way at once."""
MADE, PILE = "📥", 4
"""How a card says that its film is being brought, and of how many at once nobody is killed."""
LOOK_EVERY = 0.1

Point = tuple[str, str]


@dataclass
class Stage:
    discord: LocalDiscord
    videos: LocalVideos
    victim: Victim
    crowd: Crowd
    clock: SandboxClock
    chance: random.Random
    moderators: Moderators
    recorded: set[Point]

    def waiting(self) -> int:
        """Films that are made and on their way to their cards, as these tell."""
        return sum(MADE in card.text for wish in self.crowd.open_wishes for card in wish.cards)

    def missing(self) -> set[Point]:
        return self.recorded - self.reached()

    def reached(self) -> set[Point]:
        return {(side, name) for verb, side, _, name in self.victim.told() if verb == "kill"}


@asynccontextmanager
async def staged(
    folder: Path, *, seed: int, program: Sequence[str] = OURS, broken: bool = False
) -> AsyncGenerator[Stage]:
    chance, clock = random.Random(seed), SandboxClock(SPEED)

    def made(request: Recorded) -> None:
        # Every film has a size of its own, so that one sees whose it is.
        if request.method == "POST" and request.status == 200:
            videos.manners.film_bytes += 64

    async with (
        LocalDiscord(clock, messages_kept=EVERYTHING) as discord,
        LocalVideos(
            clock,
            listener=made,
            film=film(),
            balance_micros=BALANCE,
            queued_seconds=10,
            running_seconds=30,
            chance=random.Random(seed),
            most_jobs=EVERYTHING,
        ) as videos,
    ):
        videos.manners.film_bytes = 20_000
        places = [f"films-{number}" for number in range(PLACES)]
        for place in places:
            discord.add_channel(place)
        victim = Victim(discord, videos, clock, folder, program=program, seed=seed, broken=broken)
        crowd = Crowd(discord, videos, places, chance)
        moderators = Moderators(discord, crowd)
        stage = Stage(discord, videos, victim, crowd, clock, chance, moderators, set())
        victim.armed = True  # only the first start registers commands
        living = asyncio.create_task(victim.live())
        try:
            await discord.bot_ready(120)
            yield stage
        finally:
            living.cancel()
            with suppress(asyncio.CancelledError):
                await living


@asynccontextmanager
async def asking(stage: Stage, may: Callable[[], bool]) -> AsyncGenerator[None]:
    """People ask while the block runs, as often as they may and the bot is there."""
    over = asyncio.Event()

    async def person() -> None:
        while not over.is_set():
            connected = bool(stage.discord.gateway.connected)
            if connected and may() and len(stage.crowd.open_wishes) < OPEN_MOST:
                with suppress(CannotDo):
                    await stage.crowd.ask()
            else:
                await asyncio.sleep(LOOK_EVERY)

    people = [asyncio.create_task(person()) for _ in range(PEOPLE)]
    others = [asyncio.create_task(work(stage)) for work in (questions, moderating, spare_films)]
    try:
        yield
    finally:
        over.set()  # who has just asked waits for the answer, so that it is counted
        await asyncio.gather(*people)
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)


async def questions(stage: Stage) -> None:
    while True:
        await stage.crowd.answer_questions()
        await asyncio.sleep(LOOK_EVERY)


async def moderating(stage: Stage) -> None:
    while True:
        await stage.moderators.look()
        await asyncio.sleep(LOOK_EVERY)


async def spare_films(stage: Stage) -> None:
    """While films pile up, nobody is killed until they are through.

    To measure one takes a process of its own, seconds on a busy machine, and the provider's links
    die after an hour of the far ends' clock, which is three minutes: a bot that lives for a second
    at a time could not be blamed.
    """
    while True:
        waiting = stage.waiting()
        if waiting >= PILE:
            stage.victim.spared.touch()
        elif waiting <= 1:
            stage.victim.spared.unlink(missing_ok=True)
        await asyncio.sleep(LOOK_EVERY)


async def until(true: Callable[[], bool], seconds: float) -> None:
    ends = time.monotonic() + seconds
    while not true() and time.monotonic() < ends:  # noqa: ASYNC110
        await asyncio.sleep(LOOK_EVERY)
