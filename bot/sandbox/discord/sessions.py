"""What the gateway keeps of one shard: its session, and the connection that it has now."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass, field
from enum import IntEnum, IntFlag
from typing import Any

from aiohttp import web

from bot.sandbox.discord.shapes import JSON, dump

REPLAYED_MOST = 1000


class Op(IntEnum):
    DISPATCH = 0
    HEARTBEAT = 1
    IDENTIFY = 2
    PRESENCE = 3
    VOICE_STATE = 4
    RESUME = 6
    RECONNECT = 7
    REQUEST_MEMBERS = 8
    INVALID_SESSION = 9
    HELLO = 10
    HEARTBEAT_ACK = 11


class Close(IntEnum):
    UNKNOWN_OPCODE = 4001
    NOT_JSON = 4002
    NOT_IDENTIFIED = 4003
    WRONG_TOKEN = 4004
    IDENTIFIED_TWICE = 4005
    TIMED_OUT = 4009
    WRONG_SHARD = 4010
    FORBIDDEN_INTENT = 4014


class Intent(IntFlag):
    NONE = 0
    GUILDS = 1 << 0
    GUILD_MEMBERS = 1 << 1
    GUILD_PRESENCES = 1 << 8
    GUILD_MESSAGES = 1 << 9
    DIRECT_MESSAGES = 1 << 12
    MESSAGE_CONTENT = 1 << 15


PRIVILEGED = Intent.GUILD_MEMBERS | Intent.GUILD_PRESENCES | Intent.MESSAGE_CONTENT


@dataclass(eq=False)
class Session:
    """What Discord remembers of one shard, longer than its connection lives."""

    id: str
    shard: tuple[int, int]
    intents: int
    seq: int = 0
    sent: deque[tuple[int, bytes]] = field(
        default_factory=lambda: deque[tuple[int, bytes]](maxlen=REPLAYED_MOST)
    )
    connection: Connection | None = None

    def add(self, event: str, data: JSON) -> None:
        self.seq += 1
        frame = dump({"op": Op.DISPATCH, "t": event, "s": self.seq, "d": data})
        self.sent.append((self.seq, frame))
        if self.connection:
            self.connection.outbox.put_nowait(frame)

    def since(self, seq: int) -> list[bytes] | None:
        """What came after `seq`; None when that is no longer known."""
        if seq > self.seq or (self.sent and seq < self.sent[0][0] - 1):
            return None
        return [frame for number, frame in self.sent if number > seq]


@dataclass(eq=False)
class Connection:
    socket: web.WebSocketResponse
    outbox: asyncio.Queue[bytes] = field(default_factory=asyncio.Queue[bytes])
    session: Session | None = None
    beat_at: float = 0.0
    """The event loop's time of the latest heartbeat."""

    def send(self, op: Op, data: Any = None) -> None:
        self.outbox.put_nowait(dump({"op": op, "d": data, "s": None, "t": None}))

    async def write(self) -> None:
        while True:
            frame = await self.outbox.get()
            await self.socket.send_str(frame.decode())
