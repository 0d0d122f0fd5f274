"""Which films were made from which, and which film a member may mean."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select

from bot.core.job import Job, JobStatus
from bot.store.database import Database
from bot.store.rows import to_job
from bot.store.tables import jobs

LATEST = 500
"""Films that are looked through for words; older ones are found by their number."""
FARTHEST = 20
"""Generations that are followed in either direction."""
MOST_KIN = 50
PROMPT_READ = 1_000
"""Characters of each prompt: lists show less, and who types in words types the first ones."""

_SHORT = (
    jobs.c.id,
    jobs.c.source_id,
    jobs.c.frame,
    jobs.c.owner_id,
    jobs.c.guild_id,
    jobs.c.channel_id,
    jobs.c.message_id,
    jobs.c.status,
    func.substr(jobs.c.prompt, 1, PROMPT_READ).label("prompt"),
)


@dataclass(frozen=True)
class Kin:
    """A job as another one's list names it."""

    id: int
    source_id: int | None
    frame: int | None
    owner_id: int
    guild_id: int
    channel_id: int
    message_id: int | None
    status: JobStatus
    prompt: str
    far: int = 0
    """Generations between the two: 1 is a source, or was made from the film itself."""


@dataclass(frozen=True)
class Tree:
    """Where a film comes from, its own source first, and what came of it, by number."""

    up: tuple[Kin, ...] = ()
    down: tuple[Kin, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.up or self.down)


async def by_card(database: Database, message_id: int) -> Job | None:
    """The job whose card this message is."""
    async with database.read() as db:
        row = (await db.execute(select(jobs).where(jobs.c.message_id == message_id))).first()
    return to_job(row) if row else None


async def films_known(
    database: Database, owner_id: int, channel_id: int, *, number: int | None = None
) -> list[Kin]:
    """Finished films of this member, and of this channel, newest first; at most LATEST.

    With `number`, the film of that number is among them, however old it is.
    """
    # People see a film on its card up to seconds before its delivery is written down.
    made = jobs.c.status.in_([JobStatus.STORED.value, JobStatus.DELIVERED.value])
    here = and_(jobs.c.channel_id == channel_id, jobs.c.down.is_(None))
    seen = or_(jobs.c.owner_id == owner_id, here)
    query = select(*_SHORT).where(made, seen).order_by(jobs.c.id.desc())
    async with database.read() as db:
        found = [_kin(row) for row in await db.execute(query.limit(LATEST))]
        if number is not None and all(kin.id != number for kin in found):
            found += [_kin(row) for row in await db.execute(query.where(jobs.c.id == number))]
    return found


async def made_of(database: Database, job_id: int) -> tuple[Kin, ...]:
    """What was made from this very film and has a card, oldest first."""
    return await _read(database, _shown(jobs.c.source_id == job_id))


async def tree(database: Database, job: Job) -> Tree:
    """Everything that job comes from and that came of it."""
    up: list[Kin] = []
    above = job.source_id
    while above is not None and len(up) < FARTHEST:
        found = await _read(database, jobs.c.id == above, far=len(up) + 1)
        up += found
        above = found[0].source_id if found else None
    down: list[Kin] = []
    below, far = [job.id], 1
    while below and far <= FARTHEST and len(down) < MOST_KIN:
        found = await _read(database, _shown(jobs.c.source_id.in_(below)), far=far)
        down += found
        below, far = [kin.id for kin in found], far + 1
    return Tree(tuple(up), tuple(sorted(down[:MOST_KIN], key=lambda kin: kin.id)))


def _shown(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """A command that was never answered left a job that nobody knows of."""
    return condition & jobs.c.message_id.is_not(None)


async def _read(
    database: Database, condition: ColumnElement[bool], *, far: int = 1
) -> tuple[Kin, ...]:
    query = select(*_SHORT).where(condition).order_by(jobs.c.id).limit(MOST_KIN)
    async with database.read() as db:
        return tuple(_kin(row, far) for row in await db.execute(query))


def _kin(row: Any, far: int = 0) -> Kin:
    return Kin(
        id=row.id,
        source_id=row.source_id,
        frame=row.frame,
        owner_id=row.owner_id,
        guild_id=row.guild_id,
        channel_id=row.channel_id,
        message_id=row.message_id,
        status=JobStatus(row.status),
        prompt=row.prompt,
        far=far,
    )
