"""Finds people, channels and the commands that somebody is offered, by name."""

from __future__ import annotations

from contextlib import suppress

from bot.sandbox.discord.account_routes import direct_channel
from bot.sandbox.discord.commands import Commands
from bot.sandbox.discord.modals import CannotDo
from bot.sandbox.discord.permissions import EVERYTHING, Permission, in_channel
from bot.sandbox.discord.shapes import JSON
from bot.sandbox.discord.state import Channel, Guild, User, World

IN_GUILD, IN_DIRECT = 0, 1


class Directory:
    def __init__(self, world: World, guild: Guild, commands: Commands) -> None:
        self._world = world
        self._guild = guild
        self._commands = commands

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
        guild = self._world.guild_of(place)
        if not _offered_in(found, IN_GUILD if guild else IN_DIRECT):
            raise CannotDo(f"{name} is not offered in {place.name}")
        if guild and not _offered_to(found, in_channel(guild, guild.members[who.name], place)):
            raise CannotDo(f"{name} is not offered to {who.name} in {place.name}")
        return found

    def offered(self, who: User, place: Channel, kind: int) -> list[JSON]:
        """Every command of that kind that `who` is offered there, by name."""
        found: dict[str, JSON] = {}
        for command in [*self._commands.of(place.guild_id), *self._commands.of(None)]:
            if command["type"] == kind:
                with suppress(CannotDo):
                    found[command["name"]] = self.command(who, place, command["name"], kind)
        return [found[name] for name in sorted(found)]


def _offered_in(command: JSON, context: int) -> bool:
    if command["contexts"] is not None:
        return context in command["contexts"]
    return context == IN_GUILD or bool(command["dm_permission"])


def _offered_to(command: JSON, rights: int) -> bool:
    """`default_member_permissions`: None is everybody, "0" administrators only."""
    if not rights & Permission.USE_APPLICATION_COMMANDS:
        return False
    wanted = command["default_member_permissions"]
    if wanted is None or rights == EVERYTHING:
        return True
    return int(wanted) != 0 and rights & int(wanted) == int(wanted)
