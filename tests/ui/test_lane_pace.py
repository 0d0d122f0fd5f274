"""Edits of one channel: who goes first, and how fast. Time stands in the hand."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from tests.ui.lane_channel import (
    DONE,
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


def windows(times: list[float]) -> list[float]:
    """For each edit, when the window began that Discord counts it for."""
    began, found = float("-inf"), list[float]()
    for at in times:
        began = at if at >= began + 5.0 else began
        found.append(began)
    return found


async def test_two_go_at_once_and_then_as_many_as_discord_takes(channel: Channel):
    for card in range(1, 11):
        channel.put(card)

    await channel.time.pass_(20)

    times = [at for at, _, _ in channel.shown]
    assert times == [0, 0, 3.5, 4.0, 4.5, 5.1, 5.1, 8.6, 9.1, 9.6]


@pytest.mark.parametrize("finals", [0.0, 0.3, 0.9])
async def test_discord_never_counts_more_than_five_edits_in_five_seconds(
    channel: Channel, finals: float
):
    chance = random.Random(3)
    for card in range(300):
        channel.put(card, DONE if chance.random() < finals else RUNNING)
        await channel.time.pass_(chance.uniform(0, 0.6))
    await channel.time.pass_(400)

    assert len(channel.shown) == 300
    assert max(Counter(windows([at for at, _, _ in channel.shown])).values()) == 5


async def test_three_of_five_are_kept_for_cards_that_end(channel: Channel):
    for card in range(1, 11):
        channel.put(card)
    await settle()
    before = len(channel.shown)

    for card in (77, 78, 79):
        channel.put(card, DONE)
    await settle()

    assert before == 2
    assert channel.cards[2:] == [77, 78, 79]


async def test_what_was_kept_in_vain_is_not_lost_to_the_others(channel: Channel):
    for card in range(1, 101):
        channel.put(card)

    await channel.time.pass_(50.9)

    assert len(channel.shown) == 50


async def test_a_card_that_ends_alone_waits_less_than_a_second(channel: Channel):
    waits: list[float] = []
    for card in range(1, 101):
        await channel.time.pass_(5.37)
        for other in range(1_000, 1_020):
            channel.put(other)
        before = channel.time.now - 1_000
        channel.put(card, DONE)
        await channel.time.pass_(1)
        waits += [at - before for at, shown, _ in channel.shown if shown == card]

    assert len(waits) == 100
    assert max(waits) < 1.0


async def test_the_next_five_wait_until_discord_must_have_begun_to_count_anew(channel: Channel):
    gate = channel.gates[101] = asyncio.Event()
    for card in range(101, 107):
        channel.gates[card] = gate
        channel.put(card, DONE)
    await channel.time.pass_(0.8)  # all that time they are on their way
    gate.set()

    await channel.time.pass_(5.0)
    after_five = len(channel.shown)
    await channel.time.pass_(0.2)

    assert after_five == 5
    assert len(channel.shown) == 6


async def test_cards_that_end_go_before_all_others(channel: Channel):
    await drained(channel)
    for card in range(1, 5):
        channel.put(card)
    channel.put(50, DONE)
    channel.put(51, DONE)

    await channel.time.pass_(5.2)

    assert channel.cards[:2] == [50, 51]


async def test_cards_that_end_spend_the_burst_before_all_others(channel: Channel):
    for card in range(1, 5):
        channel.put(card)
    for card in range(51, 56):
        channel.put(card, DONE)

    await settle()

    assert channel.cards == [51, 52, 53, 54, 55]


async def test_whoever_waits_longest_goes_first_whatever_its_number(channel: Channel):
    await drained(channel)
    for card in (9, 5, 7):
        channel.put(card)

    await channel.time.pass_(5.5)
    channel.put(1)
    await channel.time.pass_(10)

    assert channel.cards == [9, 5, 7, 1]


async def test_a_card_that_changes_all_the_time_does_not_hold_up_the_others(channel: Channel):
    await drained(channel)
    channel.put(1)
    for card in (2, 3, 4):
        channel.put(card)

    for state in range(11):
        channel.put(1, replace(RUNNING, seq=state))
        await channel.time.pass_(1)

    assert set(channel.cards) == {1, 2, 3, 4}
