"""How the schema of a database stands to this version, without changing anything in it."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from sqlalchemy import Connection, inspect, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

MIGRATIONS = Path(__file__).with_name("migrations")
REVISIONS = sorted(
    file.name.partition("_")[0] for file in (MIGRATIONS / "versions").glob("[0-9]*_*.py")
)
"""Oldest first. Read from the files' names, so that a start that has nothing to migrate does
without Alembic: 11 MB and a tenth of a second."""


class Schema(StrEnum):
    NONE = "none"
    """No database yet; the first start makes it."""
    CURRENT = "current"
    PENDING = "pending"
    """The next start brings it up to date."""
    NEWER = "newer"
    """Written by a newer Clapper: this one refuses it."""


def revision_of(connection: Connection) -> str | None:
    """The schema that a database has, as Alembic wrote it down; None for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.scalar(text("SELECT version_num FROM alembic_version"))


def standing(revision: str | None) -> Schema:
    """How a database of that schema stands to this version."""
    if revision is None:
        return Schema.NONE
    if revision == REVISIONS[-1]:
        return Schema.CURRENT
    return Schema.PENDING if revision in REVISIONS else Schema.NEWER


async def schema_of(url: str) -> Schema:
    """How the database at an SQLAlchemy address stands; it is only read, never made.

    Raises SQLAlchemyError, OSError or the driver's own error where it can't be opened.
    """
    where = make_url(url)
    if where.get_backend_name() == "sqlite" and (where := _only_to_read(where)) is None:
        return Schema.NONE
    engine = create_async_engine(where, poolclass=NullPool)
    try:
        async with engine.connect() as connection:
            return standing(await connection.run_sync(revision_of))
    finally:
        await engine.dispose()


def _only_to_read(where: URL) -> URL | None:
    """SQLite makes what it opens, unless it is told not to; None where there is no file."""
    file = Path(where.database or "")
    if not file.is_file():
        return None
    return where.set(database=file.absolute().as_uri(), query={"mode": "ro", "uri": "true"})
