"""/storyboard: a film in several shots."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands

from bot.ui.boards import Boards
from bot.ui.casting import Casting
from bot.ui.client import VideoBot
from bot.ui.suggestions import Suggestions

Length = app_commands.Range[int, 1, 600]
Choices = list[app_commands.Choice[str]]


class Storyboard(commands.Cog):
    def __init__(self, boards: Boards, suggestions: Suggestions, casting: Casting) -> None:
        self.boards = boards
        self.casting = casting
        self.suggestions = suggestions

    @app_commands.command()
    @app_commands.guild_only()
    @app_commands.guild_install()
    @app_commands.describe(
        model="Who makes it; what is offered and what it costs appears as you type",
        seconds="How long the film is; as long as its shots unless you say so",
        size="How large it is, in pixels, or a word such as portrait",
        script="The shots as a .txt file: Shot 1:, duration: 2.5sec, Scene: ...",
        character="Who appears in it, of those this server knows; see /characters",
    )
    async def storyboard(
        self,
        interaction: discord.Interaction[VideoBot],
        model: str | None = None,
        seconds: Length | None = None,
        size: str | None = None,
        script: discord.Attachment | None = None,
        character: str | None = None,
    ) -> None:
        """Draw a film shot by shot, in private, and have it made."""
        await self.boards.command(
            interaction, model=model, seconds=seconds, size=size, file=script, character=character
        )

    @storyboard.autocomplete("model")
    async def _models(self, interaction: discord.Interaction[VideoBot], typed: str) -> Choices:
        return self.suggestions.models(interaction, typed)

    @storyboard.autocomplete("seconds")
    async def _seconds(
        self, interaction: discord.Interaction[VideoBot], typed: str | int
    ) -> list[app_commands.Choice[int]]:
        return self.suggestions.seconds(interaction, typed)

    @storyboard.autocomplete("size")
    async def _sizes(self, interaction: discord.Interaction[VideoBot], typed: str) -> Choices:
        return self.suggestions.sizes(interaction, typed)

    @storyboard.autocomplete("character")
    async def _characters(self, interaction: discord.Interaction[VideoBot], typed: str) -> Choices:
        return await self.casting.suggest(interaction, typed)
