"""The bot that is killed and started again, as the run sees it: a process with many lives."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from bot.sandbox.clock import SandboxClock
from bot.sandbox.discord import LocalDiscord
from bot.sandbox.videos import LocalVideos

ROOT = Path(__file__).parents[2]
LIMITS = {
    "BUDGET_DAY": "999999",
    "MAX_RUNNING": "100",
    "MAX_PER_MEMBER_DAY": "100000",
    "STRIKES": "100000",
    "MAX_RUNNING_PER_MEMBER": "1000",
    "CONFIRM_ABOVE": "1.5",
    "UNKNOWN_PRICE": "1",
    "DOUBT_HOURS": "1",
    "WEB_PORT": "0",
}
"""Only a dear film is asked about first; nothing else refuses."""
SOON = 0.3
"""Seconds: a life that ends without a kill so soon after another would spin."""


class Victim:
    """One bot on one folder. Whatever ends its life, the next one begins at once."""

    def __init__(
        self,
        discord: LocalDiscord,
        videos: LocalVideos,
        clock: SandboxClock,
        folder: Path,
        *,
        program: Sequence[str],
        seed: int,
        broken: bool,
    ) -> None:
        """`program` is started with its trail and its log; see `tests.chaos.nursery`."""
        self.trail = folder / "trail"
        self.log = folder / "bot.log"
        self.data = folder / "data"
        self.lives = 0
        self.kills = 0
        """Ends by SIGKILL, whoever sent it."""
        self.problems: list[str] = []
        """Lives that ended by themselves."""
        self.armed = False
        """Whether the next lives end at points where none has ended yet."""
        self.spared = folder / "spared"
        """While this file is there, no life ends at a point."""
        self._pid: int | None = None
        self._clock = clock
        self._program = program
        self._seed = seed
        self._broken = broken
        self._environment = (
            os.environ
            | LIMITS
            | {
                "DISCORD_TOKEN": discord.token,
                "DISCORD_API_URL": discord.api_url,
                "COMETAPI_KEY": videos.key,
                "COMETAPI_BASE_URL": videos.base_url,
                "DATA_DIR": str(self.data),
                "OWNER_GUILD_ID": str(discord.guild.id),
                "DATABASE_URL": "",
                "MODELS_FILE": "",
                "PUBLIC_URL": "",
                "PYTHONPATH": str(ROOT),
            }
        )
        self.trail.touch()

    async def live(self) -> None:
        """Life after life, until cancelled."""
        nursery = await asyncio.create_subprocess_exec(
            sys.executable,
            *(*self._program, str(self.trail), str(self.log)),
            cwd=self.log.parent,
            env=self._environment,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        try:
            while True:
                await self._one_life(nursery)
        finally:
            with suppress(ProcessLookupError):
                nursery.kill()
            await nursery.wait()

    async def _one_life(self, nursery: asyncio.subprocess.Process) -> None:
        assert nursery.stdin is not None
        assert nursery.stdout is not None
        began = time.monotonic()
        self.lives += 1
        order = {
            "then": self._clock.now(),
            "mark": began,
            "speed": self._clock.speed,
            "seed": self._seed * 10_000 + self.lives,
            "armed": self.armed,
            "broken": self._broken,
        }
        nursery.stdin.write(json.dumps(order).encode() + b"\n")
        try:
            self._pid = int(await nursery.stdout.readline())
            code = int(await nursery.stdout.readline())
        finally:
            pid = self._pid
            self.kill()
            self._pid = None
        if code == -signal.SIGKILL:
            self.kills += 1
            return
        self.problems.append(f"life {self.lives} (process {pid}) ended by itself with code {code}")
        await asyncio.sleep(max(0.0, SOON - (time.monotonic() - began)))

    def kill(self) -> None:
        """End this life, if there is one."""
        if self._pid is not None:
            with suppress(ProcessLookupError):
                os.kill(self._pid, signal.SIGKILL)

    def told(self) -> list[tuple[str, str, str, str]]:
        """The trail: verb, side, about whom, point."""
        rows = [line.split("\t") for line in self.trail.read_text().splitlines()]
        return [(row[0], row[1], row[2], row[3]) for row in rows]
