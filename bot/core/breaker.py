"""Whether a provider is worth asking: after failures in a row it is only probed, until it answers.

Closed, every request may leave. Three failures in a row open it: nothing leaves but one probe now
and then. A probe that only asked whether somebody is there, and was answered, puts it on trial: one
order at a time, and the next failure opens it again. Any answer to a real request closes it.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace

OPENS_AFTER = 3
"""Failures in a row. One alone is an accident, and polls are repeated anyway."""
SOONEST, LATEST = 4.0, 60.0
"""Seconds between two probes, the first and the longest pause."""
LONGEST_ASKING = 180.0
"""Seconds after which a probe or an order on trial is thought lost; each ends sooner by itself."""


@dataclass(frozen=True)
class Breaker:
    """One provider's. A new process begins with a closed one: asking costs three requests."""

    failures: int = 0
    """In a row, while closed."""
    probes: int = 0
    """Unanswered in a row; says how long the next pause is."""
    open: bool = False
    trial: bool = False
    asking: bool = False
    """A probe, or an order on trial, is under way."""
    next_at: float = 0.0
    """When the next one may leave, seconds since 1970."""

    def failed(self, now: float, chance: random.Random) -> Breaker:
        """No answer came, or one that says that the provider is not well."""
        if self.open and not self.asking:
            return self  # it left before the others failed: nothing new
        failures = self.failures + 1
        if not self.open and not self.trial and failures < OPENS_AFTER:
            return Breaker(failures)
        probes = self.probes + 1
        return Breaker(0, probes, open=True, next_at=now + pause(probes, chance))

    def answered(self) -> Breaker:
        """A real request was answered, were it with a no."""
        return Breaker()

    def somebody_there(self, now: float) -> Breaker:
        """A probe of no other use was answered: the next order or poll tells more."""
        return replace(self, open=False, trial=True, asking=False, next_at=now)

    def may_ask(self, now: float) -> bool:
        """Whether the next probe, or the next order on trial, may leave."""
        return now >= self.next_at

    def begun(self, now: float) -> Breaker:
        """That probe or order leaves."""
        return replace(self, asking=True, next_at=now + LONGEST_ASKING)


def pause(probes: int, chance: random.Random) -> float:
    """Seconds until the next probe, after so many in a row that were not answered."""
    return min(LATEST, SOONEST * 2.0 ** min(probes - 1, 10)) * chance.uniform(0.8, 1.2)
