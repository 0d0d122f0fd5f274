"""The word filter of each server. Every change is logged, and holds for the very next film."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import func, select

from bot.core.audit import Act
from bot.core.audit import Entry as Logged
from bot.core.wordfilter import MOST_ENTRIES, Entry, Kind, Rule
from bot.store.audit import note
from bot.store.counters import lock
from bot.store.database import Database
from bot.store.house_tables import words


class EntryKnown(Exception):
    """The server has this entry; `entry` is the one it has."""

    def __init__(self, entry: Entry) -> None:
        super().__init__(entry.text)
        self.entry = entry


class FilterFull(Exception):
    """The server has as many entries as it may have."""


class WordStore:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, guild_id: int) -> list[Entry]:
        """A server's entries: first what is denied, then what is let pass, by text."""
        query = (
            select(words)
            .where(words.c.guild_id == guild_id)
            .order_by(words.c.rule.desc(), words.c.folded)
        )
        async with self._database.read() as db:
            return [_to_entry(row) for row in await db.execute(query)]

    async def add(self, guild_id: int, entry: Entry, *, by: int, now: float) -> Entry:
        """Raises EntryKnown, FilterFull."""
        here = words.c.guild_id == guild_id
        async with self._database.write() as db:
            await lock(db, "guild", guild_id)
            known = await db.execute(select(words).where(here, words.c.folded == entry.folded))
            row = known.one_or_none()
            if row is not None:
                raise EntryKnown(_to_entry(row))
            count = await db.execute(select(func.count()).select_from(words).where(here))
            if count.scalar_one() >= MOST_ENTRIES:
                raise FilterFull(guild_id)
            values = {
                "guild_id": guild_id,
                "kind": entry.kind.value,
                "rule": entry.rule.value,
                "text": entry.text,
                "folded": entry.folded,
                "added_by": by,
                "added_at": now,
            }
            made = await db.execute(words.insert().values(values).returning(words.c.id))
            about = {"kind": entry.kind.value, "rule": entry.rule.value, "text": entry.text}
            await note(db, Logged(guild_id, now, by, Act.WORD, "words", None, about))
            return replace(entry, id=made.scalar_one(), added_by=by, added_at=now)

    async def remove(self, guild_id: int, entry_id: int, *, by: int, now: float) -> Entry | None:
        """What was removed; None where it was gone already."""
        here = (words.c.guild_id == guild_id) & (words.c.id == entry_id)
        async with self._database.write() as db:
            await lock(db, "guild", guild_id)
            row = (await db.execute(select(words).where(here))).one_or_none()
            if row is None:
                return None
            await db.execute(words.delete().where(here))
            about = {"kind": row.kind, "rule": row.rule, "text": row.text}
            await note(db, Logged(guild_id, now, by, Act.WORD, "words", about, None))
            return _to_entry(row)


def _to_entry(row: Any) -> Entry:
    return Entry(Kind(row.kind), Rule(row.rule), row.text, row.id, row.added_by, row.added_at)
