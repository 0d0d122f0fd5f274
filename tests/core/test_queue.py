"""Whose turn it is: nobody waits behind another's second film."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.core.job import Job
from bot.core.queue import order
from tests.store.test_jobs import draft

ANN, BEN, CAT = 1, 2, 3


def waiting(*owners: int) -> list[Job]:
    """Jobs in the order they were asked for."""
    return [
        replace(draft(at, owner=owner, at=float(at)), id=at) for at, owner in enumerate(owners, 1)
    ]


def test_everybodys_first_film_goes_before_anybodys_second():
    assert order(waiting(ANN, ANN, ANN, BEN, CAT), {}) == [1, 4, 5, 2, 3]


def test_what_a_member_has_running_counts_as_had():
    assert order(waiting(ANN, BEN), {ANN: 1}) == [2, 1]


def test_among_equals_who_asked_first_goes_first():
    assert order(waiting(CAT, ANN, BEN), {}) == [1, 2, 3]


@given(
    st.lists(st.integers(1, 4), max_size=30), st.dictionaries(st.integers(1, 4), st.integers(0, 3))
)
def test_it_is_every_job_once_and_no_member_is_two_ahead_of_one_who_waits(
    owners: list[int], running: dict[int, int]
):
    jobs = {job.id: job for job in waiting(*owners)}
    ids = order(jobs.values(), running)
    had, left = Counter(running), Counter(owners)

    assert sorted(ids) == sorted(jobs)
    for job_id in ids:
        owner = jobs[job_id].owner_id
        assert all(had[owner] <= had[other] for other, count in left.items() if count)
        had[owner] += 1
        left[owner] -= 1
