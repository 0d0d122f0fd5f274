"""Discord's window of edits in one channel, as far as it can be known from outside."""

from __future__ import annotations

from dataclasses import dataclass

EDITS = 5
SPAN = 5.0
"""Seconds in which Discord takes `EDITS` edits in a channel, counted from the first of them. It
publishes no figure; this is what people see: javacord.org/wiki/advanced-topics/ratelimits.html"""
ON_THE_WAY = 0.25
"""Seconds that an edit takes to Discord at most: sent any later, it might count for the window
that follows."""
SURELY_OVER = 0.1
"""Seconds after which discord.py, too, knows that a window is over: an edit that comes a moment
before waits as long once more (`Ratelimit.acquire` sleeps an old `reset_after`)."""
NO_ANSWER = 2.0
"""Seconds after which nobody waits for an answer any more to know when a window began."""
KEPT_FOR_FINALS = 3
"""Of five: with ten cards in a channel, 99 of 100 films stand on their cards within 0.6 s
(bench/edits.py). With one kept, the second of two within five seconds may wait for four."""
IN_VAIN = 0.5
"""Seconds of the window's end for each kept edit that progress may have after all: a final that
finds none left then waits for less than a second."""


@dataclass
class Window:
    """What may be sent now. Times are monotonic seconds.

    discord.py holds back what would be too much, but first come, first served, and with some 429s
    among it; the call that used the last edit returns only when the window is over.
    """

    number: int = 0
    _opened: float = float("-inf")
    _ends: float = float("-inf")
    _used: int = 0
    _answered: bool = True

    def wait(self, now: float, *, final: bool) -> float:
        """Seconds until one more edit may go; 0: now.

        All may be spent on finals. Progress leaves `KEPT_FOR_FINALS`, until towards the window's
        end those turn out to be kept in vain.
        """
        if now >= self._ends:
            return 0.0
        free = EDITS - self._used
        left = self._opened + SPAN - now
        if free <= 0 or left <= ON_THE_WAY:
            return self._ends - now
        if final or free > KEPT_FOR_FINALS:
            return 0.0
        return max(0.0, left - free * IN_VAIN)

    def take(self, now: float) -> int:
        """Spend one edit; the number of the window that it counts for."""
        if now >= self._ends:
            self.number += 1
            self._opened, self._ends = now, now + SPAN + NO_ANSWER
            self._used, self._answered = 0, False
        self._used += 1
        return self.number

    def answered(self, number: int, now: float) -> None:
        """An edit of that window was answered: Discord's window began before that."""
        if number == self.number and not self._answered:
            self._answered = True
            self._ends = min(self._ends, now + SPAN + SURELY_OVER)
