"""Wishes that wait for their member's yes to the price: kept for a quarter of an hour."""

from __future__ import annotations

from sqlalchemy import select

from bot.core.job import Job
from bot.store.database import Database
from bot.store.rows import from_json, to_row
from bot.store.tables import wishes

KEPT_FOR = 900.0
"""Seconds: as long as the private question can be answered at Discord."""


class WishStore:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(self, draft: Job, *, now: float) -> int:
        """Keep a job that is not accepted yet; its number. Those nobody answered are dropped."""
        async with self._database.write() as db:
            await db.execute(wishes.delete().where(wishes.c.asked_at < now - KEPT_FOR))
            row = {"owner_id": draft.owner_id, "asked_at": now, "job": to_row(draft)}
            made = await db.execute(wishes.insert().values(row).returning(wishes.c.id))
            return made.scalar_one()

    async def get(self, wish_id: int, *, owner_id: int, now: float) -> Job | None:
        """The kept job; None where it was taken, dropped, too old, or is somebody else's."""
        query = select(wishes.c.job).where(
            wishes.c.id == wish_id,
            wishes.c.owner_id == owner_id,
            wishes.c.asked_at >= now - KEPT_FOR,
        )
        async with self._database.read() as db:
            found = (await db.execute(query)).scalar_one_or_none()
        return from_json(found) if found is not None else None

    async def drop(self, wish_id: int, *, owner_id: int) -> None:
        async with self._database.write() as db:
            await db.execute(
                wishes.delete().where(wishes.c.id == wish_id, wishes.c.owner_id == owner_id)
            )
