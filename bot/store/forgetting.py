"""What is kept of a member or a server goes; what limits count stays, and the provider's ids."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.job import ENDED, Job
from bot.store.database import Database
from bot.store.house_tables import (
    audit,
    blocks,
    forgetting,
    houses,
    reports,
    rules,
    strikes,
    words,
)
from bot.store.ledger import HOME
from bot.store.rows import to_job
from bot.store.tables import characters, drafts, jobs, members, progress, wishes

NOBODY = 0
"""Who a forgotten job belongs to."""
_ENDED = [status.value for status in ENDED]
_NOTHING: dict[str, Any] = {
    "owner_id": NOBODY,
    "application_id": 0,
    "guild_id": 0,
    "channel_id": 0,
    "locale": "en-US",
    "prompt": "",
    "message_id": None,
    "answer_token": None,
    "urls": [],
    "problem": None,
    "film": None,
    "watch_token": None,
    "picture": None,
    "bell": None,
    "again_by": None,
    "source_id": None,
    "source_card": None,
    "character": None,
    "home_id": None,
    "place_id": None,
    "roles": None,
    "down": {"at": 0.0, "by": None},  # Discord may tell late that its card was deleted
    "review": None,
}
"""What a forgotten job says. Its number, model, price and the provider's id stay: an order whose
answer was lost must not be taken for another one, and sums must stay right."""


class Whose(StrEnum):
    MEMBER = "member"
    SERVER = "server"


@dataclass(frozen=True)
class Forget:
    """Everything of this member or server is to go."""

    whose: Whose
    id: int

    @property
    def jobs(self) -> ColumnElement[bool]:
        if self.whose is Whose.MEMBER:
            return jobs.c.owner_id == self.id
        # The column first (hence noqa): a number on the left has no operator of SQLAlchemy's.
        return and_(HOME == self.id, jobs.c.owner_id != NOBODY)  # noqa: SIM300


class ForgettingStore:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def ask(self, what: Forget, *, due_at: float) -> None:
        """It goes from then on."""
        async with self._database.write() as db:
            await db.execute(forgetting.delete().where(_row_of(what)))
            row = {"kind": what.whose.value, "id": what.id, "due_at": due_at}
            await db.execute(forgetting.insert().values(row))

    async def keep(self, what: Forget) -> None:
        """It stays after all: the bot is in the server again."""
        async with self._database.write() as db:
            await db.execute(forgetting.delete().where(_row_of(what)))

    async def due(self, now: float) -> list[Forget]:
        query = select(forgetting.c.kind, forgetting.c.id).where(forgetting.c.due_at <= now)
        async with self._database.read() as db:
            rows = await db.execute(query.order_by(forgetting.c.due_at))
            return [Forget(Whose(kind), number) for kind, number in rows]

    async def leaving(self) -> frozenset[int]:
        """The servers that are going to be forgotten."""
        query = select(forgetting.c.id).where(forgetting.c.kind == Whose.SERVER.value)
        async with self._database.read() as db:
            return frozenset(int(each) for each in (await db.execute(query)).scalars())

    async def servers(self) -> frozenset[int]:
        """The servers that films were asked for in, and of which something is kept."""
        query = select(HOME).where(jobs.c.owner_id != NOBODY).distinct()
        async with self._database.read() as db:
            return frozenset(int(each) for each in (await db.execute(query)).scalars())

    async def ended(self, what: Forget, *, most: int) -> list[Job]:
        """Ended jobs of theirs that are not forgotten yet."""
        query = select(jobs).where(what.jobs, jobs.c.status.in_(_ENDED)).order_by(jobs.c.id)
        async with self._database.read() as db:
            return [to_job(row) for row in await db.execute(query.limit(most))]

    async def count(self, what: Forget) -> tuple[int, int]:
        """How many of their jobs are kept, and how many of these have not ended."""
        still = func.count().filter(jobs.c.status.not_in(_ENDED))
        async with self._database.read() as db:
            found = await db.execute(select(func.count(), still).where(what.jobs))
            kept, open_ = found.one()
        return int(kept), int(open_)

    async def out_of_sight(self, job: Job) -> None:
        """Its card is about to be deleted by us: nobody took the film down."""
        values = {"down": _NOTHING["down"]}
        async with self._database.write() as db:
            await db.execute(jobs.update().where(jobs.c.id == job.id).values(values))

    async def forget_job(self, job: Job) -> None:
        values = {**_NOTHING, "interaction_id": -job.id, "seq": job.seq + 1}
        async with self._database.write() as db:
            await db.execute(jobs.update().where(jobs.c.id == job.id).values(values))
            await db.execute(progress.delete().where(progress.c.job_id == job.id))

    async def forget_rest(self, what: Forget) -> None:
        """Everything but jobs, and that it was to be forgotten."""
        async with self._database.write() as db:
            if what.whose is Whose.MEMBER:
                await _rest_of_member(db, what.id)
            else:
                await _rest_of_server(db, what.id)
            await db.execute(forgetting.delete().where(_row_of(what)))


async def _rest_of_member(db: AsyncConnection, user_id: int) -> None:
    for owned in (
        members.c.user_id,
        wishes.c.owner_id,
        drafts.c.owner_id,
        characters.c.added_by,
        reports.c.reported_by,
    ):
        await db.execute(owned.table.delete().where(owned == user_id))


async def _rest_of_server(db: AsyncConnection, guild_id: int) -> None:
    """What the bot's owner decided about the server stays."""
    for table in (blocks, words, strikes, characters, reports, audit):
        await db.execute(table.delete().where(table.c.guild_id == guild_id))
    ours = and_(rules.c.guild_id == guild_id, rules.c.scope == "ceiling")
    await db.execute(rules.delete().where(rules.c.guild_id == guild_id, ~ours))
    here = houses.c.guild_id == guild_id
    await db.execute(houses.delete().where(here, houses.c.approved.is_(None)))
    ours_too = ("guild_id", "approved", "moderators")
    blank = {column.name: None for column in houses.c if column.name not in ours_too}
    await db.execute(houses.update().where(here).values(**blank, moderators=[]))


def _row_of(what: Forget) -> ColumnElement[bool]:
    return and_(forgetting.c.kind == what.whose.value, forgetting.c.id == what.id)
