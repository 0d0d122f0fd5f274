"""A migration killed between any two of its statements is harmless, from every schema there was."""

from __future__ import annotations

import asyncio
import multiprocessing
import signal
from collections.abc import Callable
from typing import Any

import pytest

from bot.store.database import open_database
from bot.store.pseudonym import KEY_NAME
from bot.store.schema import REVISIONS
from tests.store.killed import opens_and_dies
from tests.store.old_schemas import Rows, make, read
from tests.told import TOLD

pytestmark = pytest.mark.slow
MANY = 500
"""More points than any start has."""


def killed_at(url: str, point: int) -> bool:
    """Whether a start was killed there; False where it came through."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.store.killed"])
    process = context.Process(target=opens_and_dies, args=(url, point))
    process.start()
    process.join(60)
    assert process.exitcode in (0, -signal.SIGKILL)
    return process.exitcode != 0


async def started(url: str) -> None:
    async with open_database(url):
        pass


def kept(before: Rows, after: Rows) -> bool:
    """Whether every row is there with what it held; there may be more columns.

    One more row may be there, once: the key of the ledger that a migration makes.
    """
    keys = [row for row in after["memory"] if row["name"] == KEY_NAME]
    assert len(keys) <= 1
    made = [row for row in keys if row not in before.get("memory", [])]
    after = {**after, "memory": [row for row in after["memory"] if row not in made]}
    return all(
        len(rows) == len(after[table])
        and all(any(_within(row, now) for now in after[table]) for row in rows)
        for table, rows in before.items()
    )


def _within(row: dict[str, Any], now: dict[str, Any]) -> bool:
    return all(now[column] == value for column, value in row.items())


@pytest.mark.parametrize("old", [None, *REVISIONS[:-1]], ids=lambda revision: f"from {revision}")
def test_killed_before_every_statement_in_turn_the_next_start_finds_all_and_finishes(
    database_url: str, old: str | None, record_property: Callable[[str, object], None]
):
    make(database_url, old)
    _, before = read(database_url)

    point = 0
    while point < MANY and killed_at(database_url, point):
        schema, left = read(database_url)
        assert schema == old, f"killed before statement {point}: half a schema"
        assert left == before, f"killed before statement {point}"
        point += 1
    asyncio.run(started(database_url))
    head, after = read(database_url)

    pending = len(REVISIONS) - (REVISIONS.index(old) + 1 if old else 0)
    assert point >= 3 + 2 * pending, "each migration is a statement and its record at least"
    assert head == REVISIONS[-1]
    assert kept(before, after)
    engine = database_url.partition("+")[0]
    record_property(TOLD, f"{engine}, from schema {old}: killed at {point} points")
