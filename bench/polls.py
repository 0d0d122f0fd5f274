"""How many polls a film takes, and how long it lies finished before one finds it.

The bot's own rule (bot/core/pace.py on bot/core/history.py) is held against every fixed interval
on the same films. Polls times mean lag is what the two together cost: a fixed interval of any
length scores about the same, since half as many polls wait twice as long. The figure is ours over
the best fixed interval's. Nothing is polled here: a film is a number of seconds.
"""

from __future__ import annotations

import argparse
import math
import random
import statistics
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import ground

# isort: split
from bot.core.history import History, Kind
from bot.core.pace import LATEST, SOONEST, by_history, poll

KIND: Kind = ("a model", 4, "1280x720")
SEED = 7


@dataclass(frozen=True)
class Cost:
    polls: float
    """For a film, on average."""
    lag: float
    """Seconds from the finished film to the poll that finds it, on average."""

    @property
    def product(self) -> float:
        return self.polls * self.lag


Film = Callable[[random.Random, float], float]
"""Seconds that a film takes; the float is how far the scenario has come, from 0 to 1."""


def _lognormal(low: float, high: float) -> Film:
    """Nine of ten films lie between the two."""
    middle, spread = math.log(low * high) / 2, math.log(high / low) / 2 / 1.645
    return lambda chance, _at: chance.lognormvariate(middle, spread)


def _evenly(low: float, high: float) -> Film:
    return lambda chance, _at: chance.uniform(low, high)


def _slower_by_half(film: Film) -> Film:
    return lambda chance, at: film(chance, at) * (1 + at / 2)


def _some_late(film: Film) -> Film:
    """One in twenty hangs in the provider's queue first."""
    return lambda chance, at: (
        chance.uniform(600, 1200) if chance.random() < 0.05 else film(chance, at)
    )


SCENARIOS: dict[str, Film] = {
    "short clips, 76 to 118 s": _lognormal(76, 118),
    "long clips, 201 to 246 s": _lognormal(201, 246),
    "anything from 60 to 180 s": _evenly(60, 180),
    "short clips, half as slow again by the end": _slower_by_half(_lognormal(76, 118)),
    "short clips, one in 20 takes 10 to 20 min": _some_late(_lognormal(76, 118)),
}
"""What was seen of the providers: sora-2 through CometAPI in short and in chained clips, what is
said of Seedance, and the queues that last ten minutes and more."""


def ours(films: Sequence[float]) -> Cost:
    """One film after the other; of each the bot learns as its tracker does: when it was found."""
    history, chance = History(), random.Random(SEED)
    found: list[tuple[int, float]] = []
    for film in films:
        age, polls = 0.0, 0
        while age < film:
            age += poll(by_history(history.of(KIND), age), None, chance)
            polls += 1
        found.append((polls, age - film))
        history.add(KIND, age)
    return _cost(found)


def fixed(films: Sequence[float], every: float) -> Cost:
    return _cost((count := math.ceil(film / every), count * every - film) for film in films)


def _cost(found: Iterator[tuple[int, float]] | list[tuple[int, float]]) -> Cost:
    polls, lags = zip(*found, strict=True)
    return Cost(statistics.fmean(polls), statistics.fmean(lags))


def main(quick: bool) -> None:
    count = 300 if quick else 3000
    rows: list[list[str]] = []
    scores: list[float] = []
    for name, film in SCENARIOS.items():
        chance = random.Random(SEED)
        films = [film(chance, number / count) for number in range(count)]
        intervals = [SOONEST + step / 2 for step in range(int(2 * (LATEST - SOONEST)) + 1)]
        every = min(intervals, key=lambda interval: fixed(films, interval).product)
        best, mine = fixed(films, every), ours(films)
        scores.append(mine.product / best.product)
        rows.append([name, *_shown(mine), *_shown(best), f"{every:g} s", f"{scores[-1]:.2f}"])
    head = ["", "polls", "lag s", "product", "fixed: polls", "lag s", "product", "best", "ratio"]
    ground.show(f"Polls for a film and seconds until it is found, {count} films each", head, rows)
    print("\nThe ratio below is the mean of the five; the first films of each teach the rest.")
    ground.ratio("polls x lag, ours / best fixed interval", statistics.fmean(scores))


def _shown(cost: Cost) -> list[str]:
    return [f"{cost.polls:.1f}", f"{cost.lag:.2f}", f"{cost.product:.1f}"]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer films")
    main(parser.parse_args().quick)
