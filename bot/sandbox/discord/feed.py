"""What changed in the local Discord, for whoever shows it: which things, not what they were."""

from __future__ import annotations

import asyncio
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum

PENDING_MOST = 1000


class What(StrEnum):
    MESSAGE = "message"
    """Made or changed."""
    MESSAGE_GONE = "message gone"
    CHANNEL = "channel"
    """Made, changed, archived; its rights too."""
    CHANNEL_GONE = "channel gone"
    GUILD = "guild"
    """A server, its people or their roles; the bot came or went."""
    COMMANDS = "commands"
    """What is registered, or who may use it."""
    BOT = "bot"
    """It connected, or its connection was lost."""
    EVERYTHING = "everything"
    """More than is kept for a follower who does not look: everything may be new."""


@dataclass(frozen=True)
class Change:
    what: What
    id: int = 0
    """Of the message, channel or server."""
    channel_id: int | None = None
    guild_id: int | None = None
    only_for: int | None = None
    """The only person who sees that message."""


class Follower:
    """Collects what changed until it is asked for; a thing that changed twice counts once."""

    def __init__(self) -> None:
        self._pending: dict[tuple[str, int], Change] = {}
        self._some = asyncio.Event()

    def put(self, change: Change) -> None:
        if len(self._pending) >= PENDING_MOST:
            self._pending = {("", 0): Change(What.EVERYTHING)}
        if ("", 0) not in self._pending:
            key = (change.what.removesuffix(" gone"), change.id)
            self._pending.pop(key, None)
            self._pending[key] = change
        self._some.set()

    async def next(self) -> list[Change]:
        """Wait for a change; all there are since the last call, the latest last."""
        await self._some.wait()
        self._some.clear()
        changes, self._pending = list(self._pending.values()), {}
        return changes


class Feed:
    """Where changes are told. Without followers telling costs nothing and keeps nothing."""

    def __init__(self) -> None:
        self._followers: set[Follower] = set()

    def tell(self, change: Change) -> None:
        for follower in self._followers:
            follower.put(change)

    @contextmanager
    def follow(self) -> Generator[Follower]:
        """`with feed.follow() as follower: changes = await follower.next()`.

        Whoever follows first and looks at everything afterwards misses nothing.
        """
        follower = Follower()
        self._followers.add(follower)
        try:
            yield follower
        finally:
            self._followers.discard(follower)
