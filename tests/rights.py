"""Who may do what: every command, menu entry, button and form, tried as every kind of person.

`tests/stories/test_rights.py` runs it on the wire and holds `docs/rights.md` against it.

CLAPPER_WRITE_DOCS=1 python -m pytest -m slow tests/stories/test_rights.py
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.sandbox.discord import Call, CannotDo, Message
from bot.sandbox.discord.commands import GROUP, SLASH, SUBCOMMAND
from bot.sandbox.discord.state import Channel
from tests.stories.stage import FILMS
from tests.stories.wire import Wire

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "rights.md"
PEOPLE = {
    "zoe": "stranger",
    "ben": "member",
    "ann": "owner of the film",
    "rob": "role moderator",
    "mia": "who manages the server",
    "oskar": "owner of the bot",
    "eve": "who manages another server",
}
"""By name. Least first: who may do something may use it up for those behind."""
HERE, ELSEWHERE = FILMS, "cinema"

NO_RIGHT = (
    "Only moderators can",
    "Only who asked for this film",
    "This is somebody else's film",
    "Only whoever may manage this server",
    "Only the bot's owner can",
    "That is about somebody else",
    "This film is no longer known.",
    "There is no film #",
    "This storyboard is no longer kept",
    "Only who added",
    "This offer is over",
    "You may not use this command here",
)
"""How the refusals begin that say who one would have to be; any other is about the thing."""


@dataclass(frozen=True)
class Tried:
    """What a person gets to do."""

    offered: bool
    said: str = ""
    """What they were told, if they were refused."""

    @property
    def allowed(self) -> bool:
        return self.offered and not self.said

    @property
    def mark(self) -> str:
        if not self.offered:
            return "·"
        return "—" if self.said else "yes"


NOT_OFFERED = Tried(False)


@dataclass
class Trial:
    stage: Wire
    other: Channel
    """A channel of the other server."""
    asked: dict[str, Message] = field(default_factory=dict[str, Message])

    def place(self, who: str) -> str | Channel:
        return self.other if who == "eve" else HERE

    async def command(self, who: str, name: str, options: Mapping[str, Any]) -> Tried:
        try:
            call = await self.stage.discord.slash(who, self.place(who), name, dict(options))
        except CannotDo:
            return NOT_OFFERED
        return _outcome(call)

    async def menu(self, who: str, name: str, card: Message) -> Tried:
        try:
            call = await self.stage.discord.message_command(who, HERE, name, card)
        except CannotDo:
            return NOT_OFFERED
        return _outcome(call)

    async def press(self, who: str, custom_id: str, values: list[Any] | None = None) -> Tried:
        """On a message of their own whose component is forged: only our code decides."""
        if (message := await self._own(who)) is None:
            return NOT_OFFERED
        part: dict[str, Any] = {"type": 2, "style": 2, "label": "x", "custom_id": custom_id}
        if values is not None:
            options = [{"label": each, "value": each} for each in values]
            part = {"type": 3, "custom_id": custom_id, "options": options}
        message.raw_components = [{"type": 1, "components": [part]}]
        return _outcome(await self.stage.discord.press(who, message, custom_id, values))

    async def submit(self, who: str, custom_id: str, fields: Mapping[str, Any]) -> Tried:
        if (message := await self._own(who)) is None:
            return NOT_OFFERED
        shown = await self._shown(who, message)
        rows = [
            {
                "type": 18,
                "label": name,
                "component": {"type": 4, "custom_id": name, "style": 1, "required": False},
            }
            for name in fields
        ]
        shown.modal = {"custom_id": custom_id, "title": "x", "components": rows}
        return _outcome(await self.stage.discord.submit_modal(who, shown, fields))

    async def _shown(self, who: str, message: Message) -> Call:
        """A form of theirs, to be forged."""
        custom_id = "clapper:new:"
        message.raw_components = [
            {
                "type": 1,
                "components": [{"type": 2, "style": 2, "label": "x", "custom_id": custom_id}],
            }
        ]
        return await self.stage.discord.press(who, message, custom_id)

    async def _own(self, who: str) -> Message | None:
        """A private message of the bot's to them."""
        try:
            call = await self.stage.discord.slash(who, self.place(who), "help", {})
        except CannotDo:
            return None
        return call.message


def _outcome(call: Call) -> Tried:
    assert call.error is None, call.error
    text = call.message.text if call.message is not None and not call.modal else ""
    return Tried(True, text if text.startswith(NO_RIGHT) else "")


def commands_of(stage: Wire) -> list[str]:
    """Every slash command, subcommands whole."""

    def leaves(one: dict[str, Any], name: str) -> list[str]:
        inner = [each for each in one.get("options", []) if each["type"] in (SUBCOMMAND, GROUP)]
        if not inner:
            return [name]
        return [leaf for each in inner for leaf in leaves(each, f"{name} {each['name']}")]

    everybody, place = stage.discord.world.users.values(), channel_of(stage, HERE)
    oskar = next(user for user in everybody if user.name == "oskar")
    offered = stage.discord.commands_for(oskar, place, SLASH)
    return [name for one in offered for name in leaves(one, one["name"])]


def channel_of(stage: Wire, name: str) -> Channel:
    return next(each for each in stage.discord.world.channels.values() if each.name == name)


def acts() -> set[str]:
    """Every act that a button, a select or a form of ours can have."""
    found = set[str]()
    for file in (ROOT / "bot" / "ui").glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name == "acts":
                dicts = [each for each in ast.walk(node) if isinstance(each, ast.Dict)]
                keys = [key for each in dicts for key in each.keys]
                found |= {key.value for key in keys if isinstance(key, ast.Constant)}
    return found


def page(rows: Mapping[str, Mapping[str, Mapping[str, Tried]]]) -> str:
    """The table, by kind of thing, then by thing and person."""
    notes = list[str]()

    def cell(tried: Tried) -> str:
        if not tried.said:
            return tried.mark
        text = " ".join(tried.said.split())
        if text not in notes:
            notes.append(text)
        return f"{tried.mark} {notes.index(text) + 1}"

    lines = [
        "# Who may do what",
        "",
        "Made by `CLAPPER_WRITE_DOCS=1 python -m pytest -m slow tests/stories/test_rights.py`: "
        "every command, menu entry, button and form was tried on the wire as every kind of "
        "person, buttons and forms as if everybody had them before them. “yes”: it was done, or "
        "refused for another reason than who asked. “·”: Discord does not offer it to them. “—”: "
        "refused, in the words below.",
        "",
        "A stranger is in no server of the bot. A role moderator has a role of `/limits "
        "moderators` and no rights at Discord. The owner of the bot is an administrator of this "
        "server, which is theirs. Who manages another server acts there, on what belongs here.",
    ]
    for kind, things in rows.items():
        heads = "".join(f" {each} |" for each in PEOPLE.values())
        lines += ["", f"## {kind}", "", f"| |{heads}", "|---|" + "---|" * len(PEOPLE)]
        for thing, tried in things.items():
            cells = "".join(f" {cell(tried[who])} |" for who in PEOPLE)
            lines.append(f"| `{thing}` |{cells}")
    lines += ["", "## In which words", ""]
    lines += [f"{number}. {text}" for number, text in enumerate(notes, start=1)]
    return "\n".join(lines) + "\n"
