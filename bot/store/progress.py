"""How far each running job is: kept in memory, written about once a second for all together.

Losing a second of it costs nothing: the next poll says it again. A status is never kept here.
"""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from bot.core.pace import LONGEST_SPAN
from bot.store.database import Database
from bot.store.tables import progress


class Progress(NamedTuple):
    """A named tuple, since one is made for every poll."""

    percent: int | None = None
    """The provider's own figure; None until it gave one."""
    look_at: float = 0.0
    """When to ask again, seconds since 1970."""
    answered: float = 0.0
    """Seconds during which the provider answered us; what the deadline counts."""
    answered_at: float | None = None
    """When it answered last, in this process's life."""
    place: int | None = None
    """In the line before the provider, from 1; None where it is not waiting."""
    unreached: bool = False
    """Its turn has come, but the provider is down; until it answers about this job again."""


_NOTHING = Progress()


class ProgressBook:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: dict[int, Progress] = {}
        self._changed: set[int] = set()
        self._gone: set[int] = set()
        # Built once: it runs about once a second.
        insert = (sqlite if database.is_sqlite else postgresql).insert(progress)
        fresh = insert.excluded
        write = insert.on_conflict_do_update(
            index_elements=[progress.c.job_id],
            set_={"percent": fresh.percent, "look_at": fresh.look_at, "answered": fresh.answered},
        )
        # Rows go to the driver as they are: on their way through SQLAlchemy each cost more than in
        # the database (measured: 13 of 21 microseconds).
        self._write = database.spoken(write)

    async def load(self) -> None:
        async with self._database.read() as db:
            for row in await db.execute(select(progress)):
                self._known[row.job_id] = Progress(row.percent, row.look_at, row.answered)

    def get(self, job_id: int) -> Progress:
        return self._known.get(job_id, _NOTHING)

    def note(
        self,
        job_id: int,
        *,
        look_at: float,
        percent: int | None = None,
        answered_at: float | None = None,
        longest_span: float = LONGEST_SPAN,
    ) -> Progress:
        """Write down a look at a job; `answered_at` is when the provider answered, if it did.

        A percentage once known is kept when a reply has none. `longest_span` is for who looks
        less often than once a minute, on purpose.
        """
        before = self.get(job_id)
        span = 0.0
        if answered_at is not None and before.answered_at is not None:
            span = min(answered_at - before.answered_at, longest_span)
        after = Progress(
            percent=before.percent if percent is None else percent,
            look_at=look_at,
            answered=before.answered + span,
            answered_at=answered_at if answered_at is not None else before.answered_at,
            unreached=before.unreached and answered_at is None,
        )
        self._known[job_id] = after
        self._changed.add(job_id)
        return after

    def stand(self, job_id: int, place: int | None) -> bool:
        """Note a job's place in the line; true where it changed. Never written to the database."""
        before = self.get(job_id)
        if before.place == place:
            return False
        self._known[job_id] = before._replace(place=place)
        return True

    def reach(self, job_id: int, *, reached: bool) -> bool:
        """Note whether a job's provider can be asked; true where it changed. Never written."""
        before = self.get(job_id)
        if before.unreached is not reached:
            return False
        self._known[job_id] = before._replace(unreached=not reached)
        return True

    def forget(self, job_id: int) -> None:
        """The job is past polling."""
        if self._known.pop(job_id, None) is not None:
            self._changed.discard(job_id)
            self._gone.add(job_id)

    async def flush(self) -> None:
        """Write what changed since the last flush, all in one; nothing if nothing did."""
        changed, gone = self._changed, self._gone
        if not changed and not gone:
            return
        self._changed, self._gone = set(), set()
        rows = [
            (job_id, known.percent, known.look_at, known.answered)
            for job_id in changed
            if (known := self._known.get(job_id))
        ]
        if rows:
            await self._database.write_rows(self._write, rows)
        if gone:
            async with self._database.write() as db:
                await db.execute(
                    progress.delete().where(progress.c.job_id == bindparam("gone")),
                    [{"gone": job_id} for job_id in gone],
                )
