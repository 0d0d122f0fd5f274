"""Presses and submitted forms: found by their `custom_id`, decided from the job's row."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping
from typing import Any

import discord
import structlog

from bot.core.refused import Refused
from bot.core.sentence import say
from bot.ui.buttons import read

log = structlog.get_logger(__name__)

Press = discord.Interaction[Any]
Act = Callable[[Press, str], Awaitable[None]]


class Presses:
    """What each act does: one door for buttons, selects and forms, however old they are."""

    def __init__(self, acts: Mapping[str, Act]) -> None:
        self._acts = dict(acts)

    async def answer(self, interaction: Press) -> None:
        """Do what was pressed. Raises Refused, with a sentence for who pressed."""
        custom_id = str((interaction.data or {}).get("custom_id", ""))
        found = read(custom_id)
        act = self._acts.get(found[0]) if found else None
        if found is None or act is None:
            log.info("press on something unknown", custom_id=custom_id[:100])
            raise Refused(say("This belongs to another version of me and no longer works."))
        await act(interaction, found[1])


def number_in(about: str) -> int:
    """The job's number in what a button is about."""
    if not about.isdecimal() or len(about) > 19 or int(about) >= 2**63:
        raise Refused(say("This button no longer works."))
    return int(about)


def guild_of(interaction: Press) -> int:
    """The server's number, of what Discord offers in servers only."""
    assert interaction.guild_id is not None
    return interaction.guild_id


def uploaded(interaction: Press, field: str) -> list[Mapping[str, Any]]:
    """What Discord tells of the files in a modal's field, in their order."""
    data: Any = interaction.data or {}
    resolved: dict[str, dict[str, Mapping[str, Any]]] = data.get("resolved") or {}
    files = resolved.get("attachments", {})
    chosen: list[Any] = [part for part in _parts(data) if part.get("custom_id") == field]
    ids = [str(each) for part in chosen for each in _values(part)]
    return [files[each] for each in ids if each in files]


def submitted(interaction: Press) -> dict[str, str]:
    """A modal's fields by `custom_id`: what was typed, or the first thing chosen."""
    fields: dict[str, str] = {}
    for part in _parts(interaction.data or {}):
        if "value" in part:
            fields[part["custom_id"]] = str(part["value"])
        elif part.get("values"):
            fields[part["custom_id"]] = str(part["values"][0])
    return fields


def _values(part: Mapping[str, Any]) -> list[Any]:
    return part.get("values") or []


def _parts(data: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Every component that was submitted, whatever it stands in."""
    pending: list[Any] = list(data.get("components", []))
    while pending:
        part: dict[str, Any] = pending.pop()
        pending.extend(part.get("components", []))
        if "component" in part:
            pending.append(part["component"])
        yield part
