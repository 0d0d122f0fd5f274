"""Brings the schema up to date at start: transactionally, and after a copy of the file."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.store.schema import Schema, revision_of, standing

KEPT_COPIES = 3


class NewerSchema(Exception):
    """The database was written by a newer Clapper."""

    def __init__(self, found: str) -> None:
        super().__init__(
            f"The database has schema {found}, which this version does not know. "
            "Start the newer version again, or restore a copy made before the update."
        )


async def migrate(engine: AsyncEngine, url: str) -> None:
    """Run what is pending in one transaction; a crash within it leaves the old schema.

    Raises NewerSchema.
    """
    async with engine.connect() as connection:
        found = await connection.run_sync(revision_of)
    how = standing(found)
    if how is Schema.CURRENT:
        return
    if how is Schema.NEWER:
        raise NewerSchema(str(found))
    if found is not None and engine.dialect.name == "sqlite":
        await _copy_first(engine, Path(make_url(url).database or ""), found)
    # Only here, since most starts have nothing to migrate (see REVISIONS).
    from bot.store.upgrade import upgrade

    async with engine.begin() as connection:
        await connection.run_sync(upgrade)


async def _copy_first(engine: AsyncEngine, file: Path, revision: str) -> None:
    copy = _copy_of(file, revision)
    copy.unlink(missing_ok=True)  # SQLite writes no copy over another
    async with engine.connect() as connection:
        raw = await connection.get_raw_connection()
        assert raw.driver_connection is not None
        await raw.driver_connection.execute("VACUUM INTO ?", (str(copy),))
    copies = sorted(
        file.parent.glob(f"{file.stem}.before-*.db"), key=lambda path: path.stat().st_mtime
    )
    for old in copies[:-KEPT_COPIES]:
        old.unlink(missing_ok=True)


def _copy_of(file: Path, revision: str) -> Path:
    """Named by when it was written last: a start that fails again and again makes one copy."""
    return file.with_name(f"{file.stem}.before-{revision}.{int(file.stat().st_mtime)}.db")
