"""The Discord client: logs in, registers commands when they changed, answers every error."""

from __future__ import annotations

import asyncio
import hashlib
import json
import random
from collections.abc import Awaitable, Callable, Collection, Sequence
from typing import Any

import aiohttp
import discord
import structlog
from discord import app_commands
from discord.ext import commands

from bot.core.job import Job
from bot.store.jobs import JobStore
from bot.ui.answer import answer_error
from bot.ui.presses import Presses

log = structlog.get_logger(__name__)

# This bot never speaks; without these two lines discord.py warns of missing voice packages.
discord.VoiceClient.warn_nacl = False
discord.VoiceClient.warn_dave = False

RIGHTS = discord.Permissions(
    view_channel=True,
    send_messages=True,
    send_messages_in_threads=True,
    attach_files=True,
    embed_links=True,
    read_message_history=True,
)
"""What the invite asks for, and nothing more."""


PRESSED = frozenset({discord.InteractionType.component, discord.InteractionType.modal_submit})
ANSWERS_END_WITHIN = 3.0
"""Seconds: later Discord takes no first answer any more."""


class CommandTree(app_commands.CommandTree["VideoBot"]):
    async def interaction_check(self, interaction: discord.Interaction[VideoBot], /) -> bool:
        """Lets everybody pass, and notes the task: discord.py keeps no hold of it."""
        self.client.note_task()
        return True

    async def on_error(
        self, interaction: discord.Interaction[VideoBot], error: app_commands.AppCommandError, /
    ) -> None:
        if interaction.type is discord.InteractionType.autocomplete:
            log.warning("no suggestions", exc_info=error)
            return
        await answer_error(interaction, error, self.client.chance)


class VideoBot(commands.AutoShardedBot):
    """No privileged intents, no mention ever parsed, no message cache."""

    def __init__(
        self,
        store: JobStore,
        *,
        chance: random.Random,
        shard_count: int | None = None,
        trace: aiohttp.TraceConfig | None = None,
    ) -> None:
        """`trace` is told of every request to Discord."""
        traced: dict[str, Any] = {"http_trace": trace} if trace else {}
        super().__init__(
            command_prefix=commands.when_mentioned,
            help_command=None,
            tree_cls=CommandTree,
            # Messages are read for one thing: that a card was deleted. Their content stays away.
            intents=discord.Intents(guilds=True, guild_messages=True),
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
            shard_count=shard_count,
            **traced,
        )
        self.store = store
        self.chance = chance
        self.first_cogs: Sequence[commands.Cog] = ()
        self.cogs_at_home: tuple[int, Sequence[commands.Cog]] | None = None
        """A server, and the commands that are registered there only."""
        self.presses: Presses | None = None
        self.when_joined: Callable[[discord.Guild], Awaitable[None]] | None = None
        self.when_deleted: Callable[[int], Awaitable[None]] | None = None
        self.when_accepted: Callable[[discord.Interaction[Any], Job], Awaitable[None]] | None = None
        self.when_connected: Callable[[Collection[int]], Awaitable[None]] | None = None
        """Gets the servers that the bot is in."""
        self.when_left: Callable[[int], Awaitable[None]] | None = None
        self.when_back: Callable[[int], Awaitable[None]] | None = None
        self.answering: set[asyncio.Task[Any]] = set()

    async def setup_hook(self) -> None:
        for cog in self.first_cogs:
            await self.add_cog(cog)
        await self._register_commands()
        if self.cogs_at_home is not None:
            guild_id, cogs = self.cogs_at_home
            for cog in cogs:
                await self.add_cog(cog, guild=discord.Object(guild_id))
            await self._register_commands(discord.Object(guild_id))

    async def on_ready(self) -> None:
        self.note_task()
        log.info("connected", user=str(self.user), guilds=len(self.guilds))
        # discord.py says so some seconds late, to a bot that was stopped meanwhile too.
        if self.when_connected is not None and not self.is_closed():
            await self.when_connected({guild.id for guild in self.guilds})

    async def on_guild_join(self, guild: discord.Guild) -> None:
        self.note_task()
        log.info("joined a server", guild=guild.id)
        if self.when_back is not None:
            await self.when_back(guild.id)
        if self.when_joined is not None:
            await self.when_joined(guild)

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        self.note_task()
        if self.when_left is not None:
            await self.when_left(guild.id)

    async def on_raw_message_delete(self, payload: discord.RawMessageDeleteEvent) -> None:
        self.note_task()
        if self.when_deleted is not None:
            await self.when_deleted(payload.message_id)

    async def on_raw_bulk_message_delete(self, payload: discord.RawBulkMessageDeleteEvent) -> None:
        self.note_task()
        if self.when_deleted is not None:
            for message_id in payload.message_ids:
                await self.when_deleted(message_id)

    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        """Presses and forms; commands go through the tree."""
        if interaction.type not in PRESSED or self.presses is None:
            return
        self.note_task()
        try:
            await self.presses.answer(interaction)
        except Exception as error:
            await answer_error(interaction, error, self.chance)

    async def close(self) -> None:
        """Ends the answers that have begun, then the connection; at most 3 s for the former.

        What a command is about to write must not meet a closed database.
        """
        await self._let_end()
        await super().close()
        await self._let_end()  # what came in the last moment

    def note_task(self) -> None:
        """The present task is to end before the bot does; discord.py keeps no hold of it."""
        task = asyncio.current_task()
        assert task is not None
        self.answering.add(task)
        task.add_done_callback(self.answering.discard)

    async def _let_end(self) -> None:
        if self.answering:
            await asyncio.wait(self.answering, timeout=ANSWERS_END_WITHIN)

    def invite_link(self) -> str:
        assert self.application_id is not None
        return discord.utils.oauth_url(self.application_id, permissions=RIGHTS)

    async def _register_commands(self, guild: discord.Object | None = None) -> None:
        """Send the commands to Discord, or those of one server, only if they differ from those
        sent last."""
        payload: list[Any] = [
            command.to_dict(self.tree) for command in self.tree.get_commands(guild=guild)
        ]
        digest = hashlib.sha256(json.dumps(payload, sort_keys=True).encode()).hexdigest()
        name = f"commands:{self.application_id}" + (f":{guild.id}" if guild else "")
        if await self.store.recall(name) == digest:
            log.info("commands unchanged")
            return
        try:
            await self.tree.sync(guild=guild)
        except discord.Forbidden as error:
            if guild is None:
                raise
            log.error("/owner can't be registered: the bot is not in the server of OWNER_GUILD_ID",
                      guild=guild.id, why=str(error))  # fmt: skip
            return
        await self.store.remember(name, digest)
        log.info("commands registered", count=len(payload))
