"""/jobs, /show and /help: one's own films, any film's card brought back, and a first word."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands

from bot.ui.client import VideoBot
from bot.ui.desk import Desk

Number = app_commands.Range[int, 1, 10**15]


class Jobs(commands.Cog):
    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    @app_commands.command()
    @app_commands.guild_only()
    @app_commands.guild_install()
    async def jobs(self, interaction: discord.Interaction[VideoBot]) -> None:
        """Your films, newest first; only you see the list."""
        await self.desk.list_jobs(interaction)

    @app_commands.command()
    @app_commands.guild_only()
    @app_commands.guild_install()
    async def help(self, interaction: discord.Interaction[VideoBot]) -> None:
        """What I can make here, what it costs, and what you have left."""
        await self.desk.help(interaction)

    @app_commands.command()
    @app_commands.guild_only()
    @app_commands.guild_install()
    @app_commands.rename(number="id")
    @app_commands.describe(number="The number on its card, without the #")
    async def show(self, interaction: discord.Interaction[VideoBot], number: Number) -> None:
        """Bring a film's card back, with the film and its buttons."""
        await self.desk.show(interaction, number)
