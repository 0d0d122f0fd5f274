"""What a person hands over with an interaction: people, channels, roles, files."""

from __future__ import annotations

from typing import Any

from bot.sandbox.discord import render, view
from bot.sandbox.discord.calls import Call
from bot.sandbox.discord.files import FileStore, Upload
from bot.sandbox.discord.modals import CannotDo
from bot.sandbox.discord.permissions import Permission
from bot.sandbox.discord.shapes import JSON, as_list
from bot.sandbox.discord.state import Channel, Member, Role, User, World

STRING_SELECT = 3


class Given:
    """Ids for the data of one interaction, and in `resolved` what they stand for."""

    def __init__(self, world: World, files: FileStore, call: Call) -> None:
        self._world = world
        self._files = files
        self._who = call.who
        self._place = call.channel
        self._limit = call.limit
        self.resolved: JSON = {}

    def id_of(self, value: Any) -> str:
        """Raises CannotDo for what is none of a person, channel, role or file."""
        if isinstance(value, Upload):
            return self.file(value)
        if isinstance(value, User | Member):
            return self._person(value.user if isinstance(value, Member) else value)
        if isinstance(value, Role):
            return self._put("roles", value.id, render.role_json(value, 1))
        if isinstance(value, Channel):
            shown = render.channel_json(value)
            guild, bot = self._world.guild_of(value), None
            if guild:
                bot = next((one for one in guild.members.values() if one.user.bot), None)
            shown["app_permissions"] = render.permissions_json(guild, bot, value)
            shown["permissions"] = shown["app_permissions"]
            return self._put("channels", value.id, shown)
        raise CannotDo(f"{value!r} is not a person, channel, role or file")

    def file(self, upload: Upload) -> str:
        """Raises CannotDo above the limit of bytes that the client shows.

        Who may not attach files in a channel cannot give one to a command there either:
        https://github.com/discord/discord-api-docs/issues/5653.
        """
        if not view.may(self._world, self._who, self._place, Permission.ATTACH_FILES):
            raise CannotDo(f"{self._who.name} may not attach files in {self._place.name}")
        if upload.size > self._limit:
            raise CannotDo(f"{upload.filename} is above {self._limit} bytes")
        made = self._files.attach_loose(
            upload, attachment_id=self._world.new_id(), channel_id=self._place.id
        )
        return self._put("attachments", made.id, render.attachment_json(made))

    def chosen(self, select: JSON, values: list[Any]) -> list[str]:
        """The values of a select menu. Raises CannotDo for what it does not let one choose."""
        least, most = select.get("min_values", 1), select.get("max_values") or 1
        if not (least or 0) <= len(values) <= most:
            raise CannotDo(f"{select['custom_id']} takes {least} to {most} choices")
        if select["type"] != STRING_SELECT:
            return [self.id_of(value) for value in values]
        offered = {option["value"] for option in as_list(select.get("options"))}
        if wrong := [value for value in values if value not in offered]:
            raise CannotDo(f"{select['custom_id']} does not offer {wrong}")
        return values

    def _person(self, user: User) -> str:
        guild = self._world.guild_of(self._place)
        member = guild.members.get(user.name) if guild else None
        if guild and member:
            shown = render.member_json(member)
            del shown["user"]
            shown["permissions"] = render.permissions_json(guild, member, self._place)
            self._put("members", user.id, shown)
        return self._put("users", user.id, render.user_json(user))

    def _put(self, kind: str, number: int, shown: JSON) -> str:
        self.resolved.setdefault(kind, {})[str(number)] = shown
        return str(number)
