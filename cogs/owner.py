"""/owner: for whoever runs the bot, in their own server only."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands

from bot.ui.client import VideoBot
from bot.ui.owner_desk import OwnerDesk

Bot = discord.Interaction[VideoBot]
WHAT = [
    app_commands.Choice(name="money a day", value="money_day"),
    app_commands.Choice(name="money a month", value="money_month"),
    app_commands.Choice(name="films in the making at once", value="running"),
    app_commands.Choice(name="films a day of each member", value="films_day"),
    app_commands.Choice(name="models", value="models"),
]
Typed = app_commands.Range[str, 1, 200]


@app_commands.guild_only()
@app_commands.default_permissions(administrator=True)
class Owner(commands.GroupCog, group_name="owner", group_description="For the bot's owner"):
    def __init__(self, desk: OwnerDesk) -> None:
        self.desk = desk

    @app_commands.command()
    async def status(self, interaction: Bot) -> None:
        """How I do: servers, jobs, money; only you see it."""
        await self.desk.status(interaction)

    @app_commands.command()
    async def servers(self, interaction: Bot) -> None:
        """Every server I am in, what it used, and whether it may make films."""
        await self.desk.servers(interaction)

    @app_commands.command()
    @app_commands.describe(reason="Why; members are told")
    async def pause(
        self, interaction: Bot, reason: app_commands.Range[str, 1, 200] | None = None
    ) -> None:
        """Nobody can ask for films, anywhere, until you press Resume."""
        await self.desk.pause(interaction, reason or "")

    @app_commands.command()
    @app_commands.choices(what=WHAT)
    @app_commands.describe(
        server="The server's number, as /owner servers shows it",
        what="What to limit, whatever its moderators set",
        value="How much at most; leave it out to take the limit away",
    )
    async def limits(
        self,
        interaction: Bot,
        server: Typed,
        what: app_commands.Choice[str],
        value: Typed | None = None,
    ) -> None:
        """What a server may have at most, whatever its moderators set."""
        await self.desk.limit(interaction, server, what.value, value)

    @app_commands.command()
    async def balance(self, interaction: Bot) -> None:
        """What is left of the money at the providers."""
        await self.desk.balance(interaction)
