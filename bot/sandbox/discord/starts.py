"""How many sessions a bot may begin, and how fast: the session start limit of a sharded login.

https://docs.discord.com/developers/events/gateway#session-start-limit-object
"""

from __future__ import annotations

from bot.sandbox.clock import SandboxClock
from bot.sandbox.discord.shapes import JSON

IDENTIFY_EVERY = 5.0
"""Seconds in which each of `max_concurrency` shards may identify once."""

A_DAY = 24 * 3600


class Starts:
    """Counted in the bot's own seconds."""

    def __init__(self, clock: SandboxClock, every: float) -> None:
        """`every` 0 lets a bot identify as fast as it likes."""
        self._clock = clock
        self.every = every
        self.shards = 1
        """How many the bot is advised to run."""
        self.max_concurrency = 1
        self.most = 1000
        """A day."""
        self._used = 0
        self._day_ends = 0.0
        self._last: dict[int, float] = {}

    def admit(self, shard: int) -> bool:
        """Count one identify; False where it comes too early, or the day's are used up."""
        now, lane = self._clock.own(), shard % self.max_concurrency
        if self._left() <= 0 or now < self._last.get(lane, now - self.every) + self.every:
            return False
        if self._used == 0:
            self._day_ends = now + A_DAY
        self._used += 1
        self._last[lane] = now
        return True

    def json(self) -> JSON:
        """The `session_start_limit` of `/gateway/bot`."""
        left = self._left()
        ends_in = self._day_ends - self._clock.own() if self._used else 0
        return {
            "total": self.most,
            "remaining": left,
            "reset_after": int(ends_in * 1000),
            "max_concurrency": self.max_concurrency,
        }

    def _left(self) -> int:
        if self._clock.own() >= self._day_ends:
            self._used = 0
        return max(0, self.most - self._used)
