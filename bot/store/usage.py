"""What the limits are held against, counted and locked inside the transaction that needs it."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.job import AT_PROVIDER, TAKES_A_PLACE, Job, JobStatus
from bot.core.wallet import Usage, day_start
from bot.store.tables import counters, jobs

_GIVEN_BACK = [JobStatus.FAILED.value, JobStatus.CANCELLED.value]


async def lock_counters(db: AsyncConnection, job: Job) -> None:
    """On PostgreSQL, hold what will be counted: always owner, server, channel, member."""
    for kind, key in (
        ("owner", 0),
        ("guild", job.guild_id),
        ("channel", job.channel_id),
        ("member", job.owner_id),
    ):
        await lock(db, kind, key)


async def lock(db: AsyncConnection, kind: str, key: int) -> None:
    """SQLite has one writer anyway."""
    if db.dialect.name == "sqlite":
        return
    row = {"kind": kind, "key": key}
    await db.execute(postgresql.insert(counters).values(row).on_conflict_do_nothing())
    await db.execute(
        select(counters.c.key)
        .where(counters.c.kind == kind, counters.c.key == key)
        .with_for_update()
    )


async def usage_in(
    db: AsyncConnection, owner_id: int, now: float, *, besides: int | None = None
) -> Usage:
    """Job `besides` counts by its money only."""
    today = jobs.c.created_at >= day_start(now)
    again_today = jobs.c.again_at >= day_start(now)
    counts = jobs.c.status.not_in(_GIVEN_BACK)
    running = and_(
        jobs.c.status.in_([status.value for status in TAKES_A_PLACE]), jobs.c.overdue.is_(False)
    )
    mine = and_(jobs.c.owner_id == owner_id, jobs.c.id != (besides or 0))

    def number(condition: ColumnElement[bool]) -> ColumnElement[int]:
        return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)

    found = await db.execute(
        select(
            func.coalesce(
                func.sum(
                    case((today, jobs.c.cost - jobs.c.again_cost), else_=0)
                    + case((again_today, jobs.c.again_cost), else_=0)
                ),
                0,
            ),
            number(and_(today, counts, mine)),
            number(and_(running, mine)),
        ).where(or_(today, again_today, running))
    )
    spent, my_films, my_running = found.one()
    return Usage(int(spent), int(my_films), int(my_running))


async def running_in(db: AsyncConnection) -> dict[int, int]:
    query = (
        select(jobs.c.owner_id, func.count())
        .where(
            jobs.c.status.in_([status.value for status in AT_PROVIDER]),
            jobs.c.overdue.is_(False),
        )
        .group_by(jobs.c.owner_id)
    )
    return {int(owner): int(count) for owner, count in await db.execute(query)}
