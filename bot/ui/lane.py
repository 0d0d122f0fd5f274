"""The order and pace of edits in one channel."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

from bot.core.job import Job

EDITS_PER_SECOND = 1.0
BURST = 5.0
KEPT_FOR_FINALS = 1.0
"""One token in five is kept for cards that end: measured, they are then seen in 0.1 s, not 38."""


@dataclass
class Edit:
    """One card's latest state, waiting for its turn."""

    job: Job
    film: Path | None = None
    seen: asyncio.Future[None] | None = None
    """Whoever waits until people see it."""
    not_before: float = 0.0
    tries: int = 0

    @property
    def final(self) -> bool:
        return self.job.ended


@dataclass
class Lane:
    """A channel's edits: finals first, the latest state wins, one card is edited by one at a time.

    `send` shows an edit; it must not raise. `now` is a monotonic clock in seconds.
    """

    send: Callable[[Edit], Awaitable[None]]
    now: Callable[[], float]
    _waiting: dict[int, Edit] = field(default_factory=dict[int, Edit])
    _busy: dict[int, asyncio.Task[None]] = field(default_factory=dict[int, asyncio.Task[None]])
    _tokens: float = BURST
    _filled_at: float = 0.0
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    def put(self, message_id: int, edit: Edit) -> None:
        """Queue an edit. It replaces one of the same card that nobody waits for and is older."""
        before = self._waiting.get(message_id)
        if before is not None:
            if before.seen is not None and edit.seen is None:
                return  # somebody waits for the final state; nothing newer can be in the queue
            if before.job.seq > edit.job.seq:
                return
        self._waiting[message_id] = edit
        self._news.set()

    @property
    def idle(self) -> bool:
        return not self._waiting and not self._busy

    async def run(self) -> None:
        """Work until nothing is left to do."""
        while not self.idle:
            self._news.clear()
            nap = self._start_next()
            if nap is not None:
                try:
                    await asyncio.wait_for(self._news.wait(), timeout=nap or None)
                except TimeoutError:
                    continue

    def _start_next(self) -> float | None:
        """Start one edit. None: look again at once; else how long to wait, 0 for `until news`."""
        self._fill()
        ready = [
            (not edit.final, edit.not_before, message_id)
            for message_id, edit in self._waiting.items()
            if message_id not in self._busy
        ]
        if not ready:
            return 0.0
        now = self.now()
        due = sorted(entry for entry in ready if entry[1] <= now)
        if not due:
            return max(0.01, min(entry[1] for entry in ready) - now)
        message_id = due[0][2]
        edit = self._waiting[message_id]
        needed = 1.0 if edit.final else 1.0 + KEPT_FOR_FINALS
        if self._tokens < needed:
            return max(0.01, (needed - self._tokens) / EDITS_PER_SECOND)
        self._tokens -= 1.0
        del self._waiting[message_id]
        task = asyncio.create_task(self._send(message_id, edit), name=f"edit {message_id}")
        self._busy[message_id] = task
        return None

    async def _send(self, message_id: int, edit: Edit) -> None:
        try:
            await self.send(edit)
        finally:
            del self._busy[message_id]
            self._news.set()

    def _fill(self) -> None:
        now = self.now()
        self._tokens = min(BURST, self._tokens + (now - self._filled_at) * EDITS_PER_SECOND)
        self._filled_at = now

    async def stop(self) -> None:
        for edit in self._waiting.values():
            if edit.seen is not None:
                edit.seen.cancel()
        tasks = list(self._busy.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
