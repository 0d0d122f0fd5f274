"""What happens in a channel with so many jobs: the same for whoever has to show it."""

from __future__ import annotations

import heapq
import random
from dataclasses import dataclass

import ground  # noqa: F401  # puts the checkout on the path

# isort: split
from bot.core.job import JobStatus
from bot.core.pace import UNKNOWN, poll
from bot.sandbox.discord.state import MESSAGES_KEPT

FETCHED_IN = 1.0
"""Seconds from a finished film to one on our disk."""


@dataclass(frozen=True)
class Crowd:
    """So many jobs at once in one channel; each that ends is followed by another, as long as the
    local Discord keeps the cards of all."""

    jobs: int
    takes: float
    """Seconds that a film takes, on average."""
    lasts: float
    """Seconds that are looked at."""
    speed: int
    """How many of those pass in one: the windows and the lane's own time run so much faster."""


@dataclass(frozen=True)
class Change:
    at: float
    card: int
    status: JobStatus
    percent: int


def changes(crowd: Crowd) -> list[Change]:
    """What happens in the channel: every poll finds another percentage, films end, others begin."""
    chance = random.Random(7)
    found: list[Change] = []
    begins = [-chance.uniform(0, crowd.takes) for _ in range(crowd.jobs)]
    heapq.heapify(begins)
    cards = 0
    while begins[0] < crowd.lasts and cards < MESSAGES_KEPT:
        takes = crowd.takes * chance.lognormvariate(-0.02, 0.2)
        if begins[0] + takes > 0:
            found += _life(cards, begins[0], takes, chance)
            cards += 1
        heapq.heapreplace(begins, begins[0] + takes + FETCHED_IN)
    kept = [change for change in found if 0 <= change.at < crowd.lasts]
    return sorted(kept, key=lambda change: change.at)


def _life(number: int, begins: float, takes: float, chance: random.Random) -> list[Change]:
    at, found = begins, list[Change]()
    while (at := at + poll(UNKNOWN, None, chance)) < begins + takes:
        percent = int(100 * (at - begins) / takes)
        found.append(Change(at, number, JobStatus.RUNNING, percent))
    done = max(at, begins + takes)
    return [
        *found,
        Change(done, number, JobStatus.READY, 100),
        Change(done + FETCHED_IN, number, JobStatus.STORED, 100),
        Change(done + FETCHED_IN, number, JobStatus.DELIVERED, 100),
    ]
