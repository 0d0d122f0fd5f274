"""What films of one kind have taken before: the time left, and when it is worth asking."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections import deque
from dataclasses import dataclass, field

from bot.core.job import Job

ENOUGH = 5
"""Films of a kind before anything is said about the next one."""
KEPT = 100
"""The latest films of a kind; a provider gets faster and slower over the months."""

PAST_ALL = 1.2
"""The slowest film so far need not be the slowest of all: up to so many times as long, the next one
is thought to go on as those before it."""
SHORTEST_SPAN = 0.1
"""Seconds: films that took equally long must not divide by nothing."""

Kind = tuple[str, int, str]
"""Model, seconds, size."""


def kind_of(job: Job) -> Kind:
    return job.model, job.seconds, job.size


@dataclass
class Durations:
    """Seconds from the order to the finished film, of the latest films of one kind."""

    _latest: deque[float] = field(default_factory=deque[float])
    _sorted: list[float] = field(default_factory=list[float])

    def add(self, seconds: float) -> None:
        self._latest.append(seconds)
        insort(self._sorted, seconds)
        if len(self._latest) > KEPT:
            self._sorted.remove(self._latest.popleft())

    def quantile(self, share: float) -> float | None:
        """The duration that this share of films did not exceed; None while there are too few."""
        if len(self._sorted) < ENOUGH:
            return None
        return self._sorted[min(int(share * len(self._sorted)), len(self._sorted) - 1)]

    def earliest(self) -> float | None:
        """The shortest of them; None while there are too few."""
        return self._sorted[0] if len(self._sorted) >= ENOUGH else None

    def rate(self, age: float) -> float | None:
        """Of the films that are not done at this age, the share that is done a second later.

        Taken from the tenth of all films on either side, since one film's moment is a chance. None
        while there are too few, and well past the slowest of them, where nothing is known.
        """
        count = len(self._sorted)
        if count < ENOUGH or age > self._sorted[-1] * PAST_ALL:
            return None
        done = bisect_right(self._sorted, age)
        near = max(2, round(count / 10))
        first, last = max(0, done - near), min(count - 1, done + near)
        span = max(self._sorted[last], age) - min(self._sorted[first], age)
        return (last - first) / max(span, SHORTEST_SPAN) / (count - done + 1)


_NONE = Durations()


class History:
    """All kinds. Filled from the database at start, and by every film that is made."""

    def __init__(self) -> None:
        self._kinds: dict[Kind, Durations] = {}

    def add(self, kind: Kind, seconds: float) -> None:
        if seconds > 0:
            self._kinds.setdefault(kind, Durations()).add(seconds)

    def of(self, kind: Kind) -> Durations:
        return self._kinds.get(kind, _NONE)

    def expected(self, job: Job, now: float) -> Expected | None:
        """What can honestly be said of a running job; None while too little is known."""
        if job.submitted_at is None:
            return None
        known = self.of(kind_of(job))
        half, most = known.quantile(0.5), known.quantile(0.9)
        if half is None or most is None:
            return None
        age = now - job.submitted_at
        if age >= most:
            return Expected(None)
        return Expected(job.submitted_at + (half if age < half else most))


@dataclass(frozen=True)
class Expected:
    """When a film will probably be there, seconds since 1970; None: it takes unusually long."""

    at: float | None
