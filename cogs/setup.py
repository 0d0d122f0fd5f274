"""/setup: what a server decides first."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands

from bot.ui.client import VideoBot
from bot.ui.joining import Joining


class Setup(commands.Cog):
    def __init__(self, joining: Joining) -> None:
        self.joining = joining

    @app_commands.command()
    @app_commands.guild_only()
    @app_commands.guild_install()
    @app_commands.default_permissions(manage_guild=True)
    async def setup(self, interaction: discord.Interaction[VideoBot]) -> None:
        """What to set first in this server, with buttons that do it; only you see it."""
        await self.joining.setup(interaction)
