"""Databases as an earlier release left them, whichever releases there are."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Connection, MetaData, inspect, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from bot.store.rows import to_row
from bot.store.schema import REVISIONS, revision_of
from bot.store.upgrade import known_scripts
from tests.store.test_jobs import draft

Rows = Mapping[str, list[dict[str, Any]]]


def make(url: str, revision: str | None) -> None:
    """Bring an empty database to this schema and write into every one of its tables; None: leave
    it empty."""
    _run(url, lambda connection: _fill(connection, revision))


def read(url: str) -> tuple[str | None, Rows]:
    """The schema and every row of every table, in whatever schema that is."""
    return _run(url, lambda connection: (revision_of(connection), _rows(connection)))


def _fill(connection: Connection, revision: str | None) -> None:
    if revision is None:
        return
    context = MigrationContext.configure(connection)
    for each in REVISIONS[: REVISIONS.index(revision) + 1]:
        script = known_scripts().get_revision(each)
        assert script is not None
        with Operations.context(context):
            script.module.upgrade()
    context.stamp(known_scripts(), revision)
    _write(connection)


def _write(connection: Connection) -> None:
    job = to_row(draft())
    meta = MetaData()
    meta.reflect(connection)
    for table in meta.sorted_tables:
        if table.name == "alembic_version":
            continue
        for number in (1, 2):
            known = {**job, "interaction_id": number} if table.name == "jobs" else {}
            needed = {
                c.name: _some(str(c.type), number)
                for c in table.c
                if not c.nullable and c.name != "id"
            }
            known = {c.name: known[c.name] for c in table.c if c.name in known and c.name != "id"}
            connection.execute(table.insert().values({**needed, **known}))


def _some(kind: str, number: int) -> object:
    if kind == "JSON":
        return {"number": number}
    return f"text {number}" if kind == "TEXT" else number


def _rows(connection: Connection) -> Rows:
    names = sorted(set(inspect(connection).get_table_names()) - {"alembic_version"})
    found: dict[str, list[dict[str, Any]]] = {}
    for name in names:
        rows = connection.execute(text(f'SELECT * FROM "{name}"')).mappings()
        found[name] = sorted((dict(row) for row in rows), key=repr)
    return found


def _run(url: str, work: Any) -> Any:
    async def running() -> Any:
        engine = create_async_engine(url, poolclass=NullPool)
        try:
            async with engine.begin() as connection:
                return await connection.run_sync(work)
        finally:
            await engine.dispose()

    return asyncio.run(running())
