"""A message: what it says now, and what it said before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from bot.sandbox.discord.shapes import JSON
from bot.sandbox.discord.shown import TEXT_DISPLAY, given_back, walk

if TYPE_CHECKING:
    from bot.sandbox.discord.state import User

COMPONENTS_V2 = 1 << 15
EPHEMERAL = 1 << 6
LOADING = 1 << 7
SUPPRESS_EMBEDS = 1 << 2
SUPPRESS_NOTIFICATIONS = 1 << 12

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

    @property
    def text(self) -> str:
        """The content and all text displays, from top to bottom, joined by newlines."""
        return _text_of(self.content, self.components)


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
    _versions_kept: int = field(default=VERSIONS_KEPT, repr=False)

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
        return given_back(self.raw_components, self.attachments)

    @property
    def text(self) -> str:
        """The content and all text displays, from top to bottom, joined by newlines."""
        return _text_of(self.content, self.raw_components)

    @property
    def custom_ids(self) -> list[str]:
        return [one["custom_id"] for one in walk(self.raw_components) if one.get("custom_id")]

    def remember(self, at: float) -> None:
        """Keep what it says now as a version."""
        seen = Version(at, self.components, self.content, list(self.attachments))
        self.versions.append(seen)
        if len(self.versions) > self._versions_kept:
            del self.versions[1]

    def settle(self) -> None:
        """From now on keep only the first version and the latest: the message is an old one."""
        self._versions_kept = 2
        del self.versions[1:-1]

    def find(self, custom_id: str) -> JSON | None:
        """The component of that `custom_id`."""
        for one in walk(self.components):
            if one.get("custom_id") == custom_id:
                return one
        return None


def _text_of(content: str, components: list[JSON]) -> str:
    shown = [one["content"] for one in walk(components) if one["type"] == TEXT_DISPLAY]
    return "\n".join([content, *shown] if content else shown)
