"""/characters: who may be named in this server's films."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands

from bot.core.cast import LATEST, LONGEST_ADDRESS, LONGEST_NAME
from bot.ui.casting import Casting
from bot.ui.client import VideoBot

Name = app_commands.Range[str, 1, LONGEST_NAME]
Address = app_commands.Range[str, 1, LONGEST_ADDRESS]
Second = app_commands.Range[float, 0.0, LATEST]


@app_commands.guild_only()
@app_commands.guild_install()
class Characters(
    commands.GroupCog,
    group_name="characters",
    group_description="Who may be named in films of this server",
):
    def __init__(self, casting: Casting) -> None:
        self.casting = casting

    @app_commands.command()
    @app_commands.describe(
        name="How they are called here",
        address="An https address of an mp4 that shows them; it has to stay there",
        begins="Second of that mp4 at which they are seen",
        ends="Second at which that ends: one to three seconds later",
    )
    async def add(
        self,
        interaction: discord.Interaction[VideoBot],
        name: Name,
        address: Address,
        begins: Second,
        ends: Second,
    ) -> None:
        """Add somebody who may appear in films; whoever is shown has to consent."""
        await self.casting.ask(interaction, name=name, address=address, begins=begins, ends=ends)

    @app_commands.command(name="list")
    async def show(self, interaction: discord.Interaction[VideoBot]) -> None:
        """Who may be named here; only you see the list."""
        await self.casting.show(interaction)

    @app_commands.command()
    @app_commands.describe(name="One that you added; who may manage messages can remove all")
    async def remove(self, interaction: discord.Interaction[VideoBot], name: Name) -> None:
        """Remove a character from this server."""
        await self.casting.remove(interaction, name)

    @remove.autocomplete("name")
    async def _names(
        self, interaction: discord.Interaction[VideoBot], typed: str
    ) -> list[app_commands.Choice[str]]:
        return await self.casting.suggest(interaction, typed, removable=True)
