"""The connection to the database, SQLite or PostgreSQL: opened, migrated and closed here."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from collections.abc import AsyncGenerator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import aiosqlite
from sqlalchemy import ClauseElement, Dialect, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool

from bot.store import short_trips
from bot.store.migrate import migrate
from bot.store.short_trips import ShortTrips
from bot.store.straight import OnPostgres, OnSQLite, Rows, Spoken, Straight, spoken


class StoreUnavailable(Exception):
    """The database could not be opened; the text says in one sentence what to do."""


class Database:
    """Two doors: `write` for one who will write, `read` for one who only looks.

    On SQLite each statement of a reader sees what is true at its own moment.

    On SQLite a writer holds the file's one write lock from its first statement on, so that what a
    transaction counted is still true when it writes (measured: a deferred transaction let 50 pass
    a limit of 10). Every write is on the disk when its block ends (`synchronous=FULL`).
    """

    def __init__(
        self,
        writer: AsyncEngine,
        reader: AsyncEngine,
        straight: Straight,
        opened: Sequence[aiosqlite.Connection] = (),
    ) -> None:
        self._writer = writer
        self._reader = reader
        self._straight = straight
        self._opened = opened
        """Every connection to a file there was: of one that is cancelled while it is being made
        ready, SQLAlchemy's pool knows nothing."""
        # SQLite itself lets the next writer in by chance, and sends one away after five seconds.
        self._turn = asyncio.Lock() if self.is_sqlite else contextlib.nullcontext()

    @property
    def is_sqlite(self) -> bool:
        return self._writer.dialect.name == "sqlite"

    def spoken(self, statement: ClauseElement) -> Spoken:
        """The statement for `look` and `write_rows`. What `look` is given needs a default value."""
        return spoken(statement, self._writer.dialect)

    async def look(self, spoken: Spoken, **values: Any) -> Rows:
        """The rows of a statement that is made every second, as the driver brings them."""
        return await self._straight.look(spoken, values)

    async def write_rows(self, spoken: Spoken, rows: Rows) -> None:
        """The statement once for each row, its columns in the table's order, all or none.

        For what may be lost: on SQLite a power cut can take it back, since the disk is not waited
        for. The end of a process takes nothing.
        """
        async with self._turn:
            await self._straight.write(spoken, rows)

    @contextlib.asynccontextmanager
    async def write(self) -> AsyncGenerator[AsyncConnection]:
        async with self._turn, self._writer.begin() as connection:
            yield connection

    @contextlib.asynccontextmanager
    async def read(self) -> AsyncGenerator[AsyncConnection]:
        async with self._reader.connect() as connection:
            yield connection

    async def close(self) -> None:
        await self._writer.dispose()
        if self._reader is not self._writer:
            await self._reader.dispose()
        for each in self._opened:
            await each.close()


@contextlib.asynccontextmanager
async def open_database(url: str) -> AsyncGenerator[Database]:
    """Open the database at an SQLAlchemy address and bring its schema up to date.

    Raises StoreUnavailable when it can't be opened, and `bot.store.migrate.NewerSchema` when a
    newer Clapper has written it.
    """
    where = make_url(url)
    try:
        if where.get_backend_name() == "sqlite" and where.database:
            _look_first(Path(where.database))
        database = _connect(url)
        try:
            await migrate(database._writer, url)  # pyright: ignore[reportPrivateUsage]
            await database._straight.open()  # pyright: ignore[reportPrivateUsage]
        except BaseException:
            await database.close()
            raise
    except (SQLAlchemyError, sqlite3.Error, OSError) as error:
        shown = where.render_as_string(hide_password=True)
        raise StoreUnavailable(
            f"The database {shown} can't be opened: {_first_line(error)} "
            "Check DATABASE_URL and that the folder can be written."
        ) from error
    try:
        yield database
    finally:
        await database.close()


def _look_first(file: Path) -> None:
    """Open the file once without aiosqlite, whose thread outlives a file that can't be opened and
    then prints a trace of its own."""
    with contextlib.suppress(OSError):  # opening the file says it better
        file.parent.mkdir(parents=True, exist_ok=True)
    with contextlib.closing(sqlite3.connect(file)) as plain:
        plain.execute("PRAGMA schema_version")


def _connect(url: str) -> Database:
    # What a statement was given, prompts and tokens among it, stays out of the errors it ends in.
    open_ = partial(create_async_engine, url, hide_parameters=True)
    if make_url(url).get_backend_name() != "sqlite":
        engine = open_(pool_size=5, max_overflow=5)
        return Database(engine, engine, OnPostgres(engine))
    writer = open_(poolclass=AsyncAdaptedQueuePool, pool_size=1, max_overflow=0)
    # Who only looks needs no transaction: beginning and ending one costs three times what most of
    # the statements do, each being a trip to the driver's thread and back.
    reader = open_(
        poolclass=AsyncAdaptedQueuePool,
        pool_size=2,
        max_overflow=0,
        pool_reset_on_return=None,
        isolation_level="AUTOCOMMIT",
        skip_autocommit_rollback=True,
    )
    opened: list[aiosqlite.Connection] = []
    _prepare(writer, opened)
    _prepare(reader, opened)
    event.listen(writer.sync_engine, "begin", _begin)
    where, how = writer.dialect.create_connect_args(make_url(url))
    # In the write-ahead log the next full commit brings to the disk what was written before it.
    straight = OnSQLite(partial(_opened, opened, *where, **how, synchronous="NORMAL"))
    return Database(writer, reader, straight, opened)


def _prepare(engine: AsyncEngine, opened: list[aiosqlite.Connection]) -> None:
    def short(dialect: Dialect, _record: Any, where: Sequence[Any], how: Mapping[str, Any]) -> Any:
        return dialect.connect(*where, async_creator_fn=partial(_opened, opened), **how)

    event.listen(engine.sync_engine, "do_connect", short)


async def _opened(
    opened: list[aiosqlite.Connection], *where: Any, synchronous: str = "FULL", **how: Any
) -> ShortTrips:
    # Without an isolation level the driver begins nothing by itself.
    connection = await short_trips.connect(*where, **how, isolation_level=None)
    opened.append(connection)
    for pragma in (
        "journal_mode=WAL",
        f"synchronous={synchronous}",
        "busy_timeout=5000",
        "foreign_keys=ON",
    ):
        await connection.rows(f"PRAGMA {pragma}", ())
    return connection


def _begin(connection: Any) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _first_line(error: BaseException) -> str:
    cause = getattr(error, "orig", None) or error
    return str(cause).splitlines()[0].rstrip(".") + "."
