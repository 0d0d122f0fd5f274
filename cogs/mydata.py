"""/mydata: what is kept of a person."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands

from bot.ui.client import VideoBot
from bot.ui.mydata import MyDataDesk


@app_commands.guild_only()
@app_commands.guild_install()
class MyData(commands.GroupCog, group_name="mydata", group_description="What I keep of you"):
    def __init__(self, desk: MyDataDesk) -> None:
        self.desk = desk

    @app_commands.command()
    async def export(self, interaction: discord.Interaction[VideoBot]) -> None:
        """Everything I keep of you, as a file that only you see."""
        await self.desk.export(interaction)

    @app_commands.command()
    async def delete(self, interaction: discord.Interaction[VideoBot]) -> None:
        """Delete everything I keep of you; I ask once more."""
        await self.desk.delete(interaction)
