"""A message: what it says now, and what it said before."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from bot.sandbox.discord.shapes import JSON, as_list, as_object

if TYPE_CHECKING:
    from bot.sandbox.discord.state import User

COMPONENTS_V2 = 1 << 15
EPHEMERAL = 1 << 6
LOADING = 1 << 7
SUPPRESS_EMBEDS = 1 << 2
SUPPRESS_NOTIFICATIONS = 1 << 12

TEXT_DISPLAY = 10

VERSIONS_KEPT = 200
"""Per message: the first one and the latest of the others."""


@dataclass(frozen=True)
class Attachment:
    id: int
    filename: str
    size: int
    """Bytes."""
    content_type: str
    description: str | None
    ephemeral: bool
    path: Path = field(repr=False)
    link: Callable[[Attachment], str] = field(repr=False)

    @property
    def url(self) -> str:
        """Signed, and good for a day of the sandbox's time: look again for a fresh one."""
        return self.link(self)

    def read(self) -> bytes:
        """The file's bytes. Raises FileNotFoundError once no message holds it any more."""
        return self.path.read_bytes()


@dataclass(frozen=True)
class Version:
    """What a message was from `at` (seconds since 1970, sandbox) until its next version."""

    at: float
    components: list[JSON]
    content: str
    attachments: list[Attachment]


@dataclass(eq=False)
class Message:
    id: int
    channel_id: int
    author: User
    at: float
    kind: int = 0
    content: str = ""
    flags: int = 0
    raw_components: list[JSON] = field(default_factory=list[JSON])
    """As the bot sent them; `components` is how readers get them."""
    embeds: list[JSON] = field(default_factory=list[JSON])
    attachments: list[Attachment] = field(default_factory=list[Attachment])
    nonce: str | None = None
    reference: int | None = None
    """The id of the message that this one replies to."""
    pings_replied: bool = True
    allowed_mentions: JSON | None = None
    ephemeral_for: int | None = None
    """The only person who sees it."""
    origin: JSON | None = None
    """`interaction_metadata`, where it answers an interaction."""
    edited_at: float | None = None
    deleted: bool = False
    versions: list[Version] = field(default_factory=list[Version])

    @property
    def ephemeral(self) -> bool:
        return bool(self.flags & EPHEMERAL)

    @property
    def loading(self) -> bool:
        """It still shows "is thinking..."."""
        return bool(self.flags & LOADING)

    @property
    def components(self) -> list[JSON]:
        """With ids, and with `attachment://` turned into the files' addresses."""
        return resolved(self.raw_components, self.attachments)

    @property
    def text(self) -> str:
        """The content and all text displays, from top to bottom, joined by newlines."""
        shown = [one["content"] for one in walk(self.raw_components) if one["type"] == TEXT_DISPLAY]
        return "\n".join([self.content, *shown] if self.content else shown)

    @property
    def custom_ids(self) -> list[str]:
        return [one["custom_id"] for one in walk(self.raw_components) if one.get("custom_id")]

    def remember(self, at: float) -> None:
        """Keep what it says now as a version."""
        seen = Version(at, self.components, self.content, list(self.attachments))
        self.versions.append(seen)
        if len(self.versions) > VERSIONS_KEPT:
            del self.versions[1]

    def find(self, custom_id: str) -> JSON | None:
        """The component of that `custom_id`."""
        for one in walk(self.components):
            if one.get("custom_id") == custom_id:
                return one
        return None


def walk(components: list[JSON]) -> Iterator[JSON]:
    """Every component, outer before inner, in the order they are read."""
    for one in components:
        yield one
        yield from walk([as_object(child) for child in as_list(one.get("components"))])
        for inner in ("accessory", "component"):
            if one.get(inner):
                yield from walk([as_object(one[inner])])


def resolved(components: list[JSON], attachments: list[Attachment]) -> list[JSON]:
    """The same components as Discord gives them back: numbered, their files found."""
    return _GivenBack(components, attachments).of(components)


class _GivenBack:
    def __init__(self, components: list[JSON], attachments: list[Attachment]) -> None:
        self._files = {f"attachment://{one.filename}": one for one in attachments}
        taken = {one["id"] for one in walk(components) if one.get("id")}
        self._free = (number for number in itertools.count(1) if number not in taken)

    def of(self, components: list[JSON]) -> list[JSON]:
        return [self._one(component) for component in components]

    def _one(self, component: JSON) -> JSON:
        copy: JSON = {**component, "id": component.get("id") or next(self._free)}
        if "components" in copy:
            copy["components"] = self.of(copy["components"])
        if "items" in copy:
            copy["items"] = [
                {**item, "media": self._media(item["media"])} for item in copy["items"]
            ]
        for key in ("accessory", "component", "media", "file"):
            if copy.get(key):
                inner = copy[key]
                copy[key] = self._one(inner) if "type" in inner else self._media(inner)
        return copy

    def _media(self, media: JSON) -> JSON:
        found = self._files.get(media["url"])
        if found is None:
            return {**media, "proxy_url": media["url"]}
        return {
            "url": found.url,
            "proxy_url": found.url,
            "content_type": found.content_type,
            "attachment_id": str(found.id),
            "loading_state": 2,
        }
