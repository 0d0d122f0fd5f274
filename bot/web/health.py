"""Whether the bot is well: connected to Discord, at work, with a database and room to write."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import structlog
from aiohttp import web

log = structlog.get_logger(__name__)

ROUND_WITHIN = 30.0
"""Seconds. The tracker goes round about once in one."""
WRITE_EVERY = 10.0
"""Seconds between two writes made to see whether the database takes one."""
PATIENCE = 5.0
"""Real seconds that such a write may take."""


@dataclass(frozen=True)
class Vitals:
    """What health is read from; everything is asked anew each time, but the database."""

    connected: Callable[[], bool]
    """Whether every shard is connected to Discord's gateway."""
    last_round: Callable[[], float]
    """When the tracker last went round, by `clock`."""
    write: Callable[[], Awaitable[None]]
    """Writes something small to the database. Raises whatever keeps it from being written."""
    free_bytes: Callable[[], int]
    min_free_bytes: int
    clock: Callable[[], float]


class Health:
    """The answer of `/health`. It names what is wrong, and nothing that is anybody's secret."""

    def __init__(self, vitals: Vitals, *, patience: float = PATIENCE) -> None:
        self._vitals = vitals
        self._patience = patience
        self._write: asyncio.Task[bool] | None = None
        self._begun_at = 0.0

    async def wrong(self) -> dict[str, str]:
        """What is wrong, by part, in a few words; empty where all is well. Never raises."""
        found = {
            "gateway": self._gateway(),
            "tracker": self._tracker(),
            "database": await self._database(),
            "disk": self._disk(),
        }
        return {part: words for part, words in found.items() if words is not None}

    async def close(self) -> None:
        """Let a write that is under way end, so that it does not meet a closed database."""
        if self._write is not None:
            await asyncio.wait({self._write}, timeout=self._patience)

    def _gateway(self) -> str | None:
        return None if self._vitals.connected() else "not connected to Discord"

    def _tracker(self) -> str | None:
        age = self._vitals.clock() - self._vitals.last_round()
        # Also where the clock was set back: the next round brings both together again.
        return None if abs(age) < ROUND_WITHIN else "no job was looked after lately"

    def _disk(self) -> str | None:
        try:
            free = self._vitals.free_bytes()
        except OSError:
            return "the folder can't be looked at"
        return None if free >= self._vitals.min_free_bytes else "less room than MIN_FREE_MB"

    async def _database(self) -> str | None:
        """A write still under way is waited for, never joined by a second one."""
        now = self._vitals.clock()
        task = self._write
        if task is None or (task.done() and abs(now - self._begun_at) >= WRITE_EVERY):
            self._begun_at = now
            task = self._write = asyncio.create_task(self._written(), name="health write")
        # Not cancelled when it takes too long: that would cost the database its one writer.
        await asyncio.wait({task}, timeout=self._patience)
        if not task.done():
            return "a write takes too long"
        return None if task.result() else "does not take writes"

    async def _written(self) -> bool:
        try:
            await self._vitals.write()
        except Exception as error:
            # Without a trace: it is asked for twice a minute, for as long as it lasts.
            log.error("the database took no write", why=f"{type(error).__name__}: {error}"[:300])
            return False
        return True


HEALTH = web.AppKey("health", Health)


async def health(request: web.Request) -> web.Response:
    """`/health`: 200 where all is well, else 503."""
    wrong = await request.app[HEALTH].wrong()
    return web.json_response(
        {"ok": not wrong, "wrong": wrong},
        status=503 if wrong else 200,
        headers={"Cache-Control": "no-store"},
    )
