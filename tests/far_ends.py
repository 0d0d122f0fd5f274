"""The far ends as tests open them for the bot: each reports what it is asked to the contract."""

from __future__ import annotations

from typing import Any

from bot.sandbox.clock import SandboxClock
from bot.sandbox.discord import LocalDiscord
from bot.sandbox.videos import LocalVideos
from tests.contract import listen


def local_discord(clock: SandboxClock, **options: Any) -> LocalDiscord:
    return LocalDiscord(clock, listener=listen, **options)


def local_videos(clock: SandboxClock, **options: Any) -> LocalVideos:
    return LocalVideos(clock, listener=listen, **options)
