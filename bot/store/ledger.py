"""Who used up how much: every change of a job's price is one entry, written with the step itself.

Two sums: what is charged to the member, and what the bot's owner spends. An entry counts for the
day in which its order was reserved, so that what is given back later makes no room in another day.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Integer, and_, case, cast, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.job import FREE_OF_CHARGE, TAKES_A_PLACE, Job
from bot.core.periods import Period
from bot.core.standing import Tally, Wanted
from bot.store.house_tables import ledger
from bot.store.pseudonym import Pseudonyms
from bot.store.tables import jobs

LOOKED_BACK = 8 * 86_400.0
"""Seconds: farther back lies no film that a cooldown still asks about."""

HOME = func.coalesce(jobs.c.home_id, jobs.c.guild_id)
PLACE = func.coalesce(jobs.c.place_id, jobs.c.channel_id)
RUNNING = and_(
    jobs.c.status.in_([status.value for status in TAKES_A_PLACE]), jobs.c.overdue.is_(False)
)


@dataclass(frozen=True)
class Share:
    """What one order of a job stands for in the ledger."""

    films: int = 0
    charged: int = 0
    spent: int = 0

    def __sub__(self, other: Share) -> Share:
        return Share(
            self.films - other.films, self.charged - other.charged, self.spent - other.spent
        )


def shares(job: Job | None) -> dict[str, Share]:
    """What a job stands for, order by order."""
    if job is None:
        return {"first": Share(), "again": Share()}
    counts = int(job.status not in FREE_OF_CHARGE)
    spent = job.cost if job.spent is None else job.spent
    if not counts:
        return {"first": Share(0, job.cost, spent), "again": Share()}
    again = job.again_cost
    return {
        "first": Share(counts, job.cost - again, spent - again),
        "again": Share(0, again, again),
    }


async def book(db: AsyncConnection, names: Pseudonyms, job: Job | None, to: Job) -> None:
    """Write down what changed between `job` (None: it is new) and `to`, which is about to stand.

    A step is booked once, however often it is tried: job, `seq` and order are unique together.
    """
    before, after = shares(job), shares(to)
    changed = {part: after[part] - before[part] for part in after if after[part] != before[part]}
    if not changed:
        return
    member = await names.of(db, to.owner_id)
    for part, share in changed.items():
        row = {
            "job_id": to.id,
            "seq": to.seq,
            "part": part,
            "cause": to.status.value,
            "member": member,
            "guild_id": to.home,
            "place_id": to.place,
            "at": to.created_at if part == "first" else to.again_at or to.created_at,
            "written_at": to.changed_at,
            "films": share.films,
            "charged": share.charged,
            "spent": share.spent,
        }
        await db.execute(ledger.insert().values(row))


async def owner_counts(
    db: AsyncConnection, member: int, day: float, *, besides: int
) -> tuple[int, int]:
    """Over all servers since `day`: micro-dollars spent, and this member's films."""
    mine = and_(ledger.c.member == member, ledger.c.job_id != besides)
    found = await db.execute(
        select(_total(ledger.c.spent), _total(ledger.c.films, mine)).where(ledger.c.at >= day)
    )
    spent, films = found.one()
    return spent, films


async def tallies(
    db: AsyncConnection, member: int, wanted: Wanted, period: Period, now: float, *, besides: int
) -> tuple[Tally, Tally, Tally]:
    """What was used up in a server: by the member, by the server, in the channel.

    Job `besides` counts by its money only.
    """
    today = ledger.c.at >= period.day
    mine = ledger.c.member == member
    other = ledger.c.job_id != besides
    there = ledger.c.place_id == wanted.place
    found = await db.execute(
        select(
            _total(ledger.c.films, today, mine, other),
            _total(ledger.c.charged, today, mine),
            _total(ledger.c.charged, mine),
            _total(ledger.c.spent, today),
            _total(ledger.c.spent),
            _total(ledger.c.spent, today, there),
            _total(ledger.c.spent, there),
        ).where(ledger.c.guild_id == wanted.guild, ledger.c.at >= period.month)
    )
    films, my_day, my_month, day, month, day_there, month_there = found.one()
    running = await _running(db, wanted, besides=besides)
    last = await _last_film(db, member, wanted.guild, now, besides=besides)
    return (
        Tally(films, running[0], my_day, my_month, last),
        Tally(running=running[1], day=day, month=month),
        Tally(running=running[2], day=day_there, month=month_there),
    )


async def _running(db: AsyncConnection, wanted: Wanted, *, besides: int) -> tuple[int, int, int]:
    # Columns first (hence noqa): a number on the left has no operator of SQLAlchemy's.
    query = select(
        _count(jobs.c.owner_id == wanted.member),
        func.count(),
        _count(PLACE == wanted.place),  # noqa: SIM300
    ).where(RUNNING, HOME == wanted.guild, jobs.c.id != besides)  # noqa: SIM300
    mine, all_, there = (await db.execute(query)).one()
    return int(mine), int(all_), int(there)


async def _last_film(
    db: AsyncConnection, member: int, guild: int, now: float, *, besides: int
) -> float | None:
    made = (
        select(func.max(case((ledger.c.films > 0, ledger.c.at))).label("at"))
        .where(
            ledger.c.member == member,
            ledger.c.guild_id == guild,
            ledger.c.at >= now - LOOKED_BACK,
            ledger.c.job_id != besides,
        )
        .group_by(ledger.c.job_id)
        .having(func.sum(ledger.c.films) > 0)
        .subquery()
    )
    return (await db.execute(select(func.max(made.c.at)))).scalar_one()


def _total(column: ColumnElement[int], *conditions: ColumnElement[bool]) -> ColumnElement[int]:
    counted: Any = case((and_(*conditions), column), else_=0) if conditions else column
    # PostgreSQL adds bigints up to a decimal.
    return cast(func.coalesce(func.sum(counted), 0), jobs.c.cost.type)


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return cast(func.coalesce(func.sum(case((condition, 1), else_=0)), 0), Integer)
