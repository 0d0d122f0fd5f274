"""/create: a film from words."""

from __future__ import annotations

from typing import Literal

import discord
from discord import app_commands
from discord.ext import commands

from bot.core.wish import LONGEST_PROMPT
from bot.intake import Intake
from bot.ui.answer import answer, asked_by, handed
from bot.ui.casting import Casting
from bot.ui.client import VideoBot
from bot.ui.suggestions import Suggestions

Prompt = app_commands.Range[str, 1, LONGEST_PROMPT]
Length = app_commands.Range[int, 1, 600]
Choices = list[app_commands.Choice[str]]


class Create(commands.Cog):
    def __init__(self, intake: Intake, suggestions: Suggestions, casting: Casting) -> None:
        self.intake = intake
        self.casting = casting
        self.suggestions = suggestions

    @app_commands.command()
    @app_commands.guild_only()
    @app_commands.guild_install()
    @app_commands.describe(
        prompt="What happens in the film?",
        model="Who makes it; what is offered and what it costs appears as you type",
        seconds="How long it is",
        size="How large it is, in pixels, or a word such as portrait",
        image="A picture it begins with or goes by: PNG, JPEG, WebP or GIF, up to 20 MB",
        fit="What to do where the picture has another shape than the film; crop unless you say so",
        character="Who appears in it, of those this server knows; see /characters",
        image2="A second picture, for models that take several",
        image3="A third picture",
        image4="A fourth picture",
    )
    async def create(
        self,
        interaction: discord.Interaction[VideoBot],
        prompt: Prompt,
        model: str | None = None,
        seconds: Length | None = None,
        size: str | None = None,
        image: discord.Attachment | None = None,
        fit: Literal["crop", "pad"] | None = None,
        character: str | None = None,
        image2: discord.Attachment | None = None,
        image3: discord.Attachment | None = None,
        image4: discord.Attachment | None = None,
    ) -> None:
        """Make a film from words."""
        # Whatever is wrong is raised here, before anything is written or shown, and answered in
        # one place: CommandTree.on_error.
        outcome = await self.intake.accept(
            asked_by(interaction),
            prompt=prompt,
            model=model,
            seconds=seconds,
            size=size,
            picture=handed([image, image2, image3, image4], fit),
            character=character,
        )
        await answer(interaction, self.intake, outcome)

    @create.autocomplete("model")
    async def _models(self, interaction: discord.Interaction[VideoBot], typed: str) -> Choices:
        return self.suggestions.models(interaction, typed)

    @create.autocomplete("seconds")
    async def _seconds(
        self, interaction: discord.Interaction[VideoBot], typed: str | int
    ) -> list[app_commands.Choice[int]]:
        return self.suggestions.seconds(interaction, typed)

    @create.autocomplete("size")
    async def _sizes(self, interaction: discord.Interaction[VideoBot], typed: str) -> Choices:
        return self.suggestions.sizes(interaction, typed)

    @create.autocomplete("character")
    async def _characters(self, interaction: discord.Interaction[VideoBot], typed: str) -> Choices:
        return await self.casting.suggest(interaction, typed)
