"""Of each limit somebody is told once at each level, however many films come at the same time."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from bot.core.allowance import Rule
from bot.core.overview import Meter, Whose
from bot.core.sentence import say
from bot.core.warning import warnings_of
from bot.store.database import open_database
from bot.store.warnings import WarningStore
from tests.store.test_jobs import NOON, draft

BUDGET = Meter(
    Whose.OWNER, Rule.MONEY_DAY, -1, say("Budget"), 800, 1_000, True, NOON + 9_000, say("set")
)


async def test_many_at_once_in_several_servers_tell_the_owner_and_write_it_down(database_url: str):
    async with open_database(database_url) as database:
        store = WarningStore(database)
        jobs = [replace(draft(n), id=n, home_id=100 + n % 4) for n in range(1, 21)]

        found = await asyncio.gather(*(store.due(job, warnings_of([BUDGET])) for job in jobs))
        await store.told(found[0], now=NOON)
        later = await store.due(jobs[0], warnings_of([BUDGET]))
        fuller = await store.due(jobs[0], warnings_of([replace(BUDGET, used=1_000)]))

    assert [len(each) for each in found] == [1] * 20, "nobody was told yet"
    assert later == []
    assert [each.warning.level for each in fuller] == [100]


async def test_of_both_levels_at_once_the_higher_is_said_and_both_are_over(database_url: str):
    async with open_database(database_url) as database:
        store, job = WarningStore(database), replace(draft(1), id=1)
        both = warnings_of([replace(BUDGET, used=1_000)])

        due = await store.due(job, both)
        await store.told(due, now=NOON)

        assert [each.warning.level for each in due] == [100]
        assert await store.due(job, both) == []


async def test_the_next_day_begins_anew_and_old_ones_are_forgotten(database_url: str):
    async with open_database(database_url) as database:
        store, job = WarningStore(database), replace(draft(1), id=1)
        await store.told(await store.due(job, warnings_of([BUDGET])), now=NOON)

        tomorrow = replace(BUDGET, resets=NOON + 95_400)
        assert len(await store.due(job, warnings_of([tomorrow]))) == 1
        await store.forget(NOON + 9_001)
        assert len(await store.due(job, warnings_of([BUDGET]))) == 1
