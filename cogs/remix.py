"""/remix, and "Remix this video" in a message's menu: a film made from another one."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands

from bot.core.wish import LONGEST_PROMPT
from bot.ui.client import VideoBot
from bot.ui.remixes import Remixes
from bot.ui.suggestions import Suggestions

Prompt = app_commands.Range[str, 1, LONGEST_PROMPT]
Choices = list[app_commands.Choice[str]]


class Remix(commands.Cog):
    def __init__(self, bot: VideoBot, remixes: Remixes, suggestions: Suggestions) -> None:
        self.bot = bot
        self.remixes = remixes
        self.suggestions = suggestions
        menu = app_commands.ContextMenu(name="Remix this video", callback=self.remix_this)
        self.menu = app_commands.guild_install()(app_commands.guild_only()(menu))

    async def cog_load(self) -> None:
        # discord.py finds no menus in cogs by itself.
        self.bot.tree.add_command(self.menu)

    @app_commands.command()
    @app_commands.guild_only()
    @app_commands.guild_install()
    @app_commands.describe(
        video="Which film: one of yours or of this channel, by number or by its words",
        prompt="What shall be different? Change one thing at a time",
        model="Who makes it; the film's own changes the film itself where it can",
    )
    async def remix(
        self,
        interaction: discord.Interaction[VideoBot],
        video: str,
        prompt: Prompt,
        model: str | None = None,
    ) -> None:
        """Make a film from another one."""
        await self.remixes.command(interaction, video=video, prompt=prompt, model=model)

    @remix.autocomplete("video")
    async def _videos(self, interaction: discord.Interaction[VideoBot], typed: str) -> Choices:
        return await self.remixes.suggest(interaction, typed)

    @remix.autocomplete("model")
    async def _models(self, interaction: discord.Interaction[VideoBot], typed: str) -> Choices:
        return self.suggestions.models(interaction, typed)

    async def remix_this(
        self, interaction: discord.Interaction[VideoBot], message: discord.Message
    ) -> None:
        await self.remixes.from_message(interaction, message)
