"""What a person typed into a slash command, held against what the client lets them type."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.sandbox.discord.commands import GROUP, INTEGER, NUMBER, STRING, SUBCOMMAND
from bot.sandbox.discord.modals import CannotDo
from bot.sandbox.discord.shapes import JSON, as_list

BOOLEAN, USER, CHANNEL, ROLE, ATTACHMENT = 5, 6, 7, 8, 11

_TYPES: dict[int, type | tuple[type, ...]] = {
    STRING: str,
    INTEGER: int,
    NUMBER: (int, float),
    BOOLEAN: bool,
}


@dataclass(frozen=True)
class Typed:
    """One path of subcommands, and the options below it."""

    path: list[JSON]
    options: list[JSON]

    def wrapped(self) -> list[JSON]:
        """As the interaction's data has it: subcommands around the options."""
        inner = self.options
        for step in reversed(self.path):
            inner = [{"name": step["name"], "type": step["type"], "options": inner}]
        return inner


def descend(command: JSON, words: list[str]) -> tuple[list[JSON], list[JSON]]:
    """The subcommands that `words` name, and the options of the last. Raises CannotDo."""
    path: list[JSON] = []
    holder = command
    for word in words:
        found = [one for one in as_list(holder.get("options")) if one["name"] == word]
        if not found or found[0]["type"] not in (SUBCOMMAND, GROUP):
            raise CannotDo(f"/{command['name']} has no subcommand {word}")
        holder = found[0]
        path.append(holder)
    known = as_list(holder.get("options"))
    if known and known[0]["type"] in (SUBCOMMAND, GROUP):
        raise CannotDo(f"/{command['name']} needs one of {[one['name'] for one in known]}")
    return path, known


def typed(
    command: JSON, words: list[str], given: dict[str, Any], id_of: Callable[[Any], str]
) -> Typed:
    """The options as the client sends them once they are complete.

    `id_of` turns a person, channel, role or file into its id. Raises CannotDo for what the
    client would not send: unknown or missing options, wrong types, lengths, sizes, choices.
    """
    path, known = descend(command, words)
    _refuse_unknown(known, given)
    sent: list[JSON] = []
    for option in known:
        name = option["name"]
        if given.get(name) is None:
            if option.get("required"):
                raise CannotDo(f"{name} is required")
            continue
        value = given[name]
        _check_value(option, value)
        if option["type"] not in _TYPES:
            value = id_of(value)
        sent.append({"name": name, "type": option["type"], "value": value})
    return Typed(path, sent)


def half_typed(command: JSON, words: list[str], given: dict[str, Any], focused: str) -> Typed:
    """The options while one is still being typed: unchecked, as text. Raises CannotDo."""
    path, known = descend(command, words)
    _refuse_unknown(known, {**given, focused: ""})
    sent: list[JSON] = []
    for option in known:
        name = option["name"]
        if name == focused:
            if not option.get("autocomplete"):
                raise CannotDo(f"{name} is not autocompleted")
            value = str(given.get(name, ""))
            sent.append({"name": name, "type": option["type"], "value": value, "focused": True})
        elif given.get(name) is not None and option["type"] != ATTACHMENT:
            sent.append({"name": name, "type": option["type"], "value": given[name]})
    return Typed(path, sent)


def _refuse_unknown(known: list[JSON], given: dict[str, Any]) -> None:
    names = {one["name"] for one in known}
    if unknown := set(given) - names:
        raise CannotDo(f"no option {', '.join(sorted(unknown))}; there are {sorted(names)}")


def _check_value(option: JSON, value: Any) -> None:
    name = option["name"]
    wanted = _TYPES.get(option["type"])
    if wanted is None:
        return
    if not isinstance(value, wanted) or (isinstance(value, bool) and option["type"] != BOOLEAN):
        raise CannotDo(f"{name} cannot be {value!r}")
    if option["type"] == STRING:
        _check_between(
            name, len(str(value)), option.get("min_length"), option.get("max_length", 6000)
        )
    elif option["type"] in (INTEGER, NUMBER):
        _check_between(name, value, option.get("min_value"), option.get("max_value"))
    choices = [choice["value"] for choice in as_list(option.get("choices"))]
    if choices and value not in choices:
        raise CannotDo(f"{name} must be one of {choices}")


def _check_between(name: str, value: float, least: float | None, most: float | None) -> None:
    if (least is not None and value < least) or (most is not None and value > most):
        raise CannotDo(f"{name} must be between {least} and {most}, not {value}")
