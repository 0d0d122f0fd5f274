"""/usage: who used how much, for moderators."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands

from bot.ui.client import VideoBot
from bot.ui.usage import UsageDesk


class Usage(commands.Cog):
    def __init__(self, desk: UsageDesk) -> None:
        self.desk = desk

    @app_commands.command()
    @app_commands.guild_only()
    @app_commands.guild_install()
    @app_commands.default_permissions(manage_guild=True)
    @app_commands.describe(days="How many days back, with today; 14 unless you say so")
    async def usage(
        self,
        interaction: discord.Interaction[VideoBot],
        days: app_commands.Range[int, 1, 30] = 14,
    ) -> None:
        """Who used how much of this server's films, day by day; only you see it."""
        await self.desk.usage(interaction, days)
