"""What the limits are held against, counted and locked inside the transaction that needs it."""

from __future__ import annotations

from sqlalchemy import and_, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.job import AT_PROVIDER, Job, JobStatus
from bot.core.periods import period
from bot.core.standing import Standing, Wanted
from bot.core.wallet import Usage, day_start
from bot.store.counters import lock
from bot.store.database import Database
from bot.store.houses import block_in, everywhere_in, house_in
from bot.store.ledger import HOME, RUNNING, owner_counts, tallies
from bot.store.pseudonym import Pseudonyms
from bot.store.tables import jobs


async def lock_counters(db: AsyncConnection, job: Job) -> None:
    """On PostgreSQL, hold what will be counted: always owner, server, channel, member."""
    for kind, key in (
        ("owner", 0),
        ("guild", job.home),
        ("channel", job.place),
        ("member", job.owner_id),
    ):
        await lock(db, kind, key)


async def standing_in(
    db: AsyncConnection, names: Pseudonyms, wanted: Wanted, now: float, *, besides: int = 0
) -> Standing:
    """Everything that decides about a film. Job `besides` counts by its money only."""
    house = await house_in(db, wanted.guild)
    days = period(house.zone, now)
    member = await names.of(db, wanted.member)
    mine, server, channel = await tallies(db, member, wanted, days, now, besides=besides)
    return Standing(
        house=house,
        period=days,
        usage=await _usage(db, member, wanted.member, now, besides=besides),
        mine=mine,
        server=server,
        channel=channel,
        block=await block_in(db, wanted.guild, wanted.member),
        everywhere=await everywhere_in(db),
    )


async def _usage(
    db: AsyncConnection, member: int, owner_id: int, now: float, *, besides: int
) -> Usage:
    spent, films = await owner_counts(db, member, day_start(now), besides=besides)
    mine = and_(RUNNING, jobs.c.owner_id == owner_id, jobs.c.id != besides)
    running = await db.execute(select(func.count()).select_from(jobs).where(mine))
    return Usage(spent, films, running.scalar_one())


async def in_doubt(database: Database, wanted: Wanted) -> tuple[int, int]:
    """A member's orders in a server whose fate nobody knows: how many, and what they reserve."""
    query = select(func.count(), func.coalesce(func.sum(jobs.c.cost), 0)).where(
        jobs.c.status == JobStatus.IN_DOUBT.value,
        jobs.c.owner_id == wanted.member,
        # The column first (hence noqa): a number on the left has no operator of SQLAlchemy's.
        HOME == wanted.guild,  # noqa: SIM300
    )
    async with database.read() as db:
        count, reserved = (await db.execute(query)).one()
    return int(count), int(reserved)


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
