"""What is written and asked every second goes past SQLAlchemy on SQLite, and promises the same."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import bindparam, insert, select, text

from bot.store.database import Database, open_database
from bot.store.tables import progress

ALL = select(progress.c.job_id, progress.c.percent).order_by(progress.c.job_id)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    async with open_database(database_url) as database:
        yield database


async def kept(database: Database) -> list[tuple[object, ...]]:
    return [tuple(row) for row in await database.look(database.spoken(ALL))]


async def test_rows_are_written_together_and_seen_by_everybody(database: Database):
    write = database.spoken(insert(progress))

    await database.write_rows(write, [(1, 40, 5.0, 1.0), (2, None, 6.0, 2.0)])

    assert await kept(database) == [(1, 40), (2, None)]
    async with database.read() as db:
        assert [tuple(row) for row in await db.execute(ALL)] == [(1, 40), (2, None)]


async def test_one_bad_row_takes_the_others_with_it_and_the_next_are_written(database: Database):
    write = database.spoken(insert(progress))

    with pytest.raises(Exception, match=r"(?i)null"):
        await database.write_rows(write, [(1, 40, 5.0, 1.0), (2, 50, None, 2.0)])
    assert await kept(database) == []

    await database.write_rows(write, [(3, 60, 5.0, 1.0)])
    assert await kept(database) == [(3, 60)]


async def test_a_question_is_given_what_it_is_asked_with_or_its_own_values(database: Database):
    await database.write_rows(database.spoken(insert(progress)), [(1, 10, 0, 0), (2, 20, 0, 0)])
    least = bindparam("least", 15, progress.c.percent.type)
    asked = database.spoken(select(progress.c.job_id).where(progress.c.percent >= least))

    assert [tuple(row) for row in await database.look(asked)] == [(2,)]
    assert [tuple(row) for row in await database.look(asked, least=25)] == []


async def test_who_writes_waits_for_its_turn_however_long_another_takes(database: Database):
    """SQLite alone sends one away that waited for five seconds; here it would at once."""
    if database.is_sqlite:
        await database.look(database.spoken(text("PRAGMA busy_timeout=0")))
    write = database.spoken(insert(progress))

    async with database.write() as db:
        await db.execute(progress.insert().values(job_id=1, percent=1, look_at=0, answered=0))
        later = asyncio.create_task(database.write_rows(write, [(2, 2, 0.0, 0.0)]))
        assert (1, 1) not in await kept(database)  # `later` has been where it could fail

    await later
    assert await kept(database) == [(1, 1), (2, 2)]
