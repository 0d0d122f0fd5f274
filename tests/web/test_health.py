"""`/health` is true only while everything that a film needs is well, and names what is not."""

from __future__ import annotations

import asyncio
import socket
import sqlite3
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.run import CannotStart
from bot.sandbox.clock import SandboxClock
from bot.sandbox.discord import LocalDiscord
from bot.sandbox.videos import LocalVideos
from bot.web.health import WRITE_EVERY, Health, Vitals
from tests.far_ends import local_discord
from tests.house import HouseClock, Start
from tests.running import free_port, running, settings_for


class Moved:
    """This machine's time, which a test can move on."""

    ahead = 0.0

    def __call__(self) -> float:
        return time.time() + self.ahead


class Bot:
    """A running bot, asked over its own port."""

    def __init__(self, port: int, folder: Path, clock: Moved, local: LocalDiscord) -> None:
        self.port = port
        self.file = folder / "clapper.db"
        self.clock = clock
        self.local = local

    async def asked(self) -> tuple[int, dict[str, Any]]:
        async with (
            aiohttp.ClientSession() as session,
            session.get(f"http://127.0.0.1:{self.port}/health") as reply,
        ):
            return reply.status, await reply.json()

    async def until_wrong(self, *parts: str) -> None:
        """Wait until exactly these parts are named; none: until all is well."""
        loop = asyncio.get_running_loop()
        ends = loop.time() + 10
        while True:
            status, said = await self.asked()
            if list(said["wrong"]) == list(parts):
                assert status == (503 if parts else 200)
                assert said["ok"] is not bool(parts)
                return
            if loop.time() > ends:
                raise TimeoutError(f"{status}: {said}")
            await asyncio.sleep(0.05)

    def drop(self, table: str) -> None:
        with closing(sqlite3.connect(self.file)) as database:
            database.execute(f"DROP TABLE {table}")


@asynccontextmanager
async def started(folder: Path, videos: LocalVideos, **others: Any) -> AsyncIterator[Bot]:
    port, clock = free_port(), Moved()
    async with local_discord(SandboxClock()) as local:
        settings = settings_for(local, videos, folder, web_port=port, **others)
        async with running(local, settings, clock):
            yield Bot(port, folder, clock, local)


@pytest.mark.slow
async def test_docker_learns_whether_the_bot_is_connected(
    tmp_path: Path, videos: LocalVideos
) -> None:
    async with started(tmp_path, videos) as bot:
        await bot.until_wrong()
        well = await ask(bot.port)

        await bot.local.__aexit__()
        await bot.until_wrong("gateway")
        ill = await ask(bot.port)

    assert well == (0, '{"ok": true, "wrong": {}}')
    assert ill[0] == 1
    assert "gateway" in ill[1]


async def test_docker_s_question_without_a_bot_ends_with_one_sentence() -> None:
    code, said = await ask(free_port())

    assert code == 1
    assert said.startswith("no answer at 127.0.0.1:")


async def test_whatever_breaks_is_named_and_nothing_else_is_told(
    tmp_path: Path, videos: LocalVideos
) -> None:
    async with started(tmp_path, videos, min_free_mb=10**9) as bot:
        await bot.until_wrong("disk")

        bot.drop("memory")
        bot.clock.ahead = WRITE_EVERY + 1
        await bot.until_wrong("database", "disk")
        assert "memory" not in str(await bot.asked())

        bot.drop("progress")
        bot.drop("jobs")
        bot.clock.ahead = 60
        await bot.until_wrong("tracker", "database", "disk")


async def test_a_taken_port_keeps_a_bot_from_starting_only_where_people_are_sent_there(
    tmp_path: Path, videos: LocalVideos
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        async with local_discord(SandboxClock()) as local:
            public = settings_for(
                local, videos, tmp_path, web_port=port, public_url="http://x.test"
            )
            with pytest.raises(CannotStart, match="WEB_PORT"):
                async with running(local, public, Moved()):
                    pass

            async with running(
                local, settings_for(local, videos, tmp_path, web_port=port), Moved()
            ):
                assert local.gateway.connected


async def ask(port: int) -> tuple[int | None, str]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot.web.ask",
        cwd=Path(__file__).parents[2],
        env={"WEB_HOST": "0.0.0.0", "WEB_PORT": str(port)},
        stdout=asyncio.subprocess.PIPE,
    )
    said, _ = await process.communicate()
    return process.returncode, said.decode().strip()


def vitals(house: Any, clock: HouseClock) -> Vitals:
    return Vitals(
        connected=lambda: True,
        last_round=lambda: house.tracker.last_round,
        write=lambda: house.store.remember("health", f"{clock():.0f}"),
        free_bytes=house.films.free_bytes,
        min_free_bytes=0,
        clock=clock,
    )


async def test_a_write_that_hangs_is_not_joined_by_a_second_one_and_heals(
    start: Start, clock: HouseClock, tmp_path: Path
) -> None:
    async with start() as house:
        await house.tracker.round()
        health = Health(vitals(house, clock), patience=0.1)
        with closing(sqlite3.connect(tmp_path / "clapper.db", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            first = await health.wrong()
            clock.pass_(seconds=WRITE_EVERY + 1)
            begun = await writes(health)
            other.execute("ROLLBACK")

        await health.close()
        after = await health.wrong()

        assert first == {"database": "a write takes too long"}
        assert begun == 1
        assert after == {}
        assert await house.store.recall("health")


async def writes(health: Health) -> int:
    """Ask several times at once; the writes that are then under way."""
    await asyncio.gather(*(health.wrong() for _ in range(5)))
    return sum(task.get_name() == "health write" for task in asyncio.all_tasks())


async def test_however_often_it_is_asked_the_database_is_written_once_in_ten_seconds(
    start: Start, clock: HouseClock
) -> None:
    async with start() as house:
        await house.tracker.round()
        health = Health(vitals(house, clock))
        seen: list[str | None] = []

        for seconds in (0, 3, 3, WRITE_EVERY):
            clock.pass_(seconds=seconds)
            await asyncio.gather(*(health.wrong() for _ in range(3)))
            seen.append(await house.store.recall("health"))

        assert len(set(seen[:3])) == 1
        assert seen[3] != seen[0]
