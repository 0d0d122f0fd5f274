"""The log of what moderators and the owner did; written in the transaction of the deed itself."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.audit import Act, Entry
from bot.store.database import Database
from bot.store.house_tables import audit


async def note(db: AsyncConnection, entry: Entry) -> int:
    """Write an entry in a transaction of somebody else's; returns its number."""
    row = {
        "guild_id": entry.guild_id,
        "at": entry.at,
        "actor_id": entry.actor_id,
        "act": entry.act.value,
        "about": entry.about,
        "before": entry.before,
        "after": entry.after,
    }
    made = await db.execute(audit.insert().values(row).returning(audit.c.id))
    return int(made.scalar_one())


class AuditStore:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def note(self, entry: Entry) -> None:
        """Write down what is no change of anything else: a refusal."""
        async with self._database.write() as db:
            await note(db, entry)

    async def latest(self, guild_id: int, *, page: int, per_page: int) -> tuple[list[Entry], bool]:
        """A page of a server's log, newest first, and whether there are older ones."""
        query = (
            select(audit)
            .where(audit.c.guild_id == guild_id)
            .order_by(audit.c.id.desc())
            .offset(page * per_page)
            .limit(per_page + 1)
        )
        async with self._database.read() as db:
            found = [_to_entry(row) for row in await db.execute(query)]
        return found[:per_page], len(found) > per_page

    async def forget(self, before: float) -> int:
        """Remove what is older; returns how many there were."""
        async with self._database.write() as db:
            gone = await db.execute(audit.delete().where(audit.c.at < before))
        return gone.rowcount


def _to_entry(row: Any) -> Entry:
    return Entry(
        row.guild_id,
        row.at,
        row.actor_id,
        Act(row.act),
        row.about,
        row.before,
        row.after,
        row.id,
    )
