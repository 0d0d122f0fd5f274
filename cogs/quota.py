"""/quota and /why: what one has left, and which rule decides."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands

from bot.ui.client import VideoBot
from bot.ui.quota import QuotaDesk


class Quota(commands.Cog):
    def __init__(self, desk: QuotaDesk) -> None:
        self.desk = desk

    @app_commands.command()
    @app_commands.guild_only()
    @app_commands.guild_install()
    async def quota(self, interaction: discord.Interaction[VideoBot]) -> None:
        """What you have left here today, and when it starts afresh; only you see it."""
        await self.desk.quota(interaction)

    @app_commands.command()
    @app_commands.guild_only()
    @app_commands.guild_install()
    @app_commands.describe(member="Somebody else, if you moderate")
    async def why(
        self, interaction: discord.Interaction[VideoBot], member: discord.User | None = None
    ) -> None:
        """Why you can, or can't, make a film here right now; only you see it."""
        await self.desk.why(interaction, member)
