"""/limits: who may make how much, for moderators."""

from __future__ import annotations

from zoneinfo import available_timezones

import discord
from discord import app_commands
from discord.ext import commands

from bot.ui.client import VideoBot
from bot.ui.limits import LimitsDesk, Target
from bot.ui.place import Place

WHAT = [
    app_commands.Choice(name="films a day", value="films_day"),
    app_commands.Choice(name="films in the making at once", value="running"),
    app_commands.Choice(name="seconds of one film", value="longest"),
    app_commands.Choice(name="money a day", value="money_day"),
    app_commands.Choice(name="money a month", value="money_month"),
    app_commands.Choice(name="time between two films", value="cooldown"),
    app_commands.Choice(name="models", value="models"),
    app_commands.Choice(name="sizes", value="sizes"),
    app_commands.Choice(name="channels", value="channels"),
    app_commands.Choice(name="pictures", value="pictures"),
    app_commands.Choice(name="characters", value="characters"),
    app_commands.Choice(name="a moderator's yes before each film", value="review"),
    app_commands.Choice(name="whole server: money a day", value="server_money_day"),
    app_commands.Choice(name="whole server: money a month", value="server_money_month"),
    app_commands.Choice(name="whole server: films at once", value="server_running"),
]
Typed = app_commands.Range[str, 1, 500]
Bot = discord.Interaction[VideoBot]
Channel = app_commands.Transform[int, Place]


@app_commands.guild_only()
@app_commands.guild_install()
@app_commands.default_permissions(manage_guild=True)
class Limits(
    commands.GroupCog, group_name="limits", group_description="Who may make how much here"
):
    def __init__(self, desk: LimitsDesk) -> None:
        self.desk = desk

    @app_commands.command()
    @app_commands.describe(role="What is set for this role", member="What is set for this member")
    async def show(
        self,
        interaction: Bot,
        role: discord.Role | None = None,
        member: discord.User | None = None,
    ) -> None:
        """What is set here; only you see it."""
        await self.desk.show(interaction, _target(role, member))

    @app_commands.command(name="set")
    @app_commands.choices(what=WHAT)
    @app_commands.describe(
        what="What to limit",
        value="How much; what holds now and what can be typed appears as you type",
        role="For this role only",
        member="For this member only",
        channel="For all who make films in this channel, together",
    )
    async def set_(
        self,
        interaction: Bot,
        what: app_commands.Choice[str],
        value: Typed,
        role: discord.Role | None = None,
        member: discord.User | None = None,
        channel: Channel | None = None,
    ) -> None:
        """Set a limit: for everyone, a role, a member, a channel or the whole server."""
        await self.desk.set(interaction, what.value, value, _target(role, member, channel))

    @set_.autocomplete("value")
    async def _values(self, interaction: Bot, typed: str) -> list[app_commands.Choice[str]]:
        given = interaction.namespace
        target = _target(given.role, given.member, given.channel.id if given.channel else None)
        return await self.desk.suggest(interaction, str(given.what or ""), typed, target)

    @app_commands.command()
    @app_commands.choices(what=WHAT)
    @app_commands.describe(
        what="What to limit no longer",
        role="For this role only",
        member="For this member only",
        channel="For all who make films in this channel, together",
    )
    async def reset(
        self,
        interaction: Bot,
        what: app_commands.Choice[str],
        role: discord.Role | None = None,
        member: discord.User | None = None,
        channel: Channel | None = None,
    ) -> None:
        """Take a limit away again."""
        await self.desk.reset(interaction, what.value, _target(role, member, channel))

    @app_commands.command()
    async def channels(self, interaction: Bot) -> None:
        """Choose the channels in which films may be made."""
        await self.desk.channels(interaction)

    @app_commands.command()
    async def models(self, interaction: Bot) -> None:
        """Choose the models that may be used."""
        await self.desk.models(interaction)

    @app_commands.command()
    async def moderators(self, interaction: Bot) -> None:
        """Choose the roles that may press the moderators' buttons."""
        await self.desk.moderators(interaction)

    @app_commands.command()
    @app_commands.describe(zone="A name such as Europe/Berlin; it appears as you type")
    async def timezone(self, interaction: Bot, zone: Typed) -> None:
        """In which time zone days and months begin here; it holds from the next midnight on."""
        await self.desk.timezone(interaction, zone)

    @timezone.autocomplete("zone")
    async def _zones(self, _interaction: Bot, typed: str) -> list[app_commands.Choice[str]]:
        wanted = typed.strip().casefold().replace(" ", "_")
        found = sorted(name for name in available_timezones() if wanted in name.casefold())
        return [app_commands.Choice(name=name, value=name) for name in found[:25]]


def _target(
    role: discord.abc.Snowflake | None,
    member: discord.abc.Snowflake | None,
    channel: int | None = None,
) -> Target:
    """For whom, as far as it is given: while another option is typed, only the number is known."""
    return Target(role.id if role else None, member.id if member else None, channel)
