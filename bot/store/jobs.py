"""Jobs in the database. Every write is guarded, and durable when its method returns."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.audit import Entry
from bot.core.board import Board
from bot.core.job import ENDED, Bell, Job, JobStatus
from bot.core.standing import Standing, Wanted, wanted_by
from bot.store.audit import note
from bot.store.counters import lock
from bot.store.database import Database
from bot.store.drafts import made_of_board, made_of_wish
from bot.store.due import OPEN, PLACE, Due, DueJobs
from bot.store.ledger import book
from bot.store.lineage import Kin, made_of
from bot.store.listing import past_durations
from bot.store.pseudonym import Pseudonyms
from bot.store.rows import to_job, to_row
from bot.store.tables import jobs, memory, wishes
from bot.store.usage import lock_counters, running_in, standing_in


class StaleJob(Exception):
    """Somebody else moved the job since it was read: drop the copy and look again."""


class NoRoom(Exception):
    """As many jobs as may be are at the providers by now: look again later."""


class AlreadyAccepted(Exception):
    """This interaction has its job already: Discord sent the command twice."""


class JobStore:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._due = DueJobs(database)
        self._names = Pseudonyms()

    async def accept(
        self,
        draft: Job,
        reserve: Callable[[Standing], int],
        *,
        wish_id: int | None = None,
        board: Board | None = None,
    ) -> Job:
        """Write a new job down, if `reserve` allows it.

        `reserve` gets what the limits are held against, read in this very transaction, and returns
        the micro-dollars to set aside; what it raises leaves nothing behind. With `wish_id`, that
        wish is used up by it; with `board`, that storyboard, as it was then. Raises
        AlreadyAccepted when the interaction has a job, or the wish or storyboard has become one.
        """
        async with self._database.write() as db:
            await lock_counters(db, draft)
            cost = reserve(await standing_in(db, self._names, wanted_by(draft), draft.created_at))
            known = await db.execute(
                select(jobs.c.id).where(jobs.c.interaction_id == draft.interaction_id)
            )
            if known.first() is not None:
                raise AlreadyAccepted(draft.interaction_id)
            if wish_id is not None:
                used = await db.execute(wishes.delete().where(wishes.c.id == wish_id))
                if used.rowcount == 0:
                    raise AlreadyAccepted(wish_id)
            job = replace(draft, cost=cost)
            made = await db.execute(jobs.insert().values(**to_row(job)).returning(jobs.c.id))
            number = made.scalar_one()
            if wish_id is not None:
                await made_of_wish(db, wish_id, number)
            if board is not None and not await made_of_board(db, board, number):
                raise AlreadyAccepted(board.id)
            written = replace(job, id=number)
            await book(db, self._names, None, written)
            return written

    async def standing(self, wanted: Wanted, now: float) -> Standing:
        """What a film would be held against, for whoever only wants to know."""
        async with self._database.read() as db:
            return await standing_in(db, self._names, wanted, now)

    async def step(
        self,
        job: Job,
        to: Job,
        *,
        at_most: int | None = None,
        reserve: Callable[[Standing], int] | None = None,
        entry: Entry | None = None,
    ) -> Job:
        """Write `job` one step further; the returned copy is what the database now holds.

        Only what differs between the two is written, so a card that was brought elsewhere since
        `job` was read stays there. With `at_most`, it is written only while fewer jobs than that
        are at the providers. With `reserve`, a second order is paid for at `to.again_at`: as in
        `accept`, but the job itself counts for none of its member's films. With `entry`, the log
        of its server says so. Raises StaleJob when
        somebody else moved the job since, or has its film; NoRoom; what `reserve` raises.
        """
        written = replace(to, seq=job.seq + 1)
        async with self._database.write() as db:
            if reserve is not None:
                written = await self._reserve_again(db, job, written, reserve)
            if at_most is not None:
                await lock(db, "owner", 0)
                if sum((await running_in(db)).values()) >= at_most:
                    raise NoRoom(job.id)
            before, after = to_row(job), to_row(written)
            change = (
                jobs.update()
                .where(jobs.c.id == job.id, jobs.c.seq == job.seq)
                .values({name: value for name, value in after.items() if before[name] != value})
                .returning(*PLACE)
            )
            try:
                place = (await db.execute(change)).one_or_none()
            except IntegrityError as claimed:  # another job in doubt was faster
                raise StaleJob(job.id) from claimed
            if place is None:
                raise StaleJob(job.id)
            await book(db, self._names, job, written)
            if entry is not None:
                await note(db, entry)
        return replace(written, **dict(zip((column.name for column in PLACE), place, strict=True)))

    async def move_card(
        self, job: Job, *, guild_id: int, channel_id: int, message_id: int, upload_limit: int
    ) -> Job:
        """The job's card is another message from now on, which shows nothing final yet.

        It is not a step: whoever is taking one meanwhile goes on undisturbed.
        """
        place = {"guild_id": guild_id, "channel_id": channel_id, "message_id": message_id}
        place["upload_limit"] = upload_limit
        async with self._database.write() as db:
            await db.execute(jobs.update().where(jobs.c.id == job.id).values(**place, shown_seq=-1))
        return await self.get(job.id) or job

    async def shown(self, job: Job) -> None:
        """Remember that the card shows this state. A late word about an older one is dropped, and
        one about a card that is no longer the job's."""
        here = jobs.c.message_id == job.message_id
        async with self._database.write() as db:
            await db.execute(
                jobs.update()
                .where(jobs.c.id == job.id, jobs.c.shown_seq < job.seq, here)
                .values(shown_seq=job.seq)
            )

    async def ringing(self, job: Job, *, at: float, again_at: float) -> None:
        """Remember that its owner is about to be called. No step: the job has ended."""
        await self._mark(job, {"bell_at": at, "next_at": again_at})

    async def rung(self, job: Job) -> None:
        await self._mark(job, {"bell": Bell.RUNG.value})

    async def _mark(self, job: Job, values: dict[str, object]) -> None:
        async with self._database.write() as db:
            await db.execute(jobs.update().where(jobs.c.id == job.id).values(values))

    async def get(self, job_id: int) -> Job | None:
        return await self._one(select(jobs).where(jobs.c.id == job_id))

    async def first_since(self, moment: float) -> int | None:
        """The number of the first job asked for since then, in seconds since 1970."""
        query = select(func.min(jobs.c.id)).where(jobs.c.created_at >= moment)
        async with self._database.read() as db:
            return (await db.execute(query)).scalar_one_or_none()

    async def unsettled(self, job: Job) -> list[Job]:
        """Other jobs of its provider whose orders nobody knows the fate of yet."""
        return await self._many(
            select(jobs)
            .where(
                jobs.c.status.in_([JobStatus.SUBMITTING.value, JobStatus.IN_DOUBT.value]),
                jobs.c.provider == job.provider,
                jobs.c.id != job.id,
            )
            .order_by(jobs.c.id)
        )

    async def by_watch_token(self, token: str) -> Job | None:
        return await self._one(select(jobs).where(jobs.c.watch_token == token))

    async def due(self, now: float, *, limit: int) -> Due:
        """Jobs whose time has come; at most `limit` that take a step."""
        return await self._due.find(now, limit=limit)

    async def open(self) -> list[Job]:
        return await self._many(select(jobs).where(jobs.c.status.in_(OPEN)).order_by(jobs.c.id))

    async def running_by_owner(self) -> dict[int, int]:
        """How many jobs of each member are at the providers, without those past their deadline."""
        async with self._database.read() as db:
            return await running_in(db)

    async def untold(self) -> list[Job]:
        """Ended jobs whose card does not show it yet."""
        return await self._many(
            select(jobs)
            .where(
                jobs.c.status.in_([status.value for status in ENDED]),
                jobs.c.shown_seq < jobs.c.seq,
                jobs.c.message_id.is_not(None),
            )
            .order_by(jobs.c.id)
        )

    async def past_durations(self, *, latest: int) -> list[tuple[tuple[str, int, str], float]]:
        """Model, seconds and size, and how long it took, of the latest films, oldest first."""
        return await past_durations(self._database, latest=latest)

    async def made_of(self, job: Job) -> tuple[Kin, ...]:
        """What was made from the job's film; nothing while there is none."""
        return await made_of(self._database, job.id) if job.film is not None else ()

    async def known_provider_ids(self, provider: str, ids: Iterable[str]) -> frozenset[str]:
        """Which of these ids at the provider already belong to a job."""
        names = list(ids)
        query = select(jobs.c.provider_id, jobs.c.spare_id).where(
            jobs.c.provider == provider,
            or_(jobs.c.provider_id.in_(names), jobs.c.spare_id.in_(names)),
        )
        async with self._database.read() as db:
            rows = (await db.execute(query)).all()
        return frozenset(str(name) for row in rows for name in row if name is not None)

    async def recall(self, name: str) -> str | None:
        async with self._database.read() as db:
            found = await db.execute(select(memory.c.value).where(memory.c.name == name))
            return found.scalar_one_or_none()

    async def remember(self, name: str, value: str) -> None:
        async with self._database.write() as db:
            await db.execute(memory.delete().where(memory.c.name == name))
            await db.execute(memory.insert().values(name=name, value=value))

    async def _reserve_again(
        self, db: AsyncConnection, job: Job, to: Job, reserve: Callable[[Standing], int]
    ) -> Job:
        await lock_counters(db, job)
        # Looked at first: who comes second is told so, and not that the budget is spent.
        seq = await db.execute(select(jobs.c.seq).where(jobs.c.id == job.id))
        if seq.scalar_one_or_none() != job.seq:
            raise StaleJob(job.id)
        now = to.again_at or to.changed_at
        cost = reserve(await standing_in(db, self._names, wanted_by(job), now, besides=job.id))
        return replace(to, cost=job.cost + cost, again_cost=cost)

    async def _one(self, query: Select[Any]) -> Job | None:
        async with self._database.read() as db:
            row = (await db.execute(query)).one_or_none()
        return to_job(row) if row else None

    async def _many(self, query: Select[Any], **values: Any) -> list[Job]:
        async with self._database.read() as db:
            return [to_job(row) for row in await db.execute(query, values)]
