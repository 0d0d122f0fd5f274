"""What films have taken before: told only when enough is known, and worth a poll or not."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from bot.core import pace
from bot.core.history import ENOUGH, KEPT, Durations, History, kind_of
from tests.store.test_jobs import draft

JOB = replace(draft(), submitted_at=1000.0)


def history(*seconds: float) -> History:
    known = History()
    for each in seconds:
        known.add(kind_of(JOB), each)
    return known


def test_nothing_is_promised_before_enough_films_are_known():
    known = history(*[60.0] * (ENOUGH - 1))

    assert known.expected(JOB, 1010.0) is None
    known.add(kind_of(JOB), 60.0)
    assert known.expected(JOB, 1010.0).at == 1060.0


def test_another_model_length_or_size_is_another_kind():
    known = history(*[60.0] * ENOUGH)

    assert known.expected(replace(JOB, seconds=8), 1010.0) is None
    assert known.expected(replace(JOB, size="720x1280"), 1010.0) is None


@pytest.mark.parametrize(
    ("age", "at"),
    [
        pytest.param(10, 1050.0, id="first the half of all films"),
        pytest.param(55, 1090.0, id="past that, nine in ten"),
        pytest.param(95, None, id="past those, it takes unusually long"),
    ],
)
def test_the_promise_follows_the_age_of_the_job(age: float, at: float | None):
    known = history(*[float(10 * each) for each in range(10)], 30.0)

    assert known.expected(JOB, 1000.0 + age).at == at


def test_old_films_are_forgotten_when_the_provider_has_become_faster():
    durations = Durations()
    for seconds in [500.0] * KEPT + [20.0] * KEPT:
        durations.add(seconds)

    assert durations.quantile(0.98) == 20.0


def test_a_clock_that_went_back_teaches_nothing():
    assert history(*[-5.0] * ENOUGH).expected(JOB, 1010.0) is None


def test_polls_are_rare_before_the_first_film_could_be_done_and_often_when_most_are():
    known = Durations()
    for each in range(100):
        known.add(60.0 + each / 10)
    chance = random.Random(1)

    def wait(age: float) -> float:
        return pace.poll(pace.by_history(known, age), None, chance)

    assert wait(0) >= 20.0
    assert wait(63) < 3.5
    assert pace.by_history(known, 200) is None
    assert pace.by_history(Durations(), 10) is None


def test_the_providers_own_wish_comes_first_within_bounds():
    chance = random.Random(1)

    assert 5.0 <= pace.poll(12.0, 5.0, chance) <= 5.5
    assert 2.0 <= pace.poll(12.0, 0.1, chance) <= 2.2
    assert 20.0 <= pace.poll(12.0, 500.0, chance) <= 22.0
