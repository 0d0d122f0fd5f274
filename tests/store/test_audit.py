"""The log of a server: by page, newest first, and gone after its days."""

from __future__ import annotations

from bot.core.audit import Act, Entry
from bot.store.audit import AuditStore
from bot.store.database import open_database
from tests.store.test_jobs import NOON


async def test_pages_are_newest_first_and_old_entries_go(database_url: str):
    async with open_database(database_url) as database:
        audit = AuditStore(database)
        for day in range(5):
            await audit.note(Entry(3, NOON + day, 9, Act.PAUSE, f"day {day}"))
        await audit.note(Entry(4, NOON, 9, Act.PAUSE, "elsewhere"))

        first, older = await audit.latest(3, page=0, per_page=2)
        last, oldest = await audit.latest(3, page=2, per_page=2)
        gone = await audit.forget(NOON + 3)
        left, _ = await audit.latest(3, page=0, per_page=9)

        assert ([each.about for each in first], older) == (["day 4", "day 3"], True)
        assert ([each.about for each in last], oldest) == (["day 0"], False)
        assert gone == 4
        assert [each.about for each in left] == ["day 4", "day 3"]
