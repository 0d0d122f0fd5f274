"""When to look again: polls, back-off, deadlines. Seconds throughout."""

from __future__ import annotations

import random

from bot.core.history import Durations

SOONEST, LATEST, UNKNOWN = 2.0, 20.0, 12.0
OVERDUE_EVERY = 600.0
PATIENCE = 86_400.0
"""How long a job past its deadline is still asked for, from the day it was sent."""
FETCH_FOR = 3_600.0
"""How long a finished film is fetched again and again: the provider's links live about so long."""
JUST_CREATED = 120.0
"""How long a provider may not yet know an id that it gave out itself."""
SETTLE = 30.0
"""How long a create with a lost answer may take to show up in the provider's list."""


_WORTH_ASKING = (0.02, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.98)
"""Shares of past films: it is worth asking about when another share of them would be done."""


def by_history(known: Durations, age: float) -> float | None:
    """Seconds until the moment at which another share of past films was done; None past them all,
    or while too few are known."""
    for share in _WORTH_ASKING:
        moment = known.quantile(share)
        if moment is None:
            return None
        if moment > age:
            return moment - age + 0.5
    return None


def poll(usual: float | None, asked: float | None, chance: random.Random) -> float:
    """Seconds to the next poll: the provider's wish, else the model's usual, from 2 to 20."""
    wanted = asked if asked is not None else (usual or UNKNOWN)
    return min(max(wanted, SOONEST), LATEST) * chance.uniform(1.0, 1.1)


def back_off(
    tries: int, retry_after: float | None, chance: random.Random, *, most: float = 60.0
) -> float:
    """Seconds to wait after the `tries`-th failure in a row, never less than was asked for."""
    wait = min(most, 2.0 ** min(tries, 10)) + chance.random()
    return max(wait, retry_after or 0.0)
