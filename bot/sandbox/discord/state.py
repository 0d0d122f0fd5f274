"""What exists in the local Discord: people, servers, channels. No wire, no rules."""

from __future__ import annotations

import asyncio
import itertools
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.sandbox.clock import SandboxClock
from bot.sandbox.discord.errors import Reason, Refusal
from bot.sandbox.discord.feed import Change, Feed
from bot.sandbox.discord.messages import Message

EPOCH = 1_420_070_400
"""The first second of 2015, from which Discord counts its ids."""

MESSAGES_KEPT = 200
"""Per channel; the oldest beyond are forgotten, so that a long run does not grow."""

FRESH = 50
"""Of the messages beyond these only the first and the latest version is kept."""

TEXT, DIRECT, PUBLIC_THREAD, PRIVATE_THREAD = 0, 1, 11, 12


@dataclass(eq=False)
class User:
    id: int
    name: str
    title: str
    bot: bool = False
    dms_open: bool = True
    """Whether the bot may write to them: 50007 if not."""
    locale: str = "en-US"
    """The language of their client, which every interaction of theirs tells."""
    adult: bool = True
    """Old enough for age-restricted channels and commands."""


@dataclass(eq=False)
class Role:
    id: int
    name: str
    permissions: int
    managed_by: int | None = None
    """The bot whose own role this is."""


@dataclass
class Overwrite:
    kind: int
    """0 for a role, 1 for a member."""
    allow: int = 0
    deny: int = 0


@dataclass(eq=False)
class Member:
    user: User
    roles: list[Role]
    joined_at: float

    @property
    def id(self) -> int:
        return self.user.id


@dataclass(eq=False)
class Channel:
    id: int
    name: str
    kind: int
    guild_id: int | None
    parent: Channel | None = None
    """The channel that a thread hangs on."""
    recipient: User | None = None
    """Of a direct conversation."""
    overwrites: dict[int, Overwrite] = field(default_factory=dict[int, Overwrite])
    messages: OrderedDict[int, Message] = field(default_factory=OrderedDict[int, Message])
    joined: set[int] = field(default_factory=set[int])
    """Who was added to a private thread."""
    nsfw: bool = False
    """Age-restricted."""
    archived: bool = False
    locked: bool = False

    @property
    def is_thread(self) -> bool:
        return self.kind in (PUBLIC_THREAD, PRIVATE_THREAD)


@dataclass(eq=False)
class Guild:
    id: int
    name: str
    owner_id: int
    everyone: Role
    upload_limit: int
    """Bytes per file."""
    locale: str = "en-US"
    roles: dict[str, Role] = field(default_factory=dict[str, Role])
    channels: dict[str, Channel] = field(default_factory=dict[str, Channel])
    members: dict[str, Member] = field(default_factory=dict[str, Member])
    system_channel: str | None = None
    """The channel in which Discord itself tells who joined, by name."""


class World:
    """Everything that exists, and the one place that says when something changed."""

    def __init__(self, clock: SandboxClock, messages_kept: int = MESSAGES_KEPT) -> None:
        self.clock = clock
        self._messages_kept = messages_kept
        self.users: dict[int, User] = {}
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, Channel] = {}
        self.forgotten: list[Callable[[Message], None]] = []
        """Called with each message that is gone for good."""
        self.feed = Feed()
        self._changed = asyncio.Event()
        self._count = itertools.count()
        self._last_id = 0

    def new_id(self) -> int:
        """A snowflake: made of the sandbox's time, and above every one before it."""
        made = (int((self.clock.now() - EPOCH) * 1000) << 22) | (next(self._count) & 0xFFF)
        self._last_id = max(made, self._last_id + 1)
        return self._last_id

    def changed(self, change: Change | None = None) -> None:
        """Wake everybody who waits for something to happen; tell followers what it is."""
        if change:
            self.feed.tell(change)
        self._changed.set()
        self._changed = asyncio.Event()

    def next_change(self) -> asyncio.Event:
        """Set at the next change; take it before looking, or the change may be missed."""
        return self._changed

    def channel(self, channel_id: int) -> Channel:
        """Raises Refusal 10003."""
        if (found := self.channels.get(channel_id)) is None:
            raise Refusal(Reason.UNKNOWN_CHANNEL)
        return found

    def guild(self, guild_id: int) -> Guild:
        """Raises Refusal 10004."""
        if (found := self.guilds.get(guild_id)) is None:
            raise Refusal(Reason.UNKNOWN_GUILD)
        return found

    def guild_of(self, channel: Channel) -> Guild | None:
        return None if channel.guild_id is None else self.guilds.get(channel.guild_id)

    def keep(self, message: Message) -> None:
        kept = self.channels[message.channel_id].messages
        kept[message.id] = message
        for settled in itertools.islice(reversed(kept.values()), FRESH, FRESH + 1):
            settled.settle()
        while len(kept) > self._messages_kept:
            self._forget(kept.popitem(last=False)[1])

    def remove_message(self, message: Message) -> None:
        self.channels[message.channel_id].messages.pop(message.id, None)
        self._forget(message)

    def remove_channel(self, channel: Channel) -> None:
        del self.channels[channel.id]
        if guild := self.guild_of(channel):
            guild.channels.pop(channel.name, None)
        for message in channel.messages.values():
            self._forget(message)
        for thread in [one for one in self.channels.values() if one.parent is channel]:
            self.remove_channel(thread)

    def _forget(self, message: Message) -> None:
        message.deleted = True
        for told in self.forgotten:
            told(message)
