"""What somebody typed, ticked and picked in the page, as values that the local Discord takes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from bot.sandbox.discord import CannotDo, LocalDiscord, Upload
from bot.sandbox.discord.commands import INTEGER, NUMBER
from bot.sandbox.discord.modals import CHECKBOX, FILE_UPLOAD, fields
from bot.sandbox.discord.options import ATTACHMENT, BOOLEAN, CHANNEL, ROLE, USER
from bot.sandbox.discord.shapes import JSON, as_list, snowflake

MENTIONABLE = 9
USER_SELECT, ROLE_SELECT, MENTIONABLE_SELECT, CHANNEL_SELECT = 5, 6, 7, 8


class Chosen:
    def __init__(self, discord: LocalDiscord, uploads: OrderedDict[str, Upload]) -> None:
        self._discord = discord
        self._uploads = uploads
        self._used: list[str] = []
        self._read: dict[int, Callable[[Any], Any]] = {
            INTEGER: _whole,
            NUMBER: _number,
            BOOLEAN: _truth,
            USER: self._user,
            CHANNEL: self._channel,
            ROLE: self._role,
            MENTIONABLE: self._mentionable,
            ATTACHMENT: self._upload,
        }
        self._picked: dict[int, Callable[[Any], Any]] = {
            USER_SELECT: self._user,
            ROLE_SELECT: self._role,
            MENTIONABLE_SELECT: self._mentionable,
            CHANNEL_SELECT: self._channel,
            FILE_UPLOAD: self._upload,
        }

    def options(self, known: list[JSON], given: JSON) -> JSON:
        """The options of a command. Raises CannotDo for what is none of its kind."""
        kinds = {one["name"]: one["type"] for one in known}
        made: JSON = {}
        for name, value in given.items():
            read = self._read.get(kinds.get(name, 0))
            try:
                made[name] = read(value) if read else value
            except CannotDo as problem:
                raise CannotDo(f"{name}: {problem}") from None
        return made

    def half(self, known: list[JSON], given: JSON) -> JSON:
        """The same while they are being typed: what cannot be read yet stays text."""
        made: JSON = {}
        for option in known:
            if (value := given.get(option["name"])) is None or option["type"] == ATTACHMENT:
                continue
            made[option["name"]] = value
            if option["type"] in (INTEGER, NUMBER, BOOLEAN):
                with suppress(CannotDo):
                    made[option["name"]] = self._read[option["type"]](value)
        return made

    def select(self, component: JSON, values: list[Any]) -> list[Any]:
        read = self._picked.get(component.get("type", 0))
        return [read(value) for value in values] if read else values

    def fields(self, modal: JSON, given: JSON) -> JSON:
        """The values of a modal, by `custom_id`."""
        made: JSON = {}
        for field in fields(modal):
            if (name := field["custom_id"]) not in given:
                continue
            value = given[name]
            if field["type"] in self._picked:
                value = self.select(field, as_list(value))
            made[name] = bool(value) if field["type"] == CHECKBOX else value
        return made

    def taken(self) -> None:
        """The files that were handed over belong to the local Discord now."""
        for token in self._used:
            self._uploads.pop(token, None)
        self._used.clear()

    def _user(self, value: Any) -> Any:
        return _found(self._discord.world.users.get(snowflake(value) or 0), "person")

    def _channel(self, value: Any) -> Any:
        return _found(self._discord.world.channels.get(snowflake(value) or 0), "channel")

    def _role(self, value: Any) -> Any:
        return _found(self._any_role(value), "role")

    def _mentionable(self, value: Any) -> Any:
        user = self._discord.world.users.get(snowflake(value) or 0)
        return _found(user or self._any_role(value), "person or role")

    def _any_role(self, value: Any) -> Any:
        for guild in self._discord.world.guilds.values():
            for role in [guild.everyone, *guild.roles.values()]:
                if role.id == snowflake(value):
                    return role
        return None

    def _upload(self, value: Any) -> Upload:
        found = _found(self._uploads.get(str(value)), "file that was handed over")
        self._used.append(str(value))
        return found


def _found(value: Any, what: str) -> Any:
    if value is None:
        raise CannotDo(f"there is no such {what}")
    return value


def _whole(value: Any) -> int:
    with suppress(ValueError, TypeError):
        return int(str(value).strip())
    raise CannotDo("a whole number is needed here")


def _number(value: Any) -> float:
    with suppress(ValueError, TypeError):
        return float(str(value).strip())
    raise CannotDo("a number is needed here")


def _truth(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    raise CannotDo("choose true or false")
