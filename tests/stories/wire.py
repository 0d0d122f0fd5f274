"""The stories on the wire: the whole bot as it runs, against the local Discord over sockets."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import discord
import pytest
from discord.gateway import DiscordWebSocket

from bot.run import run
from bot.sandbox.clock import SandboxClock
from bot.sandbox.discord import LocalDiscord, Message
from bot.sandbox.videos import LocalVideos
from bot.settings import Settings
from tests.far_ends import local_discord
from tests.fresh import lay_database
from tests.stories.stage import FILMS, Answer, Backstage, Card, only_cards


@dataclass
class Wire(Backstage):
    discord: LocalDiscord = field(kw_only=True)
    clock: Callable[[], float] = field(kw_only=True)
    name: str = "wire"

    async def slash(
        self, who: str, channel: str, command: str = "create", **options: Any
    ) -> Answer:
        call = await self.discord.slash(who, channel, command, options)
        assert call.error is None, call.error
        assert call.message is not None
        return Answer(call.message.text, call.ephemeral, call.message.id)

    async def press(self, who: str, card: int, custom_id: str) -> str | None:
        [message] = [each for each in self.discord.messages(FILMS) if each.id == card]
        call = await self.discord.press(who, message, custom_id)
        return call.message.text if call.ephemeral and call.message else None

    async def suggestions(self, who: str, option: str, typed: str, **filled: Any) -> list[str]:
        options = {**filled, option: typed}
        choices = await self.discord.autocomplete(
            who, FILMS, "create", focused=option, options=options
        )
        return [choice["name"] for choice in choices]

    def cards(self) -> list[Card]:
        return only_cards(_card(message) for message in self.discord.messages(FILMS))

    async def film(self, card: Card) -> bytes:
        [url] = card.files.values()
        async with aiohttp.ClientSession() as session, session.get(url) as reply:
            assert reply.status == 200
            return await reply.read()

    async def restart(self) -> None:
        await self.stop()
        await self.start()

    def uploads(self) -> int:
        return sum(
            any(part.filename for part in request.parts) for request in self.discord.recorded
        )

    def refuse_uploads(self) -> None:
        # As when a server loses its boosts: what fitted when the film was ordered fits no more.
        self.discord.set_upload_limit(100)

    async def start(self) -> None:
        settings = Settings(
            _env_file=None,
            discord_token=self.discord.token,
            cometapi_key=self.videos.key,
            cometapi_base_url=self.videos.base_url,
            discord_api_url=self.discord.api_url,
            data_dir=self.folder,
            **{"web_port": 0, **self.settings},
        )
        life = run(settings, clock=self.clock, chance=random.Random(7))
        self.tasks = [asyncio.create_task(life, name="bot")]
        await self.until(lambda: self.discord.gateway.connected, "connection")
        await self.until(lambda: self.discord.commands, "commands")

    async def stop(self) -> None:
        for task in self.tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        await self.until(lambda: not self.discord.gateway.connected, "end of the connection")


def _card(message: Message) -> Card:
    return Card(
        message.id,
        message.content,
        tuple(message.components),
        {file.filename: file.url for file in message.attachments},
    )


@asynccontextmanager
async def opened(
    folder: Path, videos: LocalVideos, clock: Callable[[], float], settings: dict[str, Any]
) -> AsyncIterator[Wire]:
    with pytest.MonkeyPatch.context() as patch:
        # The bot sets both, for DISCORD_API_URL; the next test finds them as they were.
        patch.setattr(discord.http.Route, "BASE", discord.http.Route.BASE)
        patch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", DiscordWebSocket.DEFAULT_GATEWAY)
        async with local_discord(SandboxClock()) as local:
            # discord.py sleeps a window out inside the edit that takes its last token.
            local.limits.stretch = 0.1
            await lay_database(folder)
            stage = Wire(folder, videos, settings, discord=local, clock=clock)
            await stage.start()
            try:
                yield stage
            finally:
                await stage.stop()
            assert local.unknown_routes == []
