"""Rows that are locked by whoever counts against a limit, or changes one."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.tables import counters


async def lock(db: AsyncConnection, kind: str, key: int) -> None:
    """Hold what is counted until the transaction ends; in the order owner, guild, channel, member.

    SQLite has one writer anyway.
    """
    if db.dialect.name == "sqlite":
        return
    row = {"kind": kind, "key": key}
    await db.execute(postgresql.insert(counters).values(row).on_conflict_do_nothing())
    await db.execute(
        select(counters.c.key)
        .where(counters.c.kind == kind, counters.c.key == key)
        .with_for_update()
    )
