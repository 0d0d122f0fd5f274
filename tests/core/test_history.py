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


def of(*seconds: float) -> Durations:
    durations = Durations()
    for each in seconds:
        durations.add(each)
    return durations


def wait(durations: Durations, age: float) -> float:
    return pace.poll(pace.by_history(durations, age), None, random.Random(1))


def test_polls_are_rare_before_the_first_film_could_be_done_and_often_when_most_are():
    durations = of(*[60.0 + each / 10 for each in range(100)])

    assert wait(durations, 0) >= 20.0
    assert wait(durations, 63) < 3.5


def test_polls_come_closer_together_the_more_of_the_films_left_are_done_in_a_second():
    durations = of(*[60.0 + each for each in range(100)])

    waits = [pace.by_history(durations, age) for age in (70.0, 110.0, 150.0)]

    assert waits == sorted(waits, reverse=True)
    assert waits[2] < waits[0] / 1.5


def test_the_films_that_hang_for_long_are_asked_about_seldom():
    durations = of(*[80.0 + each / 4 for each in range(95)], *[600.0 + 100 * n for n in range(5)])

    assert wait(durations, 95) < 3.0
    assert wait(durations, 300) > 8.0


def test_past_all_films_it_goes_on_for_a_while_and_then_nothing_is_known():
    durations = of(*[60.0 + each / 10 for each in range(100)])

    assert wait(durations, 75) < 5.0
    assert pace.by_history(durations, 90) is None


def test_films_that_took_equally_long_and_too_few_of_them_do_no_harm():
    assert pace.by_history(Durations(), 10) is None
    assert pace.by_history(of(*[60.0] * (ENOUGH - 1)), 10) is None
    assert pace.by_history(of(*[60.0] * KEPT), 10) == 50.0
    assert wait(of(*[60.0] * KEPT), 60.0) <= 2.2


def test_the_providers_own_wish_comes_first_within_bounds():
    chance = random.Random(1)

    assert 5.0 <= pace.poll(12.0, 5.0, chance) <= 5.5
    assert 2.0 <= pace.poll(12.0, 0.1, chance) <= 2.2
    assert 20.0 <= pace.poll(12.0, 500.0, chance) <= 22.0
