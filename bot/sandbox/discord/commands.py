"""The registered commands, and what Discord accepts as one."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from bot.sandbox.discord.errors import Complaints, Path
from bot.sandbox.discord.shapes import JSON, as_list, as_object

SLASH, USER, MESSAGE = 1, 2, 3
MOST = {SLASH: 100, USER: 15, MESSAGE: 15}
SIZE_MOST = 8000
"""Characters of names, descriptions and values in one command."""

SUBCOMMAND, GROUP, STRING, INTEGER, NUMBER = 1, 2, 3, 4, 10

_NAME = re.compile(r"[-_'\w]{1,32}")
_CHOOSABLE = (STRING, INTEGER, NUMBER)


class Commands:
    def __init__(self, application_id: int, new_id: Callable[[], int]) -> None:
        self._application_id = application_id
        self._new_id = new_id
        self._by_scope: dict[int | None, list[JSON]] = {}
        self._rules: dict[tuple[int, int], dict[int, bool]] = {}
        self.overwrites = 0
        """How often the global commands were written."""

    def of(self, guild_id: int | None = None) -> list[JSON]:
        """Of one server, or the global ones."""
        return self._by_scope.get(guild_id, [])

    def overwrite(self, wanted: list[Any], guild_id: int | None = None) -> list[JSON]:
        """Bulk overwrite; commands keep their ids by type and name, or are named by id.

        Raises Refusal 50035.
        """
        complaints = Complaints()
        bodies = [as_object(one) for one in wanted]
        for place, body in enumerate(bodies):
            _check_command(complaints, body, (place,))
        _check_together(complaints, bodies)
        complaints.refuse_if_any()
        ids = {(one["type"], one["name"]): one["id"] for one in self.of(guild_id)}
        made = [self._complete(body, ids, guild_id) for body in bodies]
        self._by_scope[guild_id] = made
        self.overwrites += guild_id is None
        return made

    def find(self, name: str, kind: int, guild_id: int | None) -> JSON | None:
        for command in [*self.of(guild_id), *self.of(None)]:
            if (command["name"], command["type"]) == (name, kind):
                return command
        return None

    def rules_for(self, guild_id: int, command_id: int) -> Mapping[int, bool]:
        """Who may use a command in a server by its settings: by id of person, role or channel.

        The server's id is everybody, one less every channel. A command without rules of its own
        goes by those of the application.
        """
        return self.rules(guild_id, command_id) or self.rules(guild_id, self._application_id)

    def rules(self, guild_id: int, target_id: int) -> Mapping[int, bool]:
        """Of one command, or with the application's id of all that have none."""
        return self._rules.get((guild_id, target_id), {})

    def set_rule(self, guild_id: int, target_id: int, whom: int, allowed: bool | None) -> None:
        """None takes the rule away."""
        rules = self._rules.setdefault((guild_id, target_id), {})
        rules.pop(whom, None)
        if allowed is not None:
            rules[whom] = allowed

    def _complete(self, body: JSON, ids: dict[tuple[int, str], str], guild_id: int | None) -> JSON:
        kind = body.get("type") or SLASH
        known = body.get("id") if body.get("id") in ids.values() else None
        made: JSON = {
            "id": known or ids.get((kind, body["name"])) or str(self._new_id()),
            "application_id": str(self._application_id),
            "version": str(self._new_id()),
            "type": kind,
            "name": body["name"],
            "name_localizations": body.get("name_localizations"),
            "description": body.get("description") or "",
            "description_localizations": body.get("description_localizations"),
            "options": as_list(body.get("options")),
            "default_member_permissions": _text(body.get("default_member_permissions")),
            "dm_permission": body.get("dm_permission", True),
            "contexts": body.get("contexts"),
            "integration_types": body.get("integration_types") or [0],
            "nsfw": bool(body.get("nsfw")),
        }
        if guild_id is not None:
            made["guild_id"] = str(guild_id)
        return made


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def _check_together(complaints: Complaints, bodies: list[JSON]) -> None:
    seen: set[tuple[int, str]] = set()
    counts = dict.fromkeys(MOST, 0)
    for place, body in enumerate(bodies):
        kind = body.get("type") or SLASH
        key = (kind, str(body.get("name")))
        if key in seen:
            complaints.add(
                (place, "name"),
                "APPLICATION_COMMANDS_DUPLICATE_NAME",
                "Application command names must be unique",
            )
        seen.add(key)
        counts[kind] = counts.get(kind, 0) + 1
        if counts[kind] == MOST.get(kind, 0) + 1:
            complaints.add((place,), "BASE_TYPE_BAD_LENGTH", f"At most {MOST.get(kind)} of a type.")


def _check_command(complaints: Complaints, body: JSON, path: Path) -> None:
    kind = body.get("type") or SLASH
    if not complaints.choice((*path, "type"), kind, frozenset(MOST)):
        return
    if kind == SLASH:
        _check_name(complaints, body, path)
        complaints.length((*path, "description"), body.get("description"), 1, 100)
        _check_options(complaints, body, path)
    else:
        complaints.length((*path, "name"), body.get("name"), 1, 32)
        if body.get("description"):
            complaints.add(
                (*path, "description"),
                "APPLICATION_COMMAND_CONTEXT_MENU_DESCRIPTION_NOT_ALLOWED",
                "Context menu commands cannot have descriptions",
            )
    if _size(body) > SIZE_MOST:
        complaints.add(
            path, "APPLICATION_COMMAND_TOO_LARGE", f"Command exceeds maximum size ({SIZE_MOST})"
        )


def _size(body: JSON) -> int:
    """Of all translations only the longest counts, the default among them."""
    own = len(str(body.get("value") or ""))
    for key in ("name", "description"):
        words = [body.get(key), *as_object(body.get(f"{key}_localizations")).values()]
        own += max(len(str(one or "")) for one in words)
    inner = [*as_list(body.get("options")), *as_list(body.get("choices"))]
    return own + sum(_size(as_object(one)) for one in inner)


def _check_name(complaints: Complaints, body: JSON, path: Path) -> None:
    name = str(body.get("name"))
    if not _NAME.fullmatch(name) or name != name.lower():
        complaints.add(
            (*path, "name"),
            "APPLICATION_COMMAND_INVALID_NAME",
            "Command name is invalid",
        )


def _check_options(complaints: Complaints, holder: JSON, path: Path) -> None:
    options = [as_object(one) for one in as_list(holder.get("options"))]
    complaints.length((*path, "options"), options, 0, 25)
    optional_seen = False
    for place, option in enumerate(options):
        where = (*path, "options", place)
        _check_option(complaints, option, where)
        if option.get("required") and optional_seen:
            complaints.add(
                where,
                "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID",
                "Required options must be placed before non-required options",
            )
        optional_seen = optional_seen or not option.get("required")
    names = [option.get("name") for option in options]
    if len(names) != len(set(names)):
        complaints.add(
            (*path, "options"),
            "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS",
            "Option name already exists",
        )


def _check_option(complaints: Complaints, option: JSON, path: Path) -> None:
    _check_name(complaints, option, path)
    complaints.length((*path, "description"), option.get("description"), 1, 100)
    if not complaints.choice((*path, "type"), option.get("type"), frozenset(range(1, 12))):
        return
    if option["type"] in (SUBCOMMAND, GROUP):
        _check_options(complaints, option, path)
    choices = as_list(option.get("choices"))
    if choices or option.get("autocomplete"):
        if option["type"] not in _CHOOSABLE or (choices and option.get("autocomplete")):
            complaints.add(
                (*path, "autocomplete"),
                "APPLICATION_COMMAND_OPTIONS_CHOICES_WITH_AUTOCOMPLETE",
                "Choices and autocomplete exclude each other and need a string or a number",
            )
        check_choices(complaints, choices, (*path, "choices"))


def check_choices(complaints: Complaints, choices: list[Any], path: Path) -> None:
    """Choices of an option, or those that answer an autocompletion."""
    complaints.length(path, choices, 0, 25)
    for place, choice in enumerate(as_object(one) for one in choices):
        complaints.length((*path, place, "name"), choice.get("name"), 1, 100)
        if isinstance(choice.get("value"), str):
            complaints.length((*path, place, "value"), choice["value"], 1, 100)
        elif not isinstance(choice.get("value"), int | float):
            complaints.required((*path, place, "value"))
