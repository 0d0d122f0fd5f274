"""Counts the prompts that a provider refused for what they show."""

from __future__ import annotations

from sqlalchemy import func, select

from bot.core.audit import Act, Entry
from bot.core.job import Job
from bot.core.standing import Block
from bot.core.strikes import A_DAY, pause_of
from bot.store.audit import note
from bot.store.counters import lock
from bot.store.database import Database
from bot.store.house_tables import strikes
from bot.store.houses import block_in, write_block


class StrikeStore:
    def __init__(self, database: Database, *, most: int) -> None:
        """So many strikes within a day pause a member for a day; 0: none do."""
        self._database = database
        self.most = most

    async def note(self, job: Job, *, now: float) -> Block | None:
        """Count the refusal of a job's prompt, once; the block that it brings about, if any.

        One that a moderator set stays as it is.
        """
        if not self.most:
            return None
        guild_id, member = job.home, job.owner_id
        async with self._database.write() as db:
            await lock(db, "guild", guild_id)
            known = await db.execute(select(strikes.c.job_id).where(strikes.c.job_id == job.id))
            if known.first() is not None:
                return None
            row = {"job_id": job.id, "guild_id": guild_id, "user_id": member, "at": now}
            await db.execute(strikes.insert().values(row))
            count = await db.execute(
                select(func.count()).where(
                    strikes.c.guild_id == guild_id,
                    strikes.c.user_id == member,
                    strikes.c.at > now - A_DAY,
                )
            )
            before = await block_in(db, guild_id, member)
            if count.scalar_one() < self.most or (before is not None and before.holds(now)):
                return None
            block = pause_of(job, now)
            await write_block(db, guild_id, block)
            after = {"reason": block.reason, "until": block.until}
            await note(db, Entry(guild_id, now, None, Act.BLOCK, f"member:{member}", None, after))
            return block
