"""The states of a job and the steps between them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.job import ENDED, FREE_OF_CHARGE, NEXT, JobStatus, WrongStep
from tests.store.test_jobs import draft

S = JobStatus


def test_every_state_can_be_reached_and_every_open_one_left():
    reached = {status for further in NEXT.values() for status in further}

    assert set(NEXT) == set(JobStatus)
    assert reached | {S.ACCEPTED} == set(JobStatus)
    assert {S.DELIVERED, S.FAILED, S.CANCELLED, S.SET_ASIDE} == ENDED


def test_every_open_state_can_be_set_aside():
    assert all(S.SET_ASIDE in NEXT[status] for status in JobStatus if status not in ENDED)


def test_what_may_have_been_paid_for_is_never_cancelled_or_sent_again_by_itself():
    paid = [S.QUEUED, S.RUNNING, S.READY, S.STORED]

    assert not any(NEXT[status] & {S.CANCELLED, S.ACCEPTED, S.SUBMITTING} for status in paid)
    assert S.SUBMITTING not in NEXT[S.IN_DOUBT]


def test_a_step_that_does_not_exist_is_a_mistake():
    with pytest.raises(WrongStep, match="accepted -> delivered"):
        draft().to(S.DELIVERED, now=1.0)


@pytest.mark.parametrize("status", sorted(FREE_OF_CHARGE))
def test_an_end_without_a_film_gives_the_money_back(status: JobStatus):
    assert replace(draft(), cost=5).to(status, now=1.0).cost == 0


def test_a_card_that_is_known_needs_no_token_any_more():
    placed = replace(draft(), answer_token="secret").placed(9, now=2.0)

    assert (placed.message_id, placed.answer_token, placed.next_at) == (9, None, 2.0)
