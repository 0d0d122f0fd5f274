"""What there is to do now: asked all the time, so what did not change is not read again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Float,
    Integer,
    Select,
    and_,
    bindparam,
    case,
    func,
    literal_column,
    select,
    union_all,
)

from bot.core.job import ENDED, Bell, Job, JobStatus
from bot.store.database import Database
from bot.store.rows import to_job
from bot.store.tables import jobs, progress

OPEN = [status.value for status in JobStatus if status not in ENDED]
_POLLED = frozenset({JobStatus.QUEUED, JobStatus.RUNNING})
_LONG = _POLLED | {JobStatus.ACCEPTED}
"""Looked at again and again while nothing about them changes."""
KEPT = 3_000
"""Jobs that are kept in memory, some kilobytes each."""
LONGEST_LINE = 1_000
MOST_BELLS = 50
STEPS, LINE, BELLS = range(3)
"""The parts of what there is to do."""

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
_now = bindparam("now", 0.0, Float(53))

# Only their turn is missing; the part of the line finds them, however many they are.
_in_line = and_(
    jobs.c.status == JobStatus.ACCEPTED.value,
    jobs.c.message_id.is_not(None),
    jobs.c.picture.is_(None),
    jobs.c.review.is_(None),
)


def _part(number: int, rank: ColumnElement[Any]) -> Select[Any]:
    """What a part tells of a job: its own number, where the job stands in it, the job's state."""
    part = literal_column(str(number), Integer)
    return select(part.label("part"), rank.label("rank"), jobs.c.id, jobs.c.seq, *PLACE)


_PARTS = (
    _part(STEPS, _look_at)
    .outerjoin_from(jobs, progress, progress.c.job_id == jobs.c.id)
    .where(jobs.c.status.in_(OPEN), _look_at <= _now, ~_in_line)
    .order_by(_look_at, jobs.c.id)
    .limit(bindparam("most", 0, Integer)),
    _part(LINE, jobs.c.id)
    .where(
        jobs.c.status == JobStatus.ACCEPTED.value,
        jobs.c.message_id.is_not(None),
        jobs.c.next_at <= _now,
    )
    .order_by(jobs.c.id)
    .limit(LONGEST_LINE),
    _part(BELLS, jobs.c.id)
    .where(
        jobs.c.bell == Bell.DUE.value,
        jobs.c.shown_seq >= 0,
        jobs.c.next_at <= _now,
        jobs.c.message_id.is_not(None),
    )
    .order_by(jobs.c.id)
    .limit(MOST_BELLS),
)
_DUE = union_all(*(select(part.subquery()) for part in _PARTS))
_PLACE_IN_PART = itemgetter(0, 1, 2)
_WHOLE = select(jobs).where(jobs.c.id.in_(bindparam("ids", expanding=True)))


@dataclass(frozen=True)
class Due:
    """Jobs whose time has come."""

    steps: list[Job] = field(default_factory=list[Job])
    """Open, longest waiting first, without most of the line."""
    line: list[Job] = field(default_factory=list[Job])
    """Nothing but their turn is missing; first asked first, at most LONGEST_LINE."""
    bells: list[Job] = field(default_factory=list[Job])
    """Ended, and their owner is to be called: their card shows the end. At most MOST_BELLS."""


class DueJobs:
    """A job's row, prompt and all, is read once for each of its states, and all parts in one trip,
    since a trip costs more than most of what it brings."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._spoken = database.spoken(_DUE)
        self._kept: dict[int, tuple[_State, Job]] = {}
        """By number: what a row was like where it can change, and the job that was read from it."""

    async def find(self, now: float, *, limit: int) -> Due:
        """`limit` is for the steps."""
        rows = await self._database.look(self._spoken, now=now, most=limit)
        known = await self._whole([row[2:] for row in rows])
        due = Due()
        parts = {STEPS: due.steps, LINE: due.line, BELLS: due.bells}
        for row in sorted(rows, key=_PLACE_IN_PART):
            job = known.get(row[2])
            if job is not None and (row[0] != LINE or job.may_be_sent):
                parts[row[0]].append(job)
        return due

    async def _whole(self, states: Sequence[_State]) -> dict[int, Job]:
        kept, found, new = self._kept, dict[int, Job](), list[int]()
        for state in states:
            known = kept.get(state[0])
            if known is not None and known[0] == state:
                found[state[0]] = known[1]
            else:
                new.append(state[0])
        if new:
            async with self._database.read() as db:
                read = [to_job(row) for row in await db.execute(_WHOLE, {"ids": new})]
            self._keep(read)
            found |= {job.id: job for job in read}
        return found

    def _keep(self, read: Iterable[Job]) -> None:
        if len(self._kept) > KEPT:
            self._kept.clear()
        for job in read:
            if job.status in _LONG:
                place = (getattr(job, column.name) for column in PLACE)
                self._kept[job.id] = ((job.id, job.seq, *place), job)


_State = Sequence[Any]
"""What a part tells of a job's state, its number first."""
