"""How the schema of a database stands to this version, without changing anything in it."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from sqlalchemy.engine import URL, make_url
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from bot.store.migrate import known_scripts, revision_of


class Schema(StrEnum):
    NONE = "none"
    """No database yet; the first start makes it."""
    CURRENT = "current"
    PENDING = "pending"
    """The next start brings it up to date."""
    NEWER = "newer"
    """Written by a newer Clapper: this one refuses it."""


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
            found = await connection.run_sync(revision_of)
    finally:
        await engine.dispose()
    scripts = known_scripts()
    if found is None:
        return Schema.NONE
    if found == scripts.get_current_head():
        return Schema.CURRENT
    known = {script.revision for script in scripts.walk_revisions()}
    return Schema.PENDING if found in known else Schema.NEWER


def _only_to_read(where: URL) -> URL | None:
    """SQLite makes what it opens, unless it is told not to; None where there is no file."""
    file = Path(where.database or "")
    if not file.is_file():
        return None
    return where.set(database=file.absolute().as_uri(), query={"mode": "ro", "uri": "true"})
