"""Storyboards that are being drawn: kept for a month, the latest few of each member."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.board import Board
from bot.core.job import JobStatus
from bot.core.storyboard import Shot
from bot.store.database import Database
from bot.store.tables import drafts, jobs

KEPT_FOR = 30 * 86_400.0
"""Seconds since the last change."""
KEPT_PER_MEMBER = 5

_COLUMNS = (
    drafts.c.id, drafts.c.owner_id, drafts.c.seq, drafts.c.model, drafts.c.seconds, drafts.c.size,
    drafts.c.shots, drafts.c.pasted, drafts.c.job_id, drafts.c.character, jobs.c.status,
)  # fmt: skip
_ALL = select(*_COLUMNS).outerjoin(jobs, jobs.c.id == drafts.c.job_id)


class StaleDraft(Exception):
    """It was changed in another window, made or discarded since it was read: look again."""


class DraftStore:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def begin(self, board: Board, *, now: float) -> Board:
        """Keep a new storyboard; what is too old, or more than a member may keep, is dropped."""
        async with self._database.write() as db:
            await db.execute(drafts.delete().where(drafts.c.changed_at < now - KEPT_FOR))
            await self._make_room(db, board.owner_id)
            row = {**_content(board), "owner_id": board.owner_id, "seq": 0, "changed_at": now}
            made = await db.execute(drafts.insert().values(row).returning(drafts.c.id))
            return replace(board, id=made.scalar_one(), seq=0)

    async def get(self, draft_id: int, *, owner_id: int) -> Board | None:
        """None where it was discarded, dropped, or is somebody else's."""
        query = _ALL.where(drafts.c.id == draft_id, drafts.c.owner_id == owner_id)
        async with self._database.read() as db:
            row = (await db.execute(query)).one_or_none()
        return _to_board(row) if row else None

    async def latest(self, owner_id: int) -> Board | None:
        """The one with shots that was changed last and of which no film was made."""
        query = _ALL.where(drafts.c.owner_id == owner_id)
        async with self._database.read() as db:
            rows = await db.execute(query.order_by(drafts.c.changed_at.desc(), drafts.c.id.desc()))
            boards = [_to_board(row) for row in rows]
        return next((board for board in boards if board.shots and board.job_id is None), None)

    async def change(self, board: Board, to: Board, *, now: float) -> Board:
        """Write what became of `board`. Raises StaleDraft where that is not the latest any more."""
        async with self._database.write() as db:
            written = await db.execute(
                drafts.update()
                .where(_is(board.id, board.owner_id, board.seq))
                .values(**_content(to), seq=board.seq + 1, changed_at=now)
            )
            if written.rowcount == 0:
                raise StaleDraft(board.id)
        return replace(to, seq=board.seq + 1)

    async def quoted(self, board: Board, wish_id: int) -> None:
        """It waits for its member's yes to the price, as the wish of that number."""
        async with self._database.write() as db:
            await db.execute(
                drafts.update()
                .where(_is(board.id, board.owner_id, board.seq))
                .values(wish_id=wish_id)
            )

    async def drop(self, draft_id: int, *, owner_id: int) -> None:
        async with self._database.write() as db:
            await db.execute(
                drafts.delete().where(drafts.c.id == draft_id, drafts.c.owner_id == owner_id)
            )

    async def _make_room(self, db: AsyncConnection, owner_id: int) -> None:
        query = _ALL.where(drafts.c.owner_id == owner_id)
        rows = await db.execute(query.order_by(drafts.c.changed_at.desc(), drafts.c.id.desc()))
        # Empty ones, and those whose film was made, make room first.
        boards = sorted(
            map(_to_board, rows), key=lambda board: not board.shots or board.job_id is not None
        )
        dropped = [board.id for board in boards[KEPT_PER_MEMBER - 1 :]]
        await db.execute(drafts.delete().where(drafts.c.id.in_(dropped)))


async def made_of_board(db: AsyncConnection, board: Board, job_id: int) -> bool:
    """Note the film made of a storyboard; False where another one was made of it, or it changed."""
    written = await db.execute(
        drafts.update()
        .where(_is(board.id, board.owner_id, board.seq))
        .values(job_id=job_id, seq=board.seq + 1)
    )
    return written.rowcount > 0


async def made_of_wish(db: AsyncConnection, wish_id: int, job_id: int) -> None:
    """Note the film whose price was agreed to, where it was to be made of a storyboard."""
    await db.execute(
        drafts.update()
        .where(drafts.c.wish_id == wish_id)
        .values(job_id=job_id, seq=drafts.c.seq + 1)
    )


def _is(draft_id: int, owner_id: int, seq: int) -> Any:
    return (drafts.c.id == draft_id) & (drafts.c.owner_id == owner_id) & (drafts.c.seq == seq)


def _content(board: Board) -> dict[str, Any]:
    # What was changed after its film was made, or quoted, is another storyboard.
    return {
        "model": board.model,
        "seconds": board.seconds,
        "size": board.size,
        "shots": [[shot.scene, shot.tenths] for shot in board.shots],
        "pasted": board.pasted,
        "character": board.character,
        "wish_id": None,
        "job_id": None,
    }


def _to_board(row: Any) -> Board:
    return Board(
        id=row.id,
        owner_id=row.owner_id,
        seq=row.seq,
        model=row.model,
        seconds=row.seconds,
        size=row.size,
        shots=tuple(Shot(scene, tenths) for scene, tenths in row.shots),
        pasted=row.pasted,
        character=row.character,
        # A film that was cancelled counts as none.
        job_id=None if row.status == JobStatus.CANCELLED.value else row.job_id,
    )
