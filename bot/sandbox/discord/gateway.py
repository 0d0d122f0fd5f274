"""The gateway: sessions that can be lost and resumed, and events in the order they happened.

The protocol: https://docs.discord.com/developers/events/gateway.
"""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, Protocol

from aiohttp import WSMsgType, web

from bot.sandbox.discord.sessions import PRIVILEGED, Close, Connection, Intent, Op, Session
from bot.sandbox.discord.shapes import JSON, as_list, as_object
from bot.sandbox.discord.starts import Starts

ACK_AFTER = 0.02
"""Seconds, as over the shortest line. discord.py notes when it sent a heartbeat after sending it:
a faster answer is counted from the one before, and it warns of a connection 41 s behind."""

HEARTBEAT = 41.25
"""Seconds between two of the bot's heartbeats, in the bot's time, as Discord asks for."""

SESSIONS_MOST = 16


class Welcome(Protocol):
    """Who knows what a bot is told; Greeting, whose renderings the gateway need not know."""

    def ready(self, session: Session) -> JSON: ...
    def guilds(self, session: Session) -> list[JSON]: ...
    def members(self, asked: JSON) -> JSON: ...
    def knows(self, guild_id: int) -> bool: ...


class Gateway:
    """`changed` is called when a session begins, resumes or loses its connection."""

    def __init__(
        self, token: str, welcome: Welcome, starts: Starts, changed: Callable[[], None]
    ) -> None:
        self._token = token
        self._welcome = welcome
        self._starts = starts
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
        self.heartbeat = HEARTBEAT
        """Seconds, for connections from now on."""
        self.acknowledges = True
        """Whether heartbeats are answered; a bot takes a connection without for dead (4000)."""
        self.granted = Intent.NONE
        """The privileged intents switched on in the developer portal; others close with 4014."""

    @property
    def connected(self) -> list[Session]:
        """The sessions that a bot listens to right now."""
        return [one for one in self._sessions.values() if one.connection]

    def dispatch(
        self,
        event: str,
        data: JSON,
        guild_id: int | None = None,
        intent: Intent = Intent.NONE,
        *,
        veiled: JSON | None = None,
    ) -> None:
        """Send an event to the shard that the server belongs to; without one, to shard 0.

        Sessions without `intent` do not get it, and those without the intent to read messages
        get `veiled`, where there is one. Sessions whose connection is lost get it when they
        resume. Of a server that the bot is not in it hears nothing.
        """
        if guild_id is not None and not self._welcome.knows(guild_id):
            return
        for session in self._sessions.values():
            number, shards = session.shard
            of_shard = (guild_id >> 22) % shards if guild_id is not None else 0
            if of_shard == number and (not intent or session.intents & intent):
                reads = session.intents & Intent.MESSAGE_CONTENT
                session.add(event, data if reads or veiled is None else veiled)

    async def drop(self, *, resumable: bool) -> None:
        """Lose every connection: to be resumed, or with the session (op 9, `false`)."""
        if not resumable:
            self.invalidate(resumable=False)
            self._sessions.clear()
            return
        for connection in list(self._connections):
            await connection.socket.close(code=4000)

    def invalidate(self, *, resumable: bool) -> None:
        """Tell every bot that its session is invalid (op 9), and whether it may resume it."""
        for connection in list(self._connections):
            if not resumable and connection.session:
                self._forget(connection.session)
            connection.send(Op.INVALID_SESSION, data=resumable)

    def ask_to_reconnect(self) -> None:
        """Tell every bot to come back on a new connection and resume there (op 7)."""
        for connection in self._connections:
            connection.send(Op.RECONNECT)

    async def close(self) -> None:
        for connection in list(self._connections):
            await connection.socket.close(code=1001)

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(timeout=2.0, max_msg_size=64 * 1024)
        await socket.prepare(request)
        connection = Connection(socket)
        self._connections.add(connection)
        writer = asyncio.create_task(connection.write(), name="local discord: gateway writer")
        connection.send(Op.HELLO, {"heartbeat_interval": int(self.heartbeat * 1000)})
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
        now = asyncio.get_running_loop().time
        connection.beat_at = now()
        patience = self.heartbeat * 2
        while not connection.socket.closed:
            try:
                left = connection.beat_at + patience - now()
                frame = await connection.socket.receive(timeout=max(0.001, left))
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
        connection.beat_at = asyncio.get_running_loop().time()
        if self.acknowledges:
            await asyncio.sleep(ACK_AFTER)
            connection.send(Op.HEARTBEAT_ACK)

    async def _identify(self, connection: Connection, data: Any) -> None:
        asked = as_object(data)
        shard = as_list(asked.get("shard")) or [0, 1]
        intents = int(asked.get("intents", 0))
        wrong = (
            (connection.session is not None, Close.IDENTIFIED_TWICE),
            (not self._is_token(asked), Close.WRONG_TOKEN),
            (len(shard) != 2 or not 0 <= shard[0] < shard[1], Close.WRONG_SHARD),
            (bool(intents & PRIVILEGED & ~self.granted), Close.FORBIDDEN_INTENT),
        )
        for failed, code in wrong:
            if failed:
                await connection.socket.close(code=code)
                return
        if not self._starts.admit(shard[0]):
            connection.send(Op.INVALID_SESSION, data=False)
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
