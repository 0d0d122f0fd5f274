"""Who runs `python -m bot check` in the tests."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.check import Given, Line, Mark, look
from bot.sandbox.discord import LocalDiscord
from bot.sandbox.videos import LocalVideos
from tests.running import settings_for


@dataclass
class Owner:
    """Somebody who runs the check, on a far end that a test can break."""

    discord: LocalDiscord
    videos: LocalVideos
    folder: Path

    async def look(self, *, ahead: float = 0.0, **settings: Any) -> list[Line]:
        wished = settings_for(self.discord, self.videos, self.folder, **settings)
        given = Given(wished, frozenset(), ())
        return [line async for line in look(given, clock=lambda: time.time() + ahead)]

    async def wrong(self, **settings: Any) -> list[str]:
        """The lines with the mark of what keeps the bot from working."""
        return [str(line) for line in await self.look(**settings) if line.mark is Mark.WRONG]

    async def notes(self, topic: str, **settings: Any) -> list[str]:
        lines = await self.look(**settings)
        return [line.text for line in lines if line.mark is Mark.NOTE and line.topic == topic]
