"""What people asked of the bot: interactions, how long they may be answered, and the answers."""

from __future__ import annotations

import asyncio
import secrets
from collections import OrderedDict
from dataclasses import dataclass, field
from enum import IntEnum

from bot.sandbox.clock import SandboxClock
from bot.sandbox.discord.errors import Reason, Refusal
from bot.sandbox.discord.messages import Message
from bot.sandbox.discord.shapes import JSON
from bot.sandbox.discord.state import Channel, User

ANSWER_WITHIN = 3.0
"""Seconds in which the first answer must come. The bot's own seconds, whatever the sandbox's
speed: its machine does not get faster by that. `SandboxClock.skip` passes them."""

TOKEN_LIFE = 15 * 60
"""Seconds of the sandbox's time."""

_REMEMBERED = 2 * TOKEN_LIFE
_CALLS_MOST = 300
_ANSWERED_LATER = 60.0
"""The bot's seconds within which more than these many are remembered all the same."""


class Kind(IntEnum):
    COMMAND = 2
    COMPONENT = 3
    AUTOCOMPLETE = 4
    MODAL = 5


@dataclass(eq=False)
class Call:
    """One interaction, and what became of it so far: it goes on changing with later edits."""

    id: int
    token: str = field(repr=False)
    kind: Kind
    who: User
    channel: Channel
    at: float
    """Seconds since 1970, sandbox."""
    asked: float
    """The same moment in the bot's own seconds."""
    limit: int
    """Bytes per file in its answers: `attachment_size_limit`."""
    origin: JSON = field(repr=False)
    source: Message | None = None
    """The message whose component was used."""
    answer_kind: int = 20
    """The message type of an answer: 20 to a slash command, 23 to one from a menu."""
    acknowledged: bool = False
    deferred: bool = False
    message: Message | None = None
    """The answer; or the message that the answer changed."""
    followups: list[Message] = field(default_factory=list[Message])
    modal: JSON | None = None
    choices: list[JSON] | None = None
    error: str | None = None
    """What the person's client shows where the bot did not answer."""
    answered: asyncio.Event = field(default_factory=asyncio.Event, repr=False)

    @property
    def ephemeral(self) -> bool:
        return self.message is not None and self.message.ephemeral


class Calls:
    """The open interactions, found by id or token."""

    def __init__(self, clock: SandboxClock) -> None:
        self._clock = clock
        self._by_id: OrderedDict[int, Call] = OrderedDict()
        self._by_token: dict[str, Call] = {}

    def new_token(self) -> str:
        return secrets.token_urlsafe(48)

    def add(self, call: Call) -> None:
        self._by_id[call.id] = call
        self._by_token[call.token] = call
        while self._by_id and self._is_old(next(iter(self._by_id.values()))):
            old = self._by_id.popitem(last=False)[1]
            del self._by_token[old.token]

    def late(self, call: Call) -> bool:
        return self.left(call) < 0

    def left(self, call: Call) -> float:
        """The bot's seconds until the first answer comes too late."""
        return ANSWER_WITHIN - (self._clock.own() - call.asked)

    def to_answer(self, call_id: int, token: str) -> Call:
        """The interaction that a callback answers. Raises Refusal 10062 or 40060."""
        call = self._by_id.get(call_id)
        if call is None or not secrets.compare_digest(call.token.encode(), token.encode()):
            raise Refusal(Reason.UNKNOWN_INTERACTION)
        if call.acknowledged:
            raise Refusal(Reason.ALREADY_ACKNOWLEDGED)
        if self.late(call):
            raise Refusal(Reason.UNKNOWN_INTERACTION)
        return call

    def by_token(self, token: str) -> Call:
        """The interaction whose token a webhook route uses. Raises Refusal 10015 or 50027."""
        call = self._by_token.get(token)
        if call is None:
            raise Refusal(Reason.UNKNOWN_WEBHOOK)
        if self._clock.now() - call.at > TOKEN_LIFE:
            raise Refusal(Reason.DEAD_TOKEN)
        if not call.acknowledged:
            raise Refusal(Reason.UNKNOWN_WEBHOOK)
        return call

    def _is_old(self, call: Call) -> bool:
        if self._clock.now() - call.at > _REMEMBERED:
            return True
        return len(self._by_id) > _CALLS_MOST and (self._clock.own() - call.asked > _ANSWERED_LATER)
