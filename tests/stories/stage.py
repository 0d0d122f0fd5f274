"""What a story may do and see, whichever Discord it is played on."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractAsyncContextManager, closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from yarl import URL

from bot.sandbox.videos import LocalVideos

FILMS, NO_FILES = "films", "no-files"
"""Channels. In the second one the bot may not attach files."""
SOON = 15.0
"""Real seconds in which everything that a story waits for must have happened."""
TEXT, GALLERY, BUTTON = 10, 12, 2

Component = dict[str, Any]


@dataclass(frozen=True)
class Card:
    """A message of the bot as a member sees it at this moment."""

    id: int
    content: str
    components: tuple[Component, ...]
    files: Mapping[str, str]
    """Addresses of the attachments by file name."""

    @property
    def text(self) -> str:
        """The content and all text displays, from top to bottom."""
        return "\n".join([self.content, *(one["content"] for one in self._all(TEXT))])

    @property
    def alt_texts(self) -> list[str | None]:
        return [item.get("description") for one in self._all(GALLERY) for item in one["items"]]

    @property
    def plays(self) -> list[str]:
        """The names of the files that play in it."""
        items = [item for one in self._all(GALLERY) for item in one["items"]]
        return [URL(item["media"]["url"]).name for item in items]

    @property
    def buttons(self) -> dict[str, str]:
        """What can be pressed: labels by `custom_id`."""
        pressable = (one for one in self._all(BUTTON) if one.get("custom_id"))
        return {one["custom_id"]: one["label"] for one in pressable}

    @property
    def links(self) -> list[str]:
        return [one["url"] for one in self._all(BUTTON) if one.get("url")]

    def _all(self, kind: int) -> list[Component]:
        return [one for one in _walk(self.components) if one["type"] == kind]


@dataclass(frozen=True)
class Answer:
    """What the bot said to a command."""

    text: str
    private: bool
    card: int | None
    """The message's id."""


class Stage(Protocol):
    """A Discord with one server, two members (ann, ben), two channels, and the bot at work in it.

    The bot's files, the video service and the bot's clock outlive `restart`.
    """

    name: str
    videos: LocalVideos

    async def slash(
        self, who: str, channel: str, command: str = "create", **options: Any
    ) -> Answer:
        """Type a command, `/create` by default, with these options and send it."""
        ...

    async def press(self, who: str, card: int, custom_id: str) -> str | None:
        """Press a button of a card; what the bot says to it privately, if anything."""
        ...

    async def suggestions(self, who: str, option: str, typed: str, **filled: Any) -> list[str]:
        """The names offered while `typed` stands in `option` of `/create`."""
        ...

    def cards(self) -> list[Card]:
        """The cards that all members see in the channel `films`, oldest first."""
        ...

    async def film(self, card: Card) -> bytes:
        """The bytes of the card's one attachment, fetched as a member's client does."""
        ...

    async def restart(self) -> None:
        """Stop the bot and start another one on the same files."""
        ...

    def uploads(self) -> int:
        """How often the bot has tried to put a file up."""
        ...

    def refuse_uploads(self) -> None:
        """From now on Discord answers every upload with 413."""
        ...

    def jobs(self) -> list[Row]:
        """The rows of the bot's table of jobs, read from the file."""
        ...

    async def until(self, seen: Callable[[], Any], what: str) -> None:
        """Wait until `seen()` is true. Raises TimeoutError naming `what`, and the bot's error."""
        ...


@dataclass(frozen=True)
class Row:
    status: str
    cost: int
    """Micro-dollars."""
    card: int | None
    """The id of its message."""


Opened = Callable[..., AbstractAsyncContextManager[Stage]]
"""Opens a stage; keywords are settings of the bot."""


@dataclass
class Backstage:
    """What both stages have in common."""

    folder: Path
    videos: LocalVideos
    settings: Mapping[str, Any]
    tasks: list[asyncio.Task[Any]] = field(default_factory=list[asyncio.Task[Any]])
    """Tasks of the bot; one that ended by an error ends the story."""

    def jobs(self) -> list[Row]:
        file = f"file:{self.folder / 'clapper.db'}?mode=ro"
        with closing(sqlite3.connect(file, uri=True)) as database:
            return [
                Row(*row) for row in database.execute("SELECT status, cost, message_id FROM jobs")
            ]

    async def until(self, seen: Callable[[], Any], what: str) -> None:
        loop = asyncio.get_running_loop()
        ends = loop.time() + SOON
        while not seen():
            for task in self.tasks:
                if task.done() and not task.cancelled():
                    task.result()
            if loop.time() > ends:
                raise TimeoutError(f"no {what} within {SOON} s; jobs: {self.jobs()}")
            await asyncio.sleep(0.02)


def only_cards(messages: Iterable[Card]) -> list[Card]:
    """Without plain words, such as the bell's: at a hundred times our speed it often rings."""
    return [message for message in messages if message.components]


def _walk(components: tuple[Component, ...] | list[Component]) -> Iterator[Component]:
    for one in components:
        yield one
        yield from _walk(one.get("components") or [])
