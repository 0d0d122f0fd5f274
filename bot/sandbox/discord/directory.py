"""Finds people, channels and the commands that somebody is offered, by name."""

from __future__ import annotations

from bot.sandbox.discord.account_routes import direct_channel
from bot.sandbox.discord.commands import Commands
from bot.sandbox.discord.modals import CannotDo
from bot.sandbox.discord.offers import Offers
from bot.sandbox.discord.shapes import JSON
from bot.sandbox.discord.state import Channel, Guild, User, World


class Directory:
    def __init__(self, world: World, guild: Guild, commands: Commands, offers: Offers) -> None:
        self._world = world
        self._guild = guild
        self._commands = commands
        self._offers = offers

    def user(self, who: str) -> User:
        """Raises KeyError for a name that nobody has."""
        for one in self._world.users.values():
            if one.name == who:
                return one
        raise KeyError(who)

    def channel(self, channel: str | Channel) -> Channel:
        """By name in the default server; `"@ann"` is her conversation with the bot."""
        if isinstance(channel, Channel):
            return channel
        if channel.startswith("@"):
            return direct_channel(self._world, self.user(channel[1:]))
        return self._guild.channels[channel]

    def command(self, who: User, place: Channel, name: str, kind: int) -> JSON:
        """The command, if `who` is offered it there. Raises CannotDo."""
        found = self._commands.find(name, kind, place.guild_id)
        if found is None:
            raise CannotDo(f"no command {name} is registered")
        if reason := self._offers.why_not(found, who, place):
            raise CannotDo(reason)
        return found
