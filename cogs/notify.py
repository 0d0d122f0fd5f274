"""/notify: how one is called when a film that took long is there."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands

from bot.store.members import MemberStore
from bot.ui.client import VideoBot
from bot.ui.notify import Way, answer_notify


class Notify(commands.Cog):
    def __init__(self, members: MemberStore) -> None:
        self.members = members

    @app_commands.command()
    @app_commands.guild_only()
    @app_commands.guild_install()
    @app_commands.describe(how="Only films that took longer than two minutes ring at all")
    async def notify(self, interaction: discord.Interaction[VideoBot], how: Way) -> None:
        """How to call you when a film is there: a reply, a direct message, or not at all."""
        await answer_notify(interaction, self.members, how)
