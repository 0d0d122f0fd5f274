"""When a provider is asked: always, now and then, or one order at a time."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.breaker import LATEST, LONGEST_ASKING, OPENS_AFTER, Breaker, pause


def opened(now: float = 0.0) -> Breaker:
    breaker = Breaker()
    for _ in range(OPENS_AFTER):
        breaker = breaker.failed(now, random.Random(1))
    return breaker


def test_failures_in_a_row_open_it_and_an_answer_between_them_does_not_count_as_a_row():
    chance, breaker = random.Random(1), Breaker()

    for _ in range(10):
        breaker = breaker.failed(0, chance).failed(0, chance).answered()

    assert not breaker.open
    assert opened().open


def test_what_left_before_it_opened_does_not_make_the_pause_longer():
    breaker = opened()

    assert breaker.failed(1.0, random.Random(1)) == breaker


def test_only_one_probe_is_under_way_until_it_is_thought_lost():
    breaker = opened().begun(10.0)

    assert not breaker.may_ask(10.0 + LONGEST_ASKING - 1)
    assert breaker.may_ask(10.0 + LONGEST_ASKING)


def test_on_trial_the_next_failure_opens_it_again_with_a_longer_pause():
    first = opened()
    trial = first.begun(first.next_at).somebody_there(100.0)

    again = trial.failed(100.0, random.Random(1))

    assert (trial.open, trial.trial) == (False, True)
    assert again.open
    assert again.next_at - 100.0 > first.next_at


def test_an_answer_to_a_real_request_closes_it_whatever_it_was():
    for breaker in (opened(), opened().begun(9.0), opened().begun(9.0).somebody_there(10.0)):
        assert breaker.answered() == Breaker()


@pytest.mark.parametrize(("probes", "about"), [(1, 4), (2, 8), (3, 16), (4, 32), (5, 60), (99, 60)])
def test_pauses_grow_from_a_few_seconds_to_a_minute_with_jitter(probes: int, about: float):
    pauses = [pause(probes, random.Random(seed)) for seed in range(50)]

    assert all(0.8 * about <= each <= 1.2 * about for each in pauses)
    assert max(pauses) - min(pauses) > 0.2 * about


@given(st.integers(0, 2**32), st.lists(st.sampled_from("fap"), max_size=60))
def test_while_it_is_open_no_two_probes_leave_within_a_few_seconds(seed: int, events: list[str]):
    """Failures, answers and probes in any order: f fails, a is answered, p asks where it may."""
    chance, breaker, now, asked = random.Random(seed), opened(), 0.0, list[float]()
    for event in events:
        now += chance.uniform(0, LATEST)
        if event == "a":
            breaker, asked = breaker.answered(), []
        elif event == "f":
            breaker = breaker.failed(now, chance)
        elif breaker.open and breaker.may_ask(now):
            breaker = breaker.begun(now)
            asked.append(now)
        assert not (breaker.open and breaker.trial)
    assert all(later - earlier >= 3.0 for earlier, later in pairwise(asked))
