"""Everything that is kept of one member, as they can take it with them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Table, select

from bot.store.database import Database
from bot.store.house_tables import audit, blocks, ledger, reports, strikes
from bot.store.pseudonym import Pseudonyms
from bot.store.tables import characters, drafts, jobs, members, wishes

_SECRET = frozenset({"answer_token", "watch_token", "job"})
"""Discord's permissions, and a film's own address: they say nothing of a person."""


class MyData:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._names = Pseudonyms()

    async def export(self, user_id: int) -> dict[str, list[dict[str, Any]]]:
        """Rows by table, as plain JSON. Times are seconds since 1970, money is micro-dollars."""
        found: dict[str, list[dict[str, Any]]] = {}
        async with self._database.read() as db:
            number = await self._names.of(db, user_id)
            for table, mine in _owned(user_id, number):
                rows = await db.execute(select(table).where(mine))
                found[table.name] = [
                    {name: value for name, value in row.items() if name not in _SECRET}
                    for row in rows.mappings()
                ]
        return found


def _owned(user_id: int, number: int) -> tuple[tuple[Table, ColumnElement[bool]], ...]:
    return (
        (jobs, jobs.c.owner_id == user_id),
        (drafts, drafts.c.owner_id == user_id),
        (wishes, wishes.c.owner_id == user_id),
        (members, members.c.user_id == user_id),
        (characters, characters.c.added_by == user_id),
        (reports, reports.c.reported_by == user_id),
        (strikes, strikes.c.user_id == user_id),
        (blocks, blocks.c.user_id == user_id),
        (audit, (audit.c.actor_id == user_id) | (audit.c.about == f"member:{user_id}")),
        (ledger, ledger.c.member == number),
    )
