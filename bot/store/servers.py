"""What the bot's owner sees of all servers together."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from bot.core.job import ENDED
from bot.store.database import Database
from bot.store.house_tables import houses, ledger
from bot.store.tables import jobs


@dataclass(frozen=True)
class ServerUse:
    """A server since the beginning of a period."""

    guild_id: int
    films: int
    spent: int
    """Micro-dollars."""
    approved: bool | None


async def servers_since(database: Database, since: float) -> dict[int, ServerUse]:
    """Servers with films since then, or with the owner's word about them, by number."""
    used = (
        select(ledger.c.guild_id, func.sum(ledger.c.films), func.sum(ledger.c.spent))
        .where(ledger.c.at >= since)
        .group_by(ledger.c.guild_id)
    )
    words = select(houses.c.guild_id, houses.c.approved).where(houses.c.guild_id != 0)
    async with database.read() as db:
        approved = {int(guild): word for guild, word in await db.execute(words)}
        found = {
            int(guild): ServerUse(int(guild), int(films), int(spent), approved.get(int(guild)))
            for guild, films, spent in await db.execute(used)
        }
    return {each: ServerUse(each, 0, 0, word) for each, word in approved.items()} | found


async def jobs_by_status(database: Database) -> dict[str, int]:
    """How many jobs are open, by status."""
    query = (
        select(jobs.c.status, func.count())
        .where(jobs.c.status.not_in([status.value for status in ENDED]))
        .group_by(jobs.c.status)
    )
    async with database.read() as db:
        return {str(status): int(count) for status, count in await db.execute(query)}
