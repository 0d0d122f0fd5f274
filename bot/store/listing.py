"""Looking jobs up for people: a member's own, by state and page."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, func, select

from bot.core.job import ENDED, Job, JobStatus
from bot.store.database import Database
from bot.store.rows import to_job
from bot.store.tables import jobs


class Kind(StrEnum):
    """What a member may want to see of their jobs."""

    ALL = "all"
    OPEN = "open"
    FILMS = "films"
    WITHOUT = "without"
    """Ended without a film."""


_STATES = {
    Kind.OPEN: [status for status in JobStatus if status not in ENDED],
    Kind.FILMS: [JobStatus.DELIVERED],
    Kind.WITHOUT: [JobStatus.FAILED, JobStatus.CANCELLED, JobStatus.SET_ASIDE],
}


@dataclass(frozen=True)
class Page:
    jobs: tuple[Job, ...]
    number: int
    """From 0."""
    pages: int
    total: int


async def past_durations(
    database: Database, *, latest: int
) -> list[tuple[tuple[str, int, str], float]]:
    """Model, seconds and size, and how long it took, of the latest finished films, oldest first."""
    async with database.read() as db:
        rows = await db.execute(
            select(jobs.c.model, jobs.c.seconds, jobs.c.size, jobs.c.ready_at, jobs.c.submitted_at)
            .where(jobs.c.ready_at.is_not(None), jobs.c.submitted_at.is_not(None))
            .order_by(jobs.c.id.desc())
            .limit(latest)
        )
        found = [
            ((row.model, row.seconds, row.size), row.ready_at - row.submitted_at) for row in rows
        ]
    return found[::-1]


async def jobs_of(
    database: Database, owner_id: int, kind: Kind, *, page: int, per_page: int
) -> Page:
    """A member's jobs in all servers, newest first. A page past the end is the last one.

    A command that was never answered left a job that nobody knows of; it is not listed.
    """
    wanted: ColumnElement[bool] = (jobs.c.owner_id == owner_id) & jobs.c.message_id.is_not(None)
    if kind is not Kind.ALL:
        wanted &= jobs.c.status.in_([status.value for status in _STATES[kind]])
    async with database.read() as db:
        total = (await db.execute(select(func.count()).where(wanted))).scalar_one()
        pages = max(1, -(-total // per_page))
        number = min(max(page, 0), pages - 1)
        rows = await db.execute(
            select(jobs)
            .where(wanted)
            .order_by(jobs.c.id.desc())
            .limit(per_page)
            .offset(number * per_page)
        )
        found = tuple(to_job(row) for row in rows)
    return Page(found, number, pages, total)
