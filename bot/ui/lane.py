"""The order and pace of edits in one channel."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from bot.core.job import Job
from bot.ui.window import Window

SHORTEST_NAP = 0.01
"""Seconds: a sum that misses by a rounding error must not spin."""


class Alarm(Protocol):
    def cancel(self) -> None: ...


class Time(Protocol):
    """What a lane needs of time: an event loop, or a test that holds it."""

    def time(self) -> float:
        """Monotonic seconds."""
        ...

    def call_later(self, delay: float, callback: Callable[[], object], /) -> Alarm: ...


@dataclass
class Edit:
    """One card's latest state, waiting for its turn."""

    job: Job
    film: Path | None = None
    waiters: list[asyncio.Future[None]] = field(default_factory=list[asyncio.Future[None]])
    """Whoever waits until people see it."""
    not_before: float = 0.0
    tries: int = 0
    moved_to: Job | None = None
    """The card is another message now; this one only says where."""

    @property
    def final(self) -> bool:
        return self.job.ended or self.moved_to is not None

    @property
    def age(self) -> tuple[bool, bool, int, bool, int]:
        """Of two edits of a card the larger is shown: the farewell, the end, the newer state, the
        one that brings the film, the one that has not failed yet."""
        moved = self.moved_to is not None
        return moved, self.final, self.job.seq, self.film is not None, -self.tries


@dataclass
class Lane:
    """A channel's edits: finals first, the latest state wins, one card is edited by one at a time.

    `send` shows an edit; it must not raise.
    """

    send: Callable[[Edit], Awaitable[None]]
    time: Time
    _waiting: dict[int, Edit] = field(default_factory=dict[int, Edit])
    """By card, longest waiting first: a newer state takes the place of the older one."""
    _busy: dict[int, asyncio.Task[None]] = field(default_factory=dict[int, asyncio.Task[None]])
    _window: Window = field(default_factory=Window)
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    def put(self, message_id: int, edit: Edit) -> None:
        """Queue an edit. Of two of the same card one is shown, and whoever waited for either
        learns of it."""
        before = self._waiting.get(message_id)
        if before is not None:
            shown, dropped = (edit, before) if edit.age >= before.age else (before, edit)
            shown.waiters += dropped.waiters
            edit = shown
        self._waiting[message_id] = edit
        self._news.set()

    @property
    def idle(self) -> bool:
        return not self._waiting and not self._busy

    async def run(self) -> None:
        """Work until nothing is left to do."""
        while not self.idle:
            self._news.clear()
            nap = self._start_what_may()
            alarm = None if nap is None else self.time.call_later(nap, self._news.set)
            try:
                await self._news.wait()
            finally:
                if alarm is not None:
                    alarm.cancel()

    def _start_what_may(self) -> float | None:
        """Start every edit that may go now; seconds until another may, None: only news tell."""
        now = self.time.time()
        if self._waiting and (nap := self._window.wait(now, final=True)) > 0:
            # Nothing may go, however much waits: a channel with a thousand jobs is not walked
            # through at every change.
            return max(SHORTEST_NAP, nap)
        naps: list[float] = []
        for message_id, edit in sorted(self._waiting.items(), key=lambda item: not item[1].final):
            if message_id in self._busy:
                continue
            nap = max(edit.not_before - now, self._window.wait(now, final=edit.final))
            if nap > 0:
                naps.append(nap)
                continue
            self._begin(message_id, edit, self._window.take(now))
        return max(SHORTEST_NAP, min(naps)) if naps else None

    def _begin(self, message_id: int, edit: Edit, window: int) -> None:
        del self._waiting[message_id]
        sending = self._send(message_id, edit, window)
        self._busy[message_id] = asyncio.create_task(sending, name=f"edit {message_id}")

    async def _send(self, message_id: int, edit: Edit, window: int) -> None:
        try:
            await self.send(edit)
        finally:
            self._window.answered(window, self.time.time())
            for waiter in edit.waiters:
                waiter.cancel()  # does nothing to those who were told
            del self._busy[message_id]
            self._news.set()

    async def stop(self) -> None:
        """Drop what waits and cut short what is under way; whoever waited is cancelled."""
        for edit in self._waiting.values():
            for waiter in edit.waiters:
                waiter.cancel()
        self._waiting.clear()
        tasks = list(self._busy.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
