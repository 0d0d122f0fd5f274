"""A bot as it runs, against the local Discord and the local video service, in this process."""

from __future__ import annotations

import asyncio
import random
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import discord
import pytest
from discord.gateway import DiscordWebSocket

from bot.run import run
from bot.sandbox.discord import LocalDiscord
from bot.sandbox.videos import LocalVideos
from bot.settings import Settings


def settings_for(local: LocalDiscord, videos: LocalVideos, folder: Path, **others: Any) -> Settings:
    """The two far ends and a folder; no .env is read."""
    given: dict[str, Any] = {
        "discord_token": local.token,
        "discord_api_url": local.api_url,
        "cometapi_key": videos.key,
        "cometapi_base_url": videos.base_url,
        "data_dir": folder,
        **others,
    }
    return Settings(_env_file=None, **given)


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@asynccontextmanager
async def running(
    local: LocalDiscord, settings: Settings, clock: Callable[[], float]
) -> AsyncIterator[asyncio.Task[None]]:
    """The bot while the block runs, connected and with its commands registered."""
    with pytest.MonkeyPatch.context() as patch:
        # The bot sets both, for DISCORD_API_URL; the next test finds them as they were.
        patch.setattr(discord.http.Route, "BASE", discord.http.Route.BASE)
        patch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", DiscordWebSocket.DEFAULT_GATEWAY)
        life = asyncio.create_task(run(settings, clock=clock, chance=random.Random(7)))
        try:
            ready = asyncio.create_task(local.bot_ready(15))
            await asyncio.wait({life, ready}, return_when=asyncio.FIRST_COMPLETED)
            if life.done():
                ready.cancel()
                life.result()
            await ready
            yield life
        finally:
            life.cancel()
            with suppress(asyncio.CancelledError):
                await life
