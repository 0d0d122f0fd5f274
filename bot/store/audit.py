"""The log of what moderators and the owner did; written in the transaction of the deed itself."""

from __future__ import annotations

from typing import Any

from sqlalchemy import and_, exists, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.audit import Act, Entry
from bot.store.database import Database
from bot.store.house_tables import audit, houses


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

    async def untold(self, *, most: int) -> list[tuple[int, list[Entry]]]:
        """By log channel, a server's next entries that were not told there, oldest first."""
        here = and_(audit.c.guild_id == houses.c.guild_id, audit.c.id > houses.c.log_seen)
        waiting = (
            select(houses.c.guild_id, houses.c.log_to, houses.c.log_seen)
            .where(houses.c.log_to.is_not(None), exists().where(here))
            .order_by(houses.c.guild_id)
        )
        found = list[tuple[int, list[Entry]]]()
        async with self._database.read() as db:
            for guild_id, channel, seen in (await db.execute(waiting)).all():
                query = (
                    select(audit)
                    .where(audit.c.guild_id == guild_id, audit.c.id > seen)
                    .order_by(audit.c.id)
                    .limit(most)
                )
                found.append((channel, [_to_entry(row) for row in await db.execute(query)]))
        return found

    async def told(self, entry: Entry) -> None:
        """Everything of its server up to this entry was told."""
        async with self._database.write() as db:
            await db.execute(
                houses.update()
                .where(houses.c.guild_id == entry.guild_id, houses.c.log_seen < entry.id)
                .values(log_seen=entry.id)
            )

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
