"""Which commands the client offers a person, and in which words.

Rules: https://docs.discord.com/developers/interactions/application-commands#permissions and, for
the words, #localization on the same page.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.sandbox.discord import view
from bot.sandbox.discord.commands import Commands
from bot.sandbox.discord.permissions import EVERYTHING, Permission, in_channel
from bot.sandbox.discord.shapes import JSON, as_list, as_object
from bot.sandbox.discord.state import Channel, Guild, Member, User, World

IN_GUILD, IN_DIRECT = 0, 1

_INSTEAD = {"en-US": "en-GB", "en-GB": "en-US", "es-419": "es-ES"}
"""Where a language is missing, the one that is shown before the default."""


class Offers:
    def __init__(self, world: World, commands: Commands, bot: User) -> None:
        self._world = world
        self._commands = commands
        self._bot = bot

    def why_not(self, command: JSON, who: User, place: Channel) -> str | None:
        """Why `who` is not offered the command in `place`; None where they are."""
        guild = self._world.guild_of(place)
        if not _offered_in(command, IN_GUILD if guild else IN_DIRECT):
            return f"{command['name']} is not offered in {place.name}"
        if command["nsfw"] and not (who.adult and (guild is None or _age_restricted(place))):
            return f"{command['name']} is age-restricted, and not offered in {place.name}"
        if guild is None:
            return None if place.recipient is who else f"{place.name} is not {who.name}'s"
        member = guild.members.get(who.name)
        if member is None or not view.sees(self._world, who, place):
            return f"{who.name} does not see {place.name}"
        if self._bot.name not in guild.members or not self._allowed(command, guild, member, place):
            return f"{command['name']} is not offered to {who.name} in {place.name}"
        return None

    def offered(self, who: User, place: Channel, kind: int | None = None) -> list[JSON]:
        """Every command that `who` is offered there, by name; of one kind, where it is given.

        At each level `name_localized` and `description_localized` have the words in the person's
        language; `name` is what the bot knows it by. A server's command hides a global one.
        """
        found: dict[tuple[str, int], JSON] = {}
        for command in [*self._commands.of(None), *self._commands.of(place.guild_id)]:
            if kind in (None, command["type"]) and self.why_not(command, who, place) is None:
                found[command["name"], command["type"]] = command
        return [localized(found[key], who.locale) for key in sorted(found)]

    def _allowed(self, command: JSON, guild: Guild, member: Member, place: Channel) -> bool:
        rights = in_channel(guild, member, place)
        if not rights & Permission.USE_APPLICATION_COMMANDS:
            return False
        if rights == EVERYTHING:
            return True
        rules = self._commands.rules_for(guild.id, int(command["id"]))
        here = rules.get((place.parent or place).id, rules.get(guild.id - 1, True))
        chosen = _chosen(rules, guild, member)
        by_default = _by_default(command["default_member_permissions"], rights)
        return here and (by_default if chosen is None else chosen)


def localized(holder: JSON, locale: str) -> JSON:
    """The command with what the client shows, at every level, instead of all its translations."""
    shown = {key: value for key, value in holder.items() if not key.endswith("_localizations")}
    for key in ("name", "description"):
        if key in holder:
            words = as_object(holder.get(f"{key}_localizations"))
            other = words.get(_INSTEAD.get(locale, ""))
            shown[f"{key}_localized"] = words.get(locale) or other or holder[key]
    for key in ("options", "choices"):
        if key in holder:
            shown[key] = [localized(as_object(one), locale) for one in as_list(holder[key])]
    return shown


def _offered_in(command: JSON, context: int) -> bool:
    if command["contexts"] is not None:
        return context in command["contexts"]
    return context == IN_GUILD or bool(command["dm_permission"] and "guild_id" not in command)


def _age_restricted(place: Channel) -> bool:
    return (place.parent or place).nsfw


def _chosen(rules: Mapping[int, bool], guild: Guild, member: Member) -> bool | None:
    """What the server's settings say of this member: themselves, else a role, else everybody."""
    if member.id in rules:
        return rules[member.id]
    of_roles = [rules[role.id] for role in member.roles if role.id in rules]
    return any(of_roles) if of_roles else rules.get(guild.id)


def _by_default(wanted: str | None, rights: int) -> bool:
    """`default_member_permissions`: None is everybody, "0" administrators only."""
    return wanted is None or (int(wanted) != 0 and rights & int(wanted) == int(wanted))
