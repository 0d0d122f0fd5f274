"""When to look again: polls, back-off, deadlines. Seconds throughout."""

from __future__ import annotations

import math
import random

from bot.core.history import Durations

SOONEST, LATEST, UNKNOWN = 2.0, 20.0, 12.0
OVERDUE_EVERY = 600.0
PATIENCE = 86_400.0
"""How long a job past its deadline is still asked for."""
FETCH_FOR = 3_600.0
"""How long a finished film is fetched again and again: the provider's links live about so long."""
JUST_CREATED = 120.0
"""How long a provider may not yet know an id that it gave out itself."""
LONGEST_SPAN = 60.0
"""Seconds between two answers that count as time in which the provider answered. Deadline, patience
and the others above are held against such time alone: a provider that is down ends nothing."""
SETTLE = 30.0
"""How long a create with a lost answer may take to show up in the provider's list."""
SPREAD = 20
"""Polls a second at most, where many are overdue: after a restart, and when a provider is back."""
GATHER, LONGEST_GATHER = 0.03, 0.25
"""Between two rounds of the tracker."""
WORTH_A_POLL = 0.1
"""Seconds that a film lies finished, on average, before it is worth asking. With films that take
from 60 to 180 s, 0.05 is 30 % more polls and 0.2 is 40 % more waiting (bench/polls.py)."""


def by_history(known: Durations, age: float) -> float | None:
    """Seconds until it is worth asking about a film of this age; None while too few are known of
    its kind, and for one that takes much longer than any of them.

    If a share `rate` of the films is done every second, one that is asked about every `wait`
    seconds is done in such a span with the chance `rate * wait`, and then lies for half of it.
    """
    earliest = known.earliest()
    rate = None if earliest is None else known.rate(age)
    if earliest is None or rate is None:
        return None
    return max(earliest - age, math.sqrt(2 * WORTH_A_POLL / rate))


def poll(usual: float | None, asked: float | None, chance: random.Random) -> float:
    """Seconds to the next poll: the provider's wish, else the model's usual, from 2 to 20."""
    wanted = asked if asked is not None else (usual or UNKNOWN)
    return min(max(wanted, SOONEST), LATEST) * (1.0 + 0.1 * chance.random())


def longest_span(*, overdue: bool) -> float:
    """What may count between two answers: one past its deadline is asked for seldom on purpose."""
    return 1.2 * OVERDUE_EVERY if overdue else LONGEST_SPAN


def spread(count: int, chance: random.Random) -> list[float]:
    """Seconds from now for so many polls that are due at once, the first to go first."""
    return [(place + chance.random()) / SPREAD for place in range(count)]


def between_rounds(took: float) -> float:
    """The pause after a round that took so long.

    Many jobs move in the same moment and one round serves them all, so one that took long is
    followed by a longer pause: rounds take at most about a fifth of the time.
    """
    return min(max(GATHER, 4 * took), LONGEST_GATHER)


def back_off(
    tries: int, retry_after: float | None, chance: random.Random, *, most: float = 60.0
) -> float:
    """Seconds to wait after the `tries`-th failure in a row, never less than was asked for."""
    wait = min(most, 2.0 ** min(tries, 10)) + chance.random()
    return max(wait, retry_after or 0.0)
