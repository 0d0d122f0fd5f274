"""The gateway: sessions that can be lost and resumed, and events in the order they happened.

The protocol: https://docs.discord.com/developers/events/gateway.
"""

from __future__ import annotations

import asyncio
import json
import secrets
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from enum import IntEnum, IntFlag
from typing import Any, Protocol

from aiohttp import WSMsgType, web

from bot.sandbox.discord.shapes import JSON, as_list, as_object, dump

HEARTBEAT = 41.25
"""Seconds between two of the bot's heartbeats, in the bot's time, as Discord asks for."""

REPLAYED_MOST = 1000
SESSIONS_MOST = 16


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
    GUILD_MESSAGES = 1 << 9
    DIRECT_MESSAGES = 1 << 12


PRIVILEGED = 1 << 1 | 1 << 8 | 1 << 15


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

    def send(self, op: Op, data: Any = None) -> None:
        self.outbox.put_nowait(dump({"op": op, "d": data, "s": None, "t": None}))

    async def write(self) -> None:
        while True:
            frame = await self.outbox.get()
            await self.socket.send_str(frame.decode())


class Welcome(Protocol):
    """Who knows what a bot is told; Greeting, whose renderings the gateway need not know."""

    def ready(self, session: Session) -> JSON: ...
    def guilds(self, session: Session) -> list[JSON]: ...
    def members(self, asked: JSON) -> JSON: ...


class Gateway:
    """`changed` is called when a session begins, resumes or loses its connection."""

    def __init__(self, token: str, welcome: Welcome, changed: Callable[[], None]) -> None:
        self._token = token
        self._welcome = welcome
        self._changed = changed
        self._sessions: dict[str, Session] = {}
        self._connections: set[Connection] = set()
        self._acts: dict[int, Callable[[Connection, Any], Awaitable[None]]] = {
            Op.HEARTBEAT: self._heartbeat,
            Op.IDENTIFY: self._identify,
            Op.RESUME: self._resume,
            Op.REQUEST_MEMBERS: self._request_members,
            Op.PRESENCE: self._nothing,
            Op.VOICE_STATE: self._nothing,
        }
        self.identifies = 0
        self.resumes = 0

    @property
    def connected(self) -> list[Session]:
        """The sessions that a bot listens to right now."""
        return [one for one in self._sessions.values() if one.connection]

    def dispatch(
        self, event: str, data: JSON, guild_id: int | None = None, intent: Intent = Intent.NONE
    ) -> None:
        """Send an event to the shard that the server belongs to; without one, to shard 0.

        Sessions whose connection is lost get it when they resume.
        """
        for session in self._sessions.values():
            number, shards = session.shard
            of_shard = (guild_id >> 22) % shards if guild_id is not None else 0
            if of_shard == number and (not intent or session.intents & intent):
                session.add(event, data)

    async def drop(self, *, resumable: bool) -> None:
        """Lose every connection: to be resumed, or with the session (op 9, `false`)."""
        for connection in list(self._connections):
            if resumable:
                await connection.socket.close(code=4000)
            elif connection.session:
                self._forget(connection.session)
                connection.send(Op.INVALID_SESSION, data=False)
        if not resumable:
            self._sessions.clear()

    async def close(self) -> None:
        for connection in list(self._connections):
            await connection.socket.close(code=1001)

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(timeout=2.0, max_msg_size=64 * 1024)
        await socket.prepare(request)
        connection = Connection(socket)
        self._connections.add(connection)
        writer = asyncio.create_task(connection.write(), name="local discord: gateway writer")
        connection.send(Op.HELLO, {"heartbeat_interval": int(HEARTBEAT * 1000)})
        try:
            await self._listen(connection)
        finally:
            self._connections.discard(connection)
            if connection.session:
                connection.session.connection = None
            writer.cancel()
            with suppress(asyncio.CancelledError, ConnectionError):
                await writer
            self._changed()
        return socket

    async def _listen(self, connection: Connection) -> None:
        while not connection.socket.closed:
            try:
                frame = await connection.socket.receive(timeout=HEARTBEAT * 2)
            except TimeoutError:
                await connection.socket.close(code=Close.TIMED_OUT)
                return
            if frame.type not in (WSMsgType.TEXT, WSMsgType.BINARY):
                return
            await self._take(connection, frame.data)

    async def _take(self, connection: Connection, frame: str | bytes) -> None:
        try:
            said = as_object(json.loads(frame))
        except ValueError:
            await connection.socket.close(code=Close.NOT_JSON)
            return
        act = self._acts.get(said.get("op", -1))
        if act is None:
            await connection.socket.close(code=Close.UNKNOWN_OPCODE)
        elif connection.session is None and said["op"] not in _BEFORE_IDENTIFY:
            await connection.socket.close(code=Close.NOT_IDENTIFIED)
        else:
            await act(connection, said.get("d"))

    async def _nothing(self, connection: Connection, data: Any) -> None:
        """Presence and voice change nothing that anybody sees here."""

    async def _heartbeat(self, connection: Connection, data: Any) -> None:
        connection.send(Op.HEARTBEAT_ACK)

    async def _identify(self, connection: Connection, data: Any) -> None:
        asked = as_object(data)
        shard = as_list(asked.get("shard")) or [0, 1]
        intents = int(asked.get("intents", 0))
        wrong = (
            (connection.session is not None, Close.IDENTIFIED_TWICE),
            (not self._is_token(asked), Close.WRONG_TOKEN),
            (len(shard) != 2 or not 0 <= shard[0] < shard[1], Close.WRONG_SHARD),
            (bool(intents & PRIVILEGED), Close.FORBIDDEN_INTENT),
        )
        for failed, code in wrong:
            if failed:
                await connection.socket.close(code=code)
                return
        session = Session(secrets.token_hex(16), (shard[0], shard[1]), intents)
        self.identifies += 1
        self._keep(session)
        self._join(connection, session)
        session.add("READY", self._welcome.ready(session))
        for guild in self._welcome.guilds(session):
            session.add("GUILD_CREATE", guild)
        self._changed()

    async def _resume(self, connection: Connection, data: Any) -> None:
        asked = as_object(data)
        if not self._is_token(asked):
            await connection.socket.close(code=Close.WRONG_TOKEN)
            return
        session = self._sessions.get(str(asked.get("session_id")))
        missed = session.since(int(asked.get("seq") or 0)) if session else None
        if session is None or missed is None:
            connection.send(Op.INVALID_SESSION, data=False)
            return
        self.resumes += 1
        self._join(connection, session)
        for frame in missed:
            connection.outbox.put_nowait(frame)
        session.add("RESUMED", {"_trace": []})
        self._changed()

    async def _request_members(self, connection: Connection, data: Any) -> None:
        if connection.session:
            connection.session.add("GUILD_MEMBERS_CHUNK", self._welcome.members(as_object(data)))

    def _is_token(self, asked: JSON) -> bool:
        return str(asked.get("token")).removeprefix("Bot ") == self._token

    def _join(self, connection: Connection, session: Session) -> None:
        session.connection = connection
        connection.session = session

    def _keep(self, session: Session) -> None:
        self._sessions[session.id] = session
        gone = [one for one in self._sessions.values() if not one.connection and one is not session]
        for old in gone[: max(0, len(self._sessions) - SESSIONS_MOST)]:
            del self._sessions[old.id]

    def _forget(self, session: Session) -> None:
        self._sessions.pop(session.id, None)
        if session.connection:
            session.connection.session = None


_BEFORE_IDENTIFY = (Op.HEARTBEAT, Op.IDENTIFY, Op.RESUME)
