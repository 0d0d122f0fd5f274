"""Edits of one channel: which are sent, who is replaced and who is told. Time is in the hand."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.core.job import JobStatus
from tests.ui.lane_channel import (
    DONE,
    FILM,
    RUNNING,
    Channel,
    drained,
    opened,
    settle,
)


@pytest.fixture
async def channel() -> AsyncIterator[Channel]:
    async with opened() as channel:
        yield channel


async def test_the_latest_state_wins_and_the_older_are_never_sent(channel: Channel):
    await drained(channel)
    for state in (1, 2, 3, 2):
        channel.put(5, replace(RUNNING, seq=state))

    await channel.time.pass_(10)

    assert channel.states == [3]


async def test_one_card_is_edited_by_one_at_a_time_and_in_order(channel: Channel):
    channel.gates[5] = asyncio.Event()
    channel.put(5, replace(RUNNING, seq=1))
    await settle()
    channel.put(5, replace(RUNNING, seq=2))
    channel.put(6)
    await settle()
    while_held = list(channel.cards)

    channel.gates[5].set()
    await channel.time.pass_(6)

    assert while_held == [6]
    assert channel.begun.count(5) == 2
    assert [state for _, card, state in channel.shown if card == 5] == [1, 2]


async def test_an_upload_under_way_does_not_hold_up_the_channel(channel: Channel):
    channel.gates[5] = asyncio.Event()
    channel.put(5, DONE, film=FILM)
    await settle()

    channel.put(6)
    await settle()

    assert channel.cards == [6]


async def test_an_hour_long_upload_costs_the_lane_nothing(channel: Channel):
    channel.gates[5] = asyncio.Event()
    channel.put(5, DONE, film=FILM)

    await channel.time.pass_(3_600)

    assert channel.time.set == 0


async def test_who_waits_for_the_film_is_never_replaced_by_progress(channel: Channel):
    await drained(channel)
    seen = asyncio.get_running_loop().create_future()
    channel.put(5, DONE, film=FILM, waiters=[seen])
    channel.put(5, replace(RUNNING, seq=DONE.seq))
    channel.put(5, replace(DONE, seq=DONE.seq + 1, status=JobStatus.RUNNING))

    await channel.time.pass_(10)

    assert seen.done()
    assert channel.states == [DONE.seq]


async def test_two_who_wait_for_one_card_both_learn_that_it_was_shown(channel: Channel):
    await drained(channel)
    loop = asyncio.get_running_loop()
    first, second, older = loop.create_future(), loop.create_future(), loop.create_future()
    channel.put(5, DONE, waiters=[first])
    channel.put(5, replace(DONE, seq=10), waiters=[second])
    channel.put(5, replace(DONE, seq=8), waiters=[older])

    await channel.time.pass_(10)

    assert [each.done() for each in (first, second, older)] == [True, True, True]
    assert channel.states == [10]


async def test_an_edit_for_later_waits_for_its_time_and_lets_others_pass(channel: Channel):
    channel.put(5, DONE, not_before=1_003.0)
    channel.put(6)

    await channel.time.pass_(10)

    assert channel.shown == [(0, 6, 0), (3, 5, DONE.seq)]


async def test_an_edit_for_later_comes_in_time_while_the_channel_waits_for_its_pace(
    channel: Channel,
):
    for card in range(1, 7):
        channel.put(card)
    channel.put(50, DONE, not_before=1_000.3)

    await channel.time.pass_(0.5)

    assert channel.shown[-1] == (0.3, 50, DONE.seq)


async def test_a_newer_state_does_not_wait_for_the_second_try_of_an_older_one(channel: Channel):
    channel.put(5, replace(RUNNING, seq=1), not_before=1_060.0, tries=3)
    channel.put(5, replace(RUNNING, seq=2))

    await settle()

    assert channel.states == [2]


async def test_nothing_runs_and_nothing_is_kept_when_all_is_shown(channel: Channel):
    for card in range(1, 7):
        channel.put(card)
    await channel.time.pass_(20)
    alarms = channel.time.set

    await channel.time.pass_(3_600)

    assert channel.lane.idle
    assert channel.tasks[-1].done()
    assert channel.time.set == alarms
    assert all(alarm.stopped for _, _, alarm, _ in channel.time.alarms)


async def test_a_lane_that_waits_sleeps_instead_of_spinning(channel: Channel):
    channel.put(5, DONE, not_before=1_000 + 3_600)
    await settle()

    await channel.time.pass_(3_599)

    assert channel.time.set <= 2
    assert channel.shown == []


async def test_a_lane_that_ran_dry_takes_up_again(channel: Channel):
    channel.put(5)
    await channel.time.pass_(60)
    channel.put(5, replace(RUNNING, seq=1))

    await channel.time.pass_(60)

    assert channel.states == [0, 1]
    assert len(channel.tasks) == 2


async def test_a_stop_leaves_nobody_waiting(channel: Channel):
    loop = asyncio.get_running_loop()
    held, queued = loop.create_future(), loop.create_future()
    channel.gates[5] = asyncio.Event()
    channel.put(5, DONE, film=FILM, waiters=[held])
    await settle()
    channel.put(5, replace(DONE, seq=10), waiters=[queued])

    await channel.lane.stop()

    assert held.cancelled()
    assert queued.cancelled()
    assert channel.under_way == set()
