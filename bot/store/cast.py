"""The characters of each server: whoever adds one has said that who is shown consents."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import func, select

from bot.core.cast import MOST_PER_SERVER, JobCharacter, Listed, folded
from bot.store.counters import lock
from bot.store.database import Database
from bot.store.tables import characters


class NameTaken(Exception):
    """The server has a character of that name."""


class CastFull(Exception):
    """The server has as many characters as it may have."""


class CastStore:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, listed: Listed) -> Listed:
        """Keep a character. Raises NameTaken, CastFull."""
        here = characters.c.guild_id == listed.guild_id
        name = folded(listed.who.name)
        async with self._database.write() as db:
            await lock(db, "guild", listed.guild_id)
            known = await db.execute(
                select(characters.c.id).where(here, characters.c.folded == name)
            )
            if known.first() is not None:
                raise NameTaken(listed.who.name)
            count = await db.execute(select(func.count()).select_from(characters).where(here))
            if count.scalar_one() >= MOST_PER_SERVER:
                raise CastFull(listed.guild_id)
            row = {
                "guild_id": listed.guild_id,
                "folded": name,
                "name": listed.who.name,
                "url": listed.who.url,
                "start": listed.who.start,
                "end": listed.who.end,
                "added_by": listed.added_by,
                "added_at": listed.added_at,
            }
            made = await db.execute(characters.insert().values(row).returning(characters.c.id))
            return replace(listed, id=made.scalar_one())

    async def of(self, guild_id: int) -> list[Listed]:
        """The characters of a server, by name."""
        query = (
            select(characters)
            .where(characters.c.guild_id == guild_id)
            .order_by(characters.c.folded)
        )
        async with self._database.read() as db:
            return [_to_listed(row) for row in await db.execute(query)]

    async def find(self, guild_id: int, name: str) -> Listed | None:
        """The one that is meant by this name, whatever its case."""
        query = select(characters).where(
            characters.c.guild_id == guild_id, characters.c.folded == folded(name)
        )
        async with self._database.read() as db:
            row = (await db.execute(query)).one_or_none()
        return _to_listed(row) if row else None

    async def remove(self, listed: Listed) -> bool:
        """False where it was removed already."""
        async with self._database.write() as db:
            gone = await db.execute(characters.delete().where(characters.c.id == listed.id))
        return gone.rowcount > 0


def _to_listed(row: Any) -> Listed:
    who = JobCharacter(row.name, row.url, row.start, row.end)
    return Listed(who, row.guild_id, row.added_by, row.added_at, row.id)
