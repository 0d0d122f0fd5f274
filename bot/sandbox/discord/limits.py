"""Rate limits: the headers that Discord sends, and the 429 for whoever ignores them.

The bot waits in its own time, so windows last as many real seconds as Discord's, whatever the
sandbox's speed; `SandboxClock.skip` passes them. Discord publishes no numbers for single routes;
5 per 5 s and channel is what people see (facts: javacord.org/wiki/advanced-topics/ratelimits.html);
50 per second for the whole bot is documented, and that interactions are exempt from it.
"""

from __future__ import annotations

import hashlib
import math
from collections import deque
from dataclasses import dataclass

from bot.sandbox.clock import SandboxClock
from bot.sandbox.discord.errors import Reason, Refusal

GLOBAL_MOST = 50
OLD_MESSAGE = 3600
"""Seconds of the sandbox's time, after which edits of a message are rationed (30046)."""
OLD_EDITS_MOST, OLD_EDITS_WINDOW = 3, 6.0
INVALID_MOST, INVALID_WINDOW = 10_000, 600
"""So many answers of 401, 403 and 429 in so many seconds, and Cloudflare bans the address:
https://docs.discord.com/developers/topics/rate-limits#invalid-request-limit-aka-cloudflare-bans.
How long is not said; here until so many are no longer in the window."""

_WINDOWS_KEPT = 2000


@dataclass(frozen=True)
class Rule:
    most: int
    per: float
    """Real seconds."""


CHANNEL = Rule(5, 5.0)
TOKEN = Rule(5, 5.0)
OTHER = Rule(50, 1.0)


@dataclass
class Window:
    ends: float
    used: int = 0


class Limits:
    def __init__(self, clock: SandboxClock) -> None:
        self._clock = clock
        self.stretch = 1.0
        """Windows last this many times as long; below 1 for tests in a hurry."""
        self._windows: dict[tuple[str, str], Window] = {}
        self._global = Window(0.0)
        self._old_edits: dict[int, deque[float]] = {}
        self._invalid: deque[float] = deque()
        self.invalid_most = INVALID_MOST

    @property
    def invalid_requests(self) -> int:
        """Answers of 401, 403 and 429 within the last ten minutes."""
        since = self._now() - INVALID_WINDOW
        while self._invalid and self._invalid[0] < since:
            self._invalid.popleft()
        return len(self._invalid)

    @property
    def ban(self) -> float:
        """The seconds for which nothing passes any more; 0 while the address is not banned."""
        if self.invalid_requests < self.invalid_most:
            return 0.0
        return max(0.001, self._invalid[-self.invalid_most] + INVALID_WINDOW - self._now())

    def note(self, status: int) -> None:
        """Count an answer of Discord's; what a ban answers is not Discord's."""
        if status in (401, 403, 429) and self.invalid_requests < self.invalid_most:
            self._invalid.append(self._now())

    def take_global(self) -> None:
        """Raises Refusal 429 above 50 requests in a second."""
        now = self._now()
        if now >= self._global.ends:
            self._global = Window(now + self.stretch)
        self._global.used += 1
        if self._global.used > GLOBAL_MOST:
            raise too_many(self._global.ends - now, everywhere=True)

    def take(self, route: str, major: str, rule: Rule) -> dict[str, str]:
        """Count one request; the headers for its answer.

        Raises Refusal 429, its headers included, where the window is used up.
        """
        now = self._now()
        window = self._windows.get((route, major))
        if window is None or now >= window.ends:
            window = Window(now + rule.per * self.stretch)
            self._windows.pop((route, major), None)
            self._windows[route, major] = window
            self._prune(now)
        window.used += 1
        left = window.ends - now
        headers = {
            "X-RateLimit-Limit": str(rule.most),
            "X-RateLimit-Remaining": str(max(0, rule.most - window.used)),
            "X-RateLimit-Reset": f"{self._clock.now() + left:.3f}",
            "X-RateLimit-Reset-After": f"{_up(left):.3f}",
            "X-RateLimit-Bucket": hashlib.sha256(route.encode()).hexdigest()[:32],
        }
        if window.used > rule.most:
            refusal = too_many(left)
            refusal.headers |= headers
            raise refusal
        return headers

    def take_old_edit(self, channel_id: int, message_at: float) -> None:
        """Raises Refusal 30046 for too many edits of messages older than an hour."""
        if self._clock.now() - message_at < OLD_MESSAGE:
            return
        now = self._now()
        edits = self._old_edits.setdefault(channel_id, deque())
        while edits and edits[0] <= now - OLD_EDITS_WINDOW:
            edits.popleft()
        if len(edits) >= OLD_EDITS_MOST:
            raise too_many(edits[0] + OLD_EDITS_WINDOW - now, reason=Reason.TOO_MANY_OLD_EDITS)
        edits.append(now)

    def _now(self) -> float:
        return self._clock.own()

    def _prune(self, now: float) -> None:
        if len(self._windows) > _WINDOWS_KEPT:
            self._windows = {key: one for key, one in self._windows.items() if one.ends > now}


def too_many(
    retry_after: float, *, everywhere: bool = False, reason: Reason = Reason.TOO_MANY
) -> Refusal:
    """A 429. `retry_after` in seconds. discord.py takes one without `Via` for a ban."""
    retry = _up(retry_after)
    headers = {
        "Retry-After": str(math.ceil(retry)),
        "Via": "1.1 google",
        "X-RateLimit-Scope": "global" if everywhere else "user",
    }
    if everywhere:
        headers["X-RateLimit-Global"] = "true"
    return Refusal(reason, more={"retry_after": retry, "global": everywhere}, headers=headers)


def _up(seconds: float) -> float:
    """Rounded up to a millisecond: who waits that long has waited long enough."""
    return math.ceil(seconds * 1000) / 1000
