"""When to look again: how polls are spread, and how long the tracker rests between rounds."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest

from bot.core.pace import SPREAD, back_off, between_rounds, poll, spread


@pytest.mark.parametrize(
    ("took", "pause"),
    [
        pytest.param(0.0, 0.03, id="nothing to do: news are gathered for a moment"),
        pytest.param(0.005, 0.03, id="a quick round"),
        pytest.param(0.02, 0.08, id="four times as long as the round"),
        pytest.param(3.0, 0.25, id="never longer than a quarter of a second"),
    ],
)
def test_a_round_that_took_long_is_followed_by_a_longer_pause(took: float, pause: float):
    assert between_rounds(took) == pytest.approx(pause)


@pytest.mark.parametrize("count", [0, 1, 7, 200])
def test_polls_that_are_due_at_once_go_one_after_the_other(count: int):
    waits = spread(count, random.Random(3))

    assert len(waits) == count
    assert waits == sorted(waits)
    assert all(0 <= each <= count / SPREAD for each in waits)
    assert all(later - earlier <= 2 / SPREAD for earlier, later in pairwise(waits))


def test_waiting_grows_with_every_failure_up_to_a_minute_and_never_below_what_was_asked_for():
    waits = [back_off(tries, None, random.Random(tries)) for tries in range(1, 12)]

    assert waits[0] < 4
    assert all(later > earlier for earlier, later in pairwise(waits[:5]))
    assert max(waits) <= 61
    assert back_off(1, 90.0, random.Random(1)) == 90.0


def test_t21_a_poll_goes_by_the_entry_12_s_where_it_says_nothing_within_bounds_and_with_jitter():
    """The fact sheet says 5 s at least; ours is the design's, 2 s, where a provider asks for it."""
    chance = random.Random(1)
    waits = [poll(None, None, chance) for _ in range(50)]

    assert all(12.0 <= wait <= 13.2 for wait in waits)
    assert len(set(waits)) > 40
    assert 7.0 <= poll(7.0, None, chance) <= 7.7
    assert 2.0 <= poll(0.1, None, chance) <= 2.2
    assert 20.0 <= poll(90.0, None, chance) <= 22.0
