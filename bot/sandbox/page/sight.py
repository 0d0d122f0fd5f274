"""What one person sees, in one channel, as the page draws it."""

from __future__ import annotations

from typing import Any

from bot.sandbox.discord import Message, render, view
from bot.sandbox.discord.commands import GROUP, MESSAGE, SLASH, SUBCOMMAND
from bot.sandbox.discord.files import LINK_LIFE
from bot.sandbox.discord.permissions import Permission
from bot.sandbox.discord.shapes import JSON, as_list
from bot.sandbox.discord.state import Channel, Guild, Member, User
from bot.sandbox.page.house import House

SHOWN_MOST = 100
"""The latest messages of a channel that a window gets, and how many more at each asking."""


class Sight:
    def __init__(
        self, house: House, me: User, place: Channel | None, most: int = SHOWN_MOST
    ) -> None:
        """`most` messages are shown, the latest."""
        self.me = me
        self.place = place
        self._most = most
        self._house = house
        self._discord = house.discord

    @property
    def guild(self) -> Guild | None:
        """The server that the person looks at: the place's, else the first with them in it."""
        mine = self._guilds()
        here = self.place.guild_id if self.place else None
        return next((one for one in mine if one.id == here), mine[0] if mine else None)

    def sections(self) -> JSON:
        """Everything but the messages, in parts that are sent only when they change."""
        guild = self.guild
        return {
            "me": self._person(self.me),
            "people": [self._person(one) for one in self._discord.world.users.values()],
            "guilds": [{"id": str(one.id), "name": one.name} for one in self._guilds()],
            "guild": guild and {"id": str(guild.id), "name": guild.name},
            "roles": [
                {"id": str(one.id), "name": one.name}
                for one in ([guild.everyone, *guild.roles.values()] if guild else [])
            ],
            "channels": [self._channel(one) for one in self.channels()],
            "here": str(self.place.id) if self.place else None,
            "commands": self._slash(),
            "menu": [one["name"] for one in self._offered(MESSAGE)],
            "bot": self._house.bot_state,
        }

    def channels(self) -> list[Channel]:
        """Of the server that is looked at, then the direct conversations."""
        world, guild = self._discord.world, self.guild
        direct = [one for one in world.channels.values() if one.recipient is self.me]
        return [*(view.channels(world, self.me, guild) if guild else []), *direct]

    def may(self, channel: Channel, right: Permission) -> bool:
        return view.may(self._discord.world, self.me, channel, right)

    def may_write(self, channel: Channel) -> bool:
        in_thread, outside = Permission.SEND_MESSAGES_IN_THREADS, Permission.SEND_MESSAGES
        return self.may(channel, in_thread if channel.is_thread else outside)

    def messages(self) -> list[Message]:
        """The latest, oldest first; a private answer only where it is this person's."""
        return self._all_messages()[-self._most :]

    def older(self) -> bool:
        """Whether there are messages before those that are shown."""
        return len(self._all_messages()) > self._most

    def _all_messages(self) -> list[Message]:
        if self.place is None:
            return []
        seen = view.messages(self._discord.world, self.me, self.place)
        return [one for one in seen if not self._house.is_dismissed(one.id)]

    def version(self, message: Message) -> object:
        """Changes whenever `drawn` would: by an edit, or because the files' links grow old."""
        replied = self.place and message.reference in self.place.messages
        age = int(self._house.clock.now() // (LINK_LIFE / 2)) if message.attachments else 0
        used = self._house.used_for(message)
        return (message.edited_at, len(message.versions), message.flags, replied, age, used)

    def drawn(self, message: Message) -> JSON:
        return {
            **render.message_json(self._discord.world, message),
            "private": message.ephemeral_for is not None,
            "thinking": message.loading,
            "used": self._house.used_for(message),
            "deletable": self.may_delete(message),
        }

    def may_delete(self, message: Message) -> bool:
        channel = self._discord.world.channels[message.channel_id]
        mine = message.author is self.me
        return not message.ephemeral and (mine or self.may(channel, Permission.MANAGE_MESSAGES))

    def message(self, message_id: int) -> Message | None:
        return next((one for one in self.messages() if one.id == message_id), None)

    def _guilds(self) -> list[Guild]:
        return [one for one in self._discord.world.guilds.values() if self.me.name in one.members]

    def _person(self, user: User) -> JSON:
        guild = self.guild
        member = guild.members.get(user.name) if guild else None
        return {
            "id": str(user.id),
            "name": user.name,
            "title": user.title,
            "bot": user.bot,
            "locale": user.locale,
            "part": _part(guild, member) if guild and member else "",
        }

    def _channel(self, channel: Channel) -> JSON:
        last: Any = next(reversed(channel.messages), None)
        return {
            "id": str(channel.id),
            "name": channel.name,
            "thread": channel.is_thread,
            "direct": channel.recipient is not None,
            "parent": str(channel.parent.id) if channel.parent else None,
            "writable": self.may_write(channel),
            "last": None if last is None else str(last),
        }

    def _slash(self) -> list[JSON]:
        """One row for each thing that can be typed: subcommands stand for their command."""
        rows: list[JSON] = []
        for command in self._offered(SLASH):
            rows += _rows(command, command["name"], command["name_localized"])
        return rows

    def _offered(self, kind: int) -> list[JSON]:
        if self.place is None:
            return []
        return self._discord.commands_for(self.me, self.place, kind)


def _rows(holder: JSON, name: str, shown: str) -> list[JSON]:
    options = as_list(holder.get("options"))
    if options and options[0]["type"] in (SUBCOMMAND, GROUP):
        return [
            row
            for one in options
            for row in _rows(one, f"{name} {one['name']}", f"{shown} {one['name_localized']}")
        ]
    words = holder.get("description_localized", "")
    return [{"name": name, "shown": shown, "description": words, "options": options}]


def _part(guild: Guild, member: Member) -> str:
    if member.user.id == guild.owner_id:
        return "owner"
    if member.user.bot:
        return "bot"
    return "moderator" if guild.roles.get("moderator") in member.roles else "member"
