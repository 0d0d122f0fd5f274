"""Logs in their channels: in order, each entry once, and what could not be told is told later."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.delivery import CardBusy, CardGone
from bot.log_channels import LogChannels
from bot.store.audit import AuditStore
from tests.house import House, Start

GUILD, OTHER, CHANNEL = 5, 6, 808


@pytest.fixture
async def house(start: Start) -> AsyncIterator[House]:
    async with start() as opened:
        yield opened


async def test_each_entry_is_told_once_and_none_of_before(house: House):
    houses, logs = house.parts.houses, LogChannels(AuditStore(house.store._database), house.seen)
    await houses.pause(GUILD, "", by=1, now=house.clock())
    await houses.set_log_to(GUILD, CHANNEL, by=1, now=house.clock())
    await houses.resume(GUILD, by=1, now=house.clock())
    await houses.pause(OTHER, "", by=1, now=house.clock())

    assert await logs.tell()
    assert await logs.tell()

    assert house.seen.logged == [(CHANNEL, "log_to"), (CHANNEL, "resume")]


async def test_what_discord_would_not_take_is_told_later_and_ten_at_a_time(house: House):
    houses, logs = house.parts.houses, LogChannels(AuditStore(house.store._database), house.seen)
    await houses.set_log_to(GUILD, CHANNEL, by=1, now=house.clock())
    for _ in range(6):
        await houses.pause(GUILD, "", by=1, now=house.clock())
        await houses.resume(GUILD, by=1, now=house.clock())
    house.seen.problems += [CardBusy("slow"), CardGone("no rights")]

    assert not await logs.tell()
    assert not await logs.tell()
    assert house.seen.logged == []
    assert await logs.tell()
    assert len(house.seen.logged) == 10
    assert await logs.tell()

    assert [act for _, act in house.seen.logged] == ["log_to"] + ["pause", "resume"] * 6
