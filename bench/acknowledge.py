"""How long a member waits for the card of `/create` while 1,000 jobs are polled.

Measured at the local Discord: from the moment it makes INTERACTION_CREATE until the answer has
arrived and is accepted; its own share of that is the same for both bots. Bot, Discord and video
service are three processes.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import random
import statistics
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import aiohttp
import ground
import jobs

# isort: split
from bot.core.video import VideoRequest
from bot.provider.client import VideoClient
from bot.sandbox.clock import SandboxClock
from bot.sandbox.discord import LocalDiscord, Message, scene
from bot.store.database import open_database

T = TypeVar("T")
UNLIMITED = {
    "BUDGET_DAY": "900000",
    "MAX_RUNNING": "1000000",
    "MAX_PER_MEMBER_DAY": "1000000",
    "MAX_RUNNING_PER_MEMBER": "1000000",
    "LOG_LEVEL": "INFO",
}
PROMPT = "a fox on ice"
ASKED_AT_ONCE = 8
CHANNELS = [f"films-{number}" for number in range(10)]
POLLED_EVERY = 12.0
"""Seconds between two polls of a job: the catalogue's `poll_seconds`."""
SETTLES = 6.0
"""Seconds after which a start with many jobs has come to its ordinary pace."""
WARM_UP = 15


class Bench:
    def __init__(self, discord: LocalDiscord, videos: list[str], home: Path) -> None:
        self._discord = discord
        self._home = home
        self._chance = random.Random(1)
        for name in CHANNELS:
            scene.add_channel(discord.world, discord.guild, name)
        self._environment = {
            "DISCORD_TOKEN": discord.token,
            "DISCORD_API_URL": discord.api_url,
            "COMETAPI_BASE_URL": videos[0],
            "COMETAPI_KEY": videos[1],
            "DATA_DIR": str(home / "data"),
            "DATABASE_URL": "",
            "MODELS_FILE": "",
            "PUBLIC_URL": "",
            **UNLIMITED,
        }

    @contextlib.asynccontextmanager
    async def bot(self, *command: str) -> AsyncIterator[None]:
        gateway = self._discord.gateway
        with ground.started(command, self._home, self._environment) as process:
            await self._discord.until(
                lambda: gateway.connected or process.poll() is not None, 20, "the bot"
            )
            if process.poll() is not None:
                raise RuntimeError((self._home / "log.txt").read_text()[-500:])
            await self._discord.bot_ready(20)
            await self.asked(WARM_UP)
            yield
        await self._discord.until(lambda: not gateway.connected, 10, "the end of the bot")

    async def asked(self, times: int) -> list[float]:
        """Milliseconds until the card, one member after the other with a breath between."""
        waits: list[float] = []
        for number in range(times):
            waits.append((await self._ask(number))[0])
            await asyncio.sleep(self._chance.uniform(0.005, 0.035))
        return waits

    async def _ask(self, number: int) -> tuple[float, Message]:
        """The milliseconds, and the card."""
        channel = CHANNELS[number % len(CHANNELS)]
        call = await self._discord.slash("ann", channel, "create", options={"prompt": PROMPT})
        wait = (self._discord.clock.now() - call.at) * 1000
        if call.message is None or call.ephemeral:
            raise RuntimeError(f"refused: {call.error or call.message}")
        return wait, call.message

    async def cards(self, count: int) -> list[Message]:
        """Answers of whichever bot runs; to Discord they are all the same application's."""
        return [card for _, card in await some_at_once(count, self._ask)]

    async def write_jobs(self, cards: list[Message], film_ids: list[str]) -> None:
        """Leave a database as a bot leaves it whose jobs are all in the making."""
        url = f"sqlite+aiosqlite:///{(self._home / 'data' / 'clapper.db').as_posix()}"
        now = time.time()
        drafts = (
            jobs.running(number, film_id, now=now, channel_id=card.channel_id, message_id=card.id)
            for number, (card, film_id) in enumerate(zip(cards, film_ids, strict=True))
        )
        async with open_database(url) as database:
            await jobs.write(database, drafts, spread=POLLED_EVERY)


async def films(address: str, key: str, count: int) -> list[str]:
    """Ids of films that the video service holds in the making."""
    async with aiohttp.ClientSession() as session:
        client = VideoClient(session, base_url=address, key=key, clock=time.time)

        async def order(number: int) -> str:
            request = VideoRequest(jobs.MODEL, PROMPT, 4, "1280x720", reference=f"bench-{number}")
            return (await client.create(request, "comet-form")).id

        return await some_at_once(count, order)


async def some_at_once(count: int, act: Callable[[int], Awaitable[T]]) -> list[T]:
    numbers, done = iter(range(count)), list[T]()

    async def one() -> None:
        for number in numbers:
            done.append(await act(number))

    await asyncio.gather(*(one() for _ in range(ASKED_AT_ONCE)))
    return done


async def main(quick: bool) -> None:
    count, times = (50, 30) if quick else (1000, 200)
    bare_bot, clapper = [str(ground.HERE / "bare_bot.py")], ["-m", "bot"]
    bare: list[float] = []
    with (
        ground.folder() as home,
        ground.started([str(ground.HERE / "videos_end.py")], home) as videos,
    ):
        address, key = ground.told(videos)
        film_ids = await films(address, key, count)
        async with LocalDiscord(SandboxClock(), messages_kept=2_000) as discord:
            bench = Bench(discord, [address, key], home)
            async with bench.bot(*bare_bot):
                bare += await bench.asked(times // 2)
                cards = await bench.cards(count)
            async with bench.bot(*clapper):
                few = await bench.asked(times // 2)
            await bench.write_jobs(cards, film_ids)
            async with bench.bot(*clapper):
                await asyncio.sleep(0.5 if quick else SETTLES)
                many = await bench.asked(times)
            async with bench.bot(*bare_bot):
                bare += await bench.asked(times // 2)
    _report(bare, few, many, count)


def _report(bare: list[float], few: list[float], many: list[float], count: int) -> None:
    rows = [
        [name, str(len(waits)), *(f"{at(waits, part):.1f}" for part in (50, 99, 100))]
        for name, waits in (
            ("bare bot, fixed answer", bare),
            ("Clapper, few jobs", few),
            (f"Clapper, {count} jobs being polled", many),
        )
    ]
    title = "From INTERACTION_CREATE to the accepted answer, milliseconds"
    ground.show(title, ["", "asked", "p50", "p99", "most"], rows)
    print(f"\np50 is {at(many, 50) / at(bare, 50):.2f} times the bare bot's.")
    ground.ratio("acknowledgement p99, Clapper with jobs / bare bot", at(many, 99) / at(bare, 99))


def at(waits: list[float], part: int) -> float:
    return (
        max(waits)
        if part == 100
        else statistics.quantiles(waits, n=100, method="inclusive")[part - 1]
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer jobs and questions")
    asyncio.run(main(parser.parse_args().quick))
