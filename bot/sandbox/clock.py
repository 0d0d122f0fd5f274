"""The sandbox's time: it can run faster than the world's and can be moved forward."""

from __future__ import annotations

import asyncio
import time


class SandboxClock:
    """One clock for both far ends.

    `speed` 10 makes a minute of theirs pass in six seconds of ours. `skip` moves the time forward
    at once and wakes whoever sleeps past it.
    """

    def __init__(self, speed: float = 1.0) -> None:
        if speed <= 0:
            raise ValueError("speed must be above 0")
        self._speed = speed
        self._then = time.time()
        self._mark = time.monotonic()
        self._skipped = 0.0
        self._moved = asyncio.Event()

    def now(self) -> float:
        """Seconds since 1970, UTC, in the sandbox."""
        return self._then + (time.monotonic() - self._mark) * self._speed

    def own(self) -> float:
        """Seconds of whoever is served: real ones at every speed, and those that `skip` passed."""
        return time.monotonic() + self._skipped

    @property
    def speed(self) -> float:
        return self._speed

    def set_speed(self, speed: float) -> None:
        if speed <= 0:
            raise ValueError("speed must be above 0")
        self._rebase(self.now())
        self._speed = speed
        self._wake()

    def skip(self, seconds: float) -> None:
        """Move the time forward; for those who are served by as much as the speed makes of it."""
        self._skipped += seconds / self._speed
        self._rebase(self.now() + seconds)
        self._wake()

    async def sleep(self, seconds: float) -> None:
        """Sleep until `seconds` of the sandbox's time have passed."""
        until = self.now() + seconds
        while (left := until - self.now()) > 0:
            moved = self._moved
            try:
                async with asyncio.timeout(left / self._speed):
                    await moved.wait()
            except TimeoutError:
                continue

    async def sleep_own(self, seconds: float) -> None:
        """Sleep until `seconds` of `own` have passed, whatever becomes of the speed meanwhile."""
        until = self.own() + seconds
        while (left := until - self.own()) > 0:
            moved = self._moved
            try:
                async with asyncio.timeout(left):
                    await moved.wait()
            except TimeoutError:
                continue

    def _rebase(self, now: float) -> None:
        self._then, self._mark = now, time.monotonic()

    def _wake(self) -> None:
        self._moved.set()
        self._moved = asyncio.Event()
