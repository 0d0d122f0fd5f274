"""How long a member waits for the card of `/create` while 1,000 jobs are polled.

Measured at the local Discord: from the moment INTERACTION_CREATE leaves its gateway until the
answer has arrived and is accepted; its own share of that is the same for both bots. Bot, Discord
and video service are three processes.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import random
import sqlite3
import statistics
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import ground

# isort: split
from bot.sandbox.clock import SandboxClock
from bot.sandbox.discord import LocalDiscord

UNLIMITED = {
    "BUDGET_DAY": "900000",
    "MAX_RUNNING": "1000000",
    "MAX_PER_MEMBER_DAY": "1000000",
    "MAX_RUNNING_PER_MEMBER": "1000000",
    "LOG_LEVEL": "INFO",
}
PROMPT = "a fox on ice"
ASKED_AT_ONCE = 8
RUNNING_WITHIN = 30.0
WARM_UP = 15


class Bench:
    def __init__(self, discord: LocalDiscord, videos: list[str], home: Path) -> None:
        self._discord = discord
        self._home = home
        self._chance = random.Random(1)
        self._sent = 0.0
        self._watch_the_gateway()
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

    def _watch_the_gateway(self) -> None:
        send = self._discord.gateway.dispatch

        def dispatch(event: str, *others: Any) -> None:
            if event == "INTERACTION_CREATE":
                self._sent = time.perf_counter()
            send(event, *others)

        self._discord.gateway.dispatch = dispatch

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
        for _ in range(times):
            await self._ask()
            waits.append((time.perf_counter() - self._sent) * 1000)
            await asyncio.sleep(self._chance.uniform(0.005, 0.035))
        return waits

    async def _ask(self) -> None:
        call = await self._discord.slash("ann", "films", "create", options={"prompt": PROMPT})
        if call.message is None or call.ephemeral:
            raise RuntimeError(f"refused: {call.error or call.message}")

    async def fill(self, jobs: int) -> None:
        """Let members ask until `jobs` are in the making, and the bot knows it of each."""
        left = iter(range(jobs - self.open()))

        async def member() -> None:
            for _ in left:
                await self._ask()

        await asyncio.gather(*(member() for _ in range(ASKED_AT_ONCE)))
        end = time.monotonic() + RUNNING_WITHIN
        while self.running() < jobs:
            if time.monotonic() > end:
                raise TimeoutError(f"only {self.running()} jobs are running")
            await asyncio.sleep(0.2)

    def running(self) -> int:
        return self._count("SELECT count(*) FROM jobs WHERE status = 'running'")

    def open(self) -> int:
        return self._count("SELECT count(*) FROM jobs")

    def _count(self, query: str) -> int:
        with contextlib.closing(sqlite3.connect(self._home / "data" / "clapper.db")) as db:
            return int(db.execute(query).fetchone()[0])


async def main(quick: bool) -> None:
    jobs, times = (60, 40) if quick else (1000, 200)
    bare: list[float] = []
    with (
        ground.folder() as home,
        ground.started([str(ground.HERE / "videos_end.py")], home) as videos,
    ):
        async with LocalDiscord(SandboxClock()) as discord:
            bench = Bench(discord, ground.told(videos), home)
            async with bench.bot(str(ground.HERE / "bare_bot.py")):
                bare += await bench.asked(times // 2)
            async with bench.bot("-m", "bot"):
                idle = await bench.asked(times // 2)
                await bench.fill(jobs)
                running = bench.running()
                busy = await bench.asked(times)
            async with bench.bot(str(ground.HERE / "bare_bot.py")):
                bare += await bench.asked(times // 2)
    _report(bare, idle, busy, running)


def _report(bare: list[float], idle: list[float], busy: list[float], running: int) -> None:
    rows = [
        [name, str(len(waits)), *(f"{at(waits, part):.1f}" for part in (50, 99, 100))]
        for name, waits in (
            ("bare bot, fixed answer", bare),
            ("Clapper, few jobs", idle),
            (f"Clapper, {running} jobs being polled", busy),
        )
    ]
    title = "From INTERACTION_CREATE to the accepted answer, milliseconds"
    ground.show(title, ["", "asked", "p50", "p99", "most"], rows)
    print(f"\np50 is {at(busy, 50) / at(bare, 50):.2f} times the bare bot's.")
    ground.ratio("acknowledgement p99, Clapper with jobs / bare bot", at(busy, 99) / at(bare, 99))


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
