"""Films that were reported, taken down and put back. Each is logged in the same transaction."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import asdict

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from bot.core.audit import Act, Entry
from bot.core.down import Down
from bot.core.job import Job
from bot.store.audit import note
from bot.store.database import Database
from bot.store.house_tables import reports
from bot.store.tables import jobs


class ReportStore:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def report(self, job: Job, reason: str, *, by: int, now: float) -> None:
        """Write down what the moderators were told of."""
        row = {
            "guild_id": job.home,
            "job_id": job.id,
            "reported_by": by,
            "reason": reason,
            "at": now,
        }
        with suppress(IntegrityError):  # pressed twice at once: once is enough
            async with self._database.write() as db:
                await db.execute(reports.insert().values(row))
                await note(db, Entry(job.home, now, by, Act.REPORT, f"job:{job.id}", None, reason))

    async def is_reported(self, job: Job, *, by: int) -> bool:
        """Whether this member reported this film before."""
        here = (reports.c.job_id == job.id) & (reports.c.reported_by == by)
        async with self._database.read() as db:
            return (await db.execute(select(reports.c.id).where(here))).first() is not None

    async def take_down(self, job: Job, *, by: int | None, now: float) -> bool:
        """Only its owner can see the film from now on; False where that is so already.

        No step: whoever is taking one meanwhile goes on undisturbed.
        """
        down = asdict(Down(now, by))
        return await self._set(job, down, Entry(job.home, now, by, Act.TAKE_DOWN, f"job:{job.id}"))

    async def put_back(self, job: Job, *, by: int, now: float) -> bool:
        """Everybody may see it again; False where they may already."""
        return await self._set(job, None, Entry(job.home, now, by, Act.PUT_BACK, f"job:{job.id}"))

    async def _set(self, job: Job, down: dict[str, object] | None, entry: Entry) -> bool:
        other = jobs.c.down.is_(None) if down else jobs.c.down.is_not(None)
        async with self._database.write() as db:
            changed = await db.execute(
                jobs.update().where(jobs.c.id == job.id, other).values(down=down)
            )
            if changed.rowcount:
                await note(db, entry)
        return changed.rowcount > 0

    async def card(self, message_id: int) -> int | None:
        """The number of the job whose card this message is."""
        async with self._database.read() as db:
            found = await db.execute(select(jobs.c.id).where(jobs.c.message_id == message_id))
            return found.scalars().first()
