"""Which open jobs are due: asked all the time, so what did not change is not read again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Integer, and_, bindparam, case, func, select

from bot.core.job import ENDED, Job, JobStatus
from bot.store.database import Database
from bot.store.rows import to_job
from bot.store.tables import jobs, progress

OPEN = [status.value for status in JobStatus if status not in ENDED]
_POLLED = frozenset({JobStatus.QUEUED, JobStatus.RUNNING})
KEPT = 2_000
"""Jobs in the making that are kept in memory, some kilobytes each."""

PLACE = tuple(
    jobs.c[name] for name in ("guild_id", "channel_id", "message_id", "upload_limit", "shown_seq")
)
"""Where a card is may change without a step of its job (JobStore.move_card), and so without a new
`seq`."""

# A poll moves its next look only in the narrow table (see tables.progress).
_look_at = case(
    (
        jobs.c.status.in_([status.value for status in _POLLED]),
        func.coalesce(progress.c.look_at, jobs.c.next_at),
    ),
    else_=jobs.c.next_at,
)

# Only their turn is missing; `JobStore.waiting` finds them, however many they are.
_in_line = and_(
    jobs.c.status == JobStatus.ACCEPTED.value,
    jobs.c.message_id.is_not(None),
    jobs.c.picture.is_(None),
    jobs.c.review.is_(None),
)

# Built once: building a query costs as much as running it.
_DUE = (
    select(jobs.c.id, jobs.c.seq, *PLACE)
    .outerjoin(progress, progress.c.job_id == jobs.c.id)
    .where(jobs.c.status.in_(OPEN), _look_at <= bindparam("now"), ~_in_line)
    .order_by(_look_at, jobs.c.id)
    .limit(bindparam("most", type_=Integer))
)
_WHOLE = select(jobs).where(jobs.c.id.in_(bindparam("ids", expanding=True)))


class DueJobs:
    """A polled job's row, prompt and all, is read once for each of its states."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._kept: dict[int, tuple[_State, Job]] = {}
        """By number: what a row was like where it can change, and the job that was read from it."""

    async def find(self, now: float, *, limit: int) -> list[Job]:
        """Open jobs whose time has come, longest waiting first, without those in line."""
        kept, found = self._kept, dict[int, Job]()
        async with self._database.read() as db:
            states = [tuple(row) for row in await db.execute(_DUE, {"now": now, "most": limit})]
            for state in states:
                known = kept.get(state[0])
                if known is not None and known[0] == state:
                    found[state[0]] = known[1]
            new = [state[0] for state in states if state[0] not in found]
            if new:
                rows = await db.execute(_WHOLE, {"ids": new})
                found |= {job.id: job for job in map(to_job, rows)}
        self._keep(found[job_id] for job_id in new if job_id in found)
        return [found[state[0]] for state in states if state[0] in found]

    def _keep(self, read: Iterable[Job]) -> None:
        if len(self._kept) > KEPT:
            self._kept.clear()
        for job in read:
            if job.status in _POLLED:
                place = (getattr(job, column.name) for column in PLACE)
                self._kept[job.id] = ((job.id, job.seq, *place), job)


_State = tuple[Any, ...]
"""What `_DUE` tells of a job, its number first."""
