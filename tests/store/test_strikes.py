"""Strikes are counted once for each job, within a day, on every engine."""

from __future__ import annotations

from dataclasses import replace

from bot.core.standing import Block
from bot.core.strikes import A_DAY, is_strike
from bot.core.video import Failure, Fault
from bot.store.database import open_database
from bot.store.houses import HouseStore
from bot.store.strikes import StrikeStore
from tests.store.test_jobs import NOON, draft


async def test_a_job_is_counted_once_and_yesterday_not_at_all(database_url: str):
    async with open_database(database_url) as database:
        strikes, jobs = StrikeStore(database, most=2), [replace(draft(), id=n) for n in range(1, 6)]

        first = [await strikes.note(jobs[0], now=NOON) for _ in range(3)]
        late = await strikes.note(jobs[1], now=NOON + A_DAY + 1)
        third = await strikes.note(jobs[2], now=NOON + A_DAY + 2)

        assert first == [None, None, None]
        assert late is None
        assert third is not None
        assert (third.by, third.until) == (None, NOON + 2 * A_DAY + 2)


async def test_a_moderators_own_block_stays_as_it_is(database_url: str):
    async with open_database(database_url) as database:
        own = Block(11, "spam", 9, NOON)
        await HouseStore(database).block(3, own, now=NOON)

        paused = await StrikeStore(database, most=1).note(replace(draft(), id=1), now=NOON)

        assert paused is None
        assert await HouseStore(database).blocks(3) == [own]


def test_only_what_the_provider_names_so_is_a_strike():
    def moderated(*reasons: str) -> bool:
        return is_strike(Failure(Fault.MODERATION, reasons=reasons))

    assert moderated("sexual")
    assert moderated("copyright", "Violence")
    assert moderated("hateful content")
    assert not moderated("copyright")
    assert not moderated()
    assert not is_strike(Failure(Fault.INPUT, reasons=("violence",)))
