"""The stories under simcord: the same bot inside an in-memory Discord, the second judge.

Where simcord 3.2.1 and the local Discord differ in what these stories touch:

- A file of any size, and one sent without the right Attach Files, is taken (tried up to 30 MiB).
  Discord answers 413 or 50013 (docs: reference, "Uploading Files"; opcodes, 50013). So the
  stories look at what the bot sends, and a 413 is put in by `OnUploads`.
- `attachment_size_limit` is always 25 MiB. Discord names the server's and the member's own (docs:
  interactions, `attachment_size_limit`), 10 MiB or a little more by default. The bot takes the
  smaller of it and discord.py's `Guild.filesize_limit`, which is 10 MiB in both judges.
- `app_permissions` is right in both: the missing right is told by the interaction itself.
- The card is the same in both, component by component; so is every refusal.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import discord
import simcord
from discord import app_commands
from simcord.actors import MemberActor
from simcord.builders import ChannelHandle
from simcord.types import HttpLogEntry

from bot.app import App, built
from bot.core.catalog import Catalog
from bot.core.refused import Refused
from bot.sandbox.videos import LocalVideos
from bot.settings import Settings
from bot.web.server import serving
from tests.fresh import lay_database
from tests.stories.stage import FILMS, NO_FILES, Answer, Backstage, Card, only_cards


@dataclass
class Simulated(Backstage):
    catalog: Catalog = field(kw_only=True)
    clock: Callable[[], float] = field(kw_only=True)
    env: simcord.Env = field(init=False)
    members: dict[str, MemberActor] = field(default_factory=dict[str, MemberActor])
    channels: dict[str, ChannelHandle] = field(default_factory=dict[str, ChannelHandle])
    name: str = "simcord"

    async def slash(
        self, who: str, channel: str, command: str = "create", **options: Any
    ) -> Answer:
        result = await self.members[who].slash(self.channels[channel], command, **options)
        assert result.response is not None
        said = _card(result.response.message)
        return Answer(said.text, result.ephemeral, said.id)

    async def press(self, who: str, card: int, custom_id: str) -> str | None:
        [message] = [each for each in self.channels[FILMS].history() if each.id == card]
        result = await self.members[who].click(message, custom_id=custom_id)
        if result.response is None or not result.ephemeral:
            return None
        return _card(result.response.message).text

    async def suggestions(self, who: str, option: str, typed: str, **filled: Any) -> list[str]:
        choices = await self.members[who].autocomplete(
            self.channels[FILMS], "create", option, typed, **filled
        )
        return [choice["name"] for choice in choices]

    def cards(self) -> list[Card]:
        return only_cards(_card(message) for message in self.channels[FILMS].history())

    async def film(self, card: Card) -> bytes:
        [url] = card.files.values()
        return await self.env.bot.http.get_from_cdn(url)

    async def restart(self) -> None:
        await self.stop_work()
        # simcord attaches the next bot before it lets go of the last one's; our bot holds its
        # folder alone, so the parts of the old one are closed first.
        await self.parts.aclose()
        app = await self.build()
        await self.env.restart_bot(app.bot)
        await self.begin_work(app)

    def uploads(self) -> int:
        return sum(_carries_a_file(request) for request in self.env.http_requests)

    def refuse_uploads(self) -> None:
        self.env.backend.faults.append(OnUploads(self.env))

    async def build(self) -> App:
        settings = Settings(
            _env_file=None,
            discord_token="simcord",
            cometapi_key=self.videos.key,
            cometapi_base_url=self.videos.base_url,
            data_dir=self.folder,
            **self.settings,
        )
        self.parts = AsyncExitStack()
        parts = built(
            settings, self.catalog, clock=self.clock, chance=random.Random(7), shard_count=1
        )
        app = await self.parts.enter_async_context(parts)
        if settings.public_base:
            pages = serving(app.store, app.films, host=settings.web_host, port=settings.web_port)
            await self.parts.enter_async_context(pages)
        return app

    async def begin_work(self, app: App) -> None:
        """The tracker is no part of Discord's bot, so simcord does not wait for it to settle."""
        await app.tracker.start()
        self.tasks = [asyncio.create_task(app.tracker.run(), name="tracker")]

    async def stop_work(self) -> None:
        for task in self.tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    def set_scene(self) -> None:
        guild = self.env.create_guild("Clapper's Corner")
        for name in ("ann", "ben"):
            self.members[name] = guild.add_member(self.env.create_user(name))
        assert self.env.bot.user is not None
        no_files = discord.PermissionOverwrite(attach_files=False)
        self.channels = {
            FILMS: guild.create_text_channel(FILMS),
            NO_FILES: guild.create_text_channel(NO_FILES, overwrites={self.env.bot.user: no_files}),
        }

    def only_refusals(self) -> None:
        """simcord notes every error that a command raises; ours raise refusals on purpose."""
        for error in self.env.errors:
            assert isinstance(error, app_commands.CommandInvokeError), error
            assert isinstance(error.original, Refused), error


class OnUploads(dict[str, Any]):
    """A fault of simcord's, met only by requests that carry a new file.

    `Env.inject_error` knows method and path, and an upload has those of any edit of a card. The
    request itself is in simcord's log before its faults are looked at.
    """

    def __init__(self, env: simcord.Env) -> None:
        told = "Request entity too large"
        super().__init__(method="PATCH", status=413, code=40005, message=told, times=None)
        self._env = env

    def __getitem__(self, key: str) -> Any:
        if key != "path":
            return super().__getitem__(key)
        return "/channels/*/messages/*" if _carries_a_file(self._env.http_requests[-1]) else ""


def _carries_a_file(request: HttpLogEntry) -> bool:
    return isinstance(request.json, dict) and bool(request.json.get("attachments"))


def _card(message: discord.Message) -> Card:
    return Card(
        message.id,
        message.content,
        tuple(component.to_dict() for component in message.components),
        {file.filename: file.url for file in message.attachments},
    )


@asynccontextmanager
async def opened(
    folder: Path,
    videos: LocalVideos,
    clock: Callable[[], float],
    settings: dict[str, Any],
    catalog: Catalog,
) -> AsyncIterator[Simulated]:
    await lay_database(folder)
    stage = Simulated(folder, videos, settings, catalog=catalog, clock=clock)
    app = await stage.build()
    try:
        async with simcord.run(app.bot) as env:
            stage.env = env
            stage.set_scene()
            await stage.begin_work(app)
            try:
                yield stage
            finally:
                await stage.stop_work()
            stage.only_refusals()
    finally:
        await stage.parts.aclose()
