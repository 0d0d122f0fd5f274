"""Statements that are made every second: on SQLite one trip to a connection of their own.

Measured in a round of 80 polls, 10 ms of CPU: two such statements through SQLAlchemy took 1.7 ms,
past it 1.2, and 1.1 where the disk is not waited for.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, cast

from sqlalchemy import ClauseElement, Dialect
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.sql.compiler import SQLCompiler

from bot.store.short_trips import ShortTrips

Rows = Sequence[tuple[Any, ...]]


@dataclass(frozen=True)
class Spoken:
    """A statement in the words of one database's driver."""

    sql: str
    names: tuple[str, ...]
    """What it is given, in its order."""
    values: Mapping[str, Any]
    """What it is given where nothing else is said."""

    def given(self, values: Mapping[str, Any]) -> tuple[Any, ...]:
        return tuple([values.get(name, self.values[name]) for name in self.names])


def spoken(statement: ClauseElement, dialect: Dialect) -> Spoken:
    compiled = cast(SQLCompiler, statement.compile(dialect=dialect))
    later = {name: None for name, each in compiled.binds.items() if each.required}
    whole = compiled.construct_expanded_state(later)
    return Spoken(whole.statement, tuple(whole.positiontup or ()), whole.parameters)


class Straight(Protocol):
    async def open(self) -> None:
        """Once, before all else."""
        ...

    async def look(self, spoken: Spoken, values: Mapping[str, Any]) -> Rows: ...

    async def write(self, spoken: Spoken, rows: Rows) -> None:
        """The statement once for each row, in a transaction of their own."""
        ...


class OnSQLite:
    """A connection of its own, and one trip to its thread for each statement."""

    def __init__(self, connect: Callable[[], Awaitable[ShortTrips]]) -> None:
        self._connect = connect

    async def open(self) -> None:
        self._connection = await self._connect()

    async def look(self, spoken: Spoken, values: Mapping[str, Any]) -> Rows:
        return await self._connection.rows(spoken.sql, spoken.given(values))

    async def write(self, spoken: Spoken, rows: Rows) -> None:
        await self._connection.write_rows(spoken.sql, rows)


class OnPostgres:
    """SQLAlchemy's way, which knows a lost connection and opens another."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def open(self) -> None:
        """The pool opens its own."""

    async def look(self, spoken: Spoken, values: Mapping[str, Any]) -> Rows:
        async with self._engine.connect() as connection:
            return (await connection.exec_driver_sql(spoken.sql, spoken.given(values))).all()

    async def write(self, spoken: Spoken, rows: Rows) -> None:
        async with self._engine.begin() as connection:
            await connection.exec_driver_sql(spoken.sql, list(rows))
