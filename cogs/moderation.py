"""/moderation: who may not make films here, when nobody may, and what happened."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands

from bot.ui.client import VideoBot
from bot.ui.moderating import ModerationDesk

Bot = discord.Interaction[VideoBot]
Reason = app_commands.Range[str, 1, 200]


@app_commands.guild_only()
@app_commands.guild_install()
@app_commands.default_permissions(manage_guild=True)
class Moderation(
    commands.GroupCog, group_name="moderation", group_description="For this server's moderators"
):
    def __init__(self, desk: ModerationDesk) -> None:
        self.desk = desk

    @app_commands.command()
    @app_commands.rename(span="for")
    @app_commands.describe(
        member="Who",
        reason="Why; the member is told",
        span="How long, for example 2 h or 7 days; until somebody lifts it unless you say so",
    )
    async def block(
        self,
        interaction: Bot,
        member: discord.User,
        reason: Reason,
        span: app_commands.Range[str, 1, 30] | None = None,
    ) -> None:
        """Keep a member from making films here."""
        await self.desk.block(interaction, member.id, reason, span)

    @app_commands.command()
    async def unblock(self, interaction: Bot, member: discord.User) -> None:
        """Let a member make films here again."""
        await self.desk.unblock(interaction, member.id)

    @app_commands.command()
    async def blocks(self, interaction: Bot) -> None:
        """Who is blocked here; only you see it."""
        await self.desk.blocks(interaction)

    @app_commands.command()
    @app_commands.describe(reason="Why; members are told")
    async def pause(self, interaction: Bot, reason: Reason | None = None) -> None:
        """Nobody can ask for films here until you resume it."""
        await self.desk.pause(interaction, reason or "")

    @app_commands.command()
    async def resume(self, interaction: Bot) -> None:
        """Films can be made here again."""
        await self.desk.resume(interaction)

    @app_commands.command()
    async def log(self, interaction: Bot) -> None:
        """Who changed what, and who was refused what; only you see it."""
        await self.desk.log(interaction)
