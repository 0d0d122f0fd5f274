"""Things that go wrong on purpose: the next requests that match are answered badly, late, never."""

from __future__ import annotations

import asyncio
import re
import socket
import struct
import sys
from dataclasses import dataclass, field
from typing import Any, Literal

from aiohttp import web

from bot.sandbox.clock import SandboxClock
from bot.sandbox.discord.errors import Refusal
from bot.sandbox.discord.limits import too_many
from bot.sandbox.discord.shapes import JSON, dump


@dataclass(eq=False)
class Fault:
    method: str
    path: re.Pattern[str]
    left: float
    """How many requests it still meets."""
    kind: Literal["answer", "slow", "reset", "lost reply", "hold"]
    status: int = 0
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict[str, str])
    seconds: float = 0.0
    hold: Hold | None = None
    met: int = 0
    """How many requests it has met."""


class Hold:
    """Requests that wait, before they act, until they are let go."""

    def __init__(self) -> None:
        self._reached = asyncio.Event()
        self._released = asyncio.Event()

    async def reached(self, deadline: float = 5.0) -> None:
        """Wait until a request hangs here. Raises TimeoutError after `deadline` real seconds."""
        await asyncio.wait_for(self._reached.wait(), deadline)

    def release(self) -> None:
        """Let go whatever hangs here, and hold nothing more."""
        self._released.set()

    async def wait(self) -> None:
        self._reached.set()
        await self._released.wait()

    @property
    def released(self) -> bool:
        return self._released.is_set()


class Faults:
    """What shall go wrong next.

    Each call names a method (`"*"` for any) and a regular expression that is searched in the path
    without `/api/v10`, as in `r"/channels/\\d+/messages"`; the first that matches and has `times`
    left meets the request. Faults are met after the body was read.
    """

    def __init__(self, clock: SandboxClock) -> None:
        self._clock = clock
        self._list: list[Fault] = []

    def answer(
        self, method: str, path: str, status: int, body: JSON | None = None, *, times: int = 1
    ) -> Fault:
        """Answer with this status and JSON body instead of acting."""
        return self._add(Fault(method, re.compile(path), times, "answer", status, body or {}))

    def rate_limited(
        self,
        method: str,
        path: str,
        retry_after: float,
        *,
        everywhere: bool = False,
        times: int = 1,
    ) -> Fault:
        """Answer 429 instead of acting; `retry_after` in the bot's seconds."""
        made: Refusal = too_many(retry_after, everywhere=everywhere)
        fault = Fault(method, re.compile(path), times, "answer", made.status, made.body)
        fault.headers = made.headers
        return self._add(fault)

    def slow(self, method: str, path: str, seconds: float, *, times: int = 1) -> Fault:
        """Wait this many of the bot's seconds (`SandboxClock.skip` passes them), then act."""
        return self._add(Fault(method, re.compile(path), times, "slow", seconds=seconds))

    def reset(self, method: str, path: str, *, times: int = 1) -> Fault:
        """Reset the connection instead of acting."""
        return self._add(Fault(method, re.compile(path), times, "reset"))

    def lose_reply(self, method: str, path: str, *, times: int = 1) -> Fault:
        """Act, then reset the connection instead of answering."""
        return self._add(Fault(method, re.compile(path), times, "lost reply"))

    def hold(self, method: str, path: str) -> Hold:
        """Keep every such request waiting before it acts, until `release`."""
        hold = Hold()
        self._add(Fault(method, re.compile(path), float("inf"), "hold", hold=hold))
        return hold

    def clear(self) -> None:
        """Let everything go right again; what is held goes on."""
        for fault in self._list:
            if fault.hold:
                fault.hold.release()
        self._list.clear()

    def meet(self, method: str, path: str) -> Fault | None:
        """The fault for this request, counted as met."""
        self._list = [
            one for one in self._list if one.left > 0 and not (one.hold and one.hold.released)
        ]
        for fault in self._list:
            if fault.method in ("*", method) and fault.path.search(path):
                fault.left -= 1
                fault.met += 1
                return fault
        return None

    async def before(self, fault: Fault, request: web.Request) -> web.Response | None:
        """What the fault does before the request acts; a response ends it there."""
        if fault.kind == "slow":
            await self._clock.sleep_own(fault.seconds)
        elif fault.kind == "hold" and fault.hold:
            await fault.hold.wait()
        elif fault.kind == "reset":
            return cut(request)
        elif fault.kind == "answer":
            return web.Response(
                status=fault.status,
                body=dump(fault.body),
                content_type="application/json",
                headers=fault.headers,
            )
        return None

    def _add(self, fault: Fault) -> Fault:
        self._list.append(fault)
        return fault


def cut(request: web.Request) -> web.Response:
    """Reset the connection under a request; the response returned goes nowhere."""
    transport = request.transport
    if transport is not None:
        plain = transport.get_extra_info("socket")
        if plain is not None:  # no lingering: the other side gets a reset, not an end
            packed = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)
            plain.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, packed)
        transport.abort()
    return web.Response(status=499)
