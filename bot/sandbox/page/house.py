"""What the page shows and steers: both far ends, their clock, and the bot between them."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.clock import SandboxClock
from bot.sandbox.discord import LocalDiscord, Message
from bot.sandbox.process import BotProcess
from bot.sandbox.videos import LocalVideos

KEPT_MOST = 1000
"""Of each thing that is remembered about messages."""


@dataclass
class House:
    clock: SandboxClock
    discord: LocalDiscord
    videos: LocalVideos
    bot: BotProcess
    unplugged: bool = False
    """Somebody ended the bot on purpose."""
    _dismissed: OrderedDict[int, bool] = field(default_factory=OrderedDict[int, bool])
    _used: OrderedDict[int, str] = field(default_factory=OrderedDict[int, str])

    def dismiss(self, message_id: int) -> None:
        """Put away a private answer: for its reader it is gone, the bot learns nothing of it."""
        _keep(self._dismissed, message_id, True)
        self.discord.world.changed()

    def note_used(self, call_id: int, command: str) -> None:
        """What stands above an answer: who used which command."""
        _keep(self._used, call_id, command)

    def used_for(self, message: Message) -> str | None:
        return self._used.get(int(message.origin["id"])) if message.origin else None

    def is_dismissed(self, message_id: int) -> bool:
        return message_id in self._dismissed

    @property
    def bot_state(self) -> str:
        """`online`, `starting`, or `stopped`."""
        if self.bot.ended is not None:
            return "stopped"
        ready = self.discord.gateway.connected and self.discord.commands
        return "online" if ready else "starting"

    async def pull_the_plug(self) -> None:
        """End the bot's process as a power cut would."""
        self.unplugged = True
        await asyncio.to_thread(self.bot.kill)
        self.discord.world.changed()

    def start_the_bot(self) -> None:
        """Start it again on the same files; nothing happens while it runs."""
        if self.bot.ended is not None:
            self.bot.start()
            self.unplugged = False
            self.discord.world.changed()


def _keep(kept: OrderedDict[int, Any], number: int, value: object) -> None:
    kept[number] = value
    while len(kept) > KEPT_MOST:
        kept.popitem(last=False)
