"""Brings the schema up to date at start: transactionally, and after a copy of the file."""

from __future__ import annotations

from pathlib import Path

from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine

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
    scripts = known_scripts()
    async with engine.connect() as connection:
        found = await connection.run_sync(revision_of)
    if found == scripts.get_current_head():
        return
    if found is not None and found not in {script.revision for script in scripts.walk_revisions()}:
        raise NewerSchema(found)
    if found is not None and engine.dialect.name == "sqlite":
        await _copy_first(engine, Path(make_url(url).database or ""), found)
    async with engine.begin() as connection:
        await connection.run_sync(_upgrade, scripts)


def known_scripts() -> ScriptDirectory:
    """The migrations of this version."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return ScriptDirectory.from_config(config)


def revision_of(connection: Connection) -> str | None:
    """The schema that a database has; None for an empty one."""
    return MigrationContext.configure(connection).get_current_revision()


def _upgrade(connection: Connection, scripts: ScriptDirectory) -> None:
    def steps(revision: object, _context: object) -> object:
        return scripts._upgrade_revs("head", revision)  # type: ignore

    if connection.dialect.name == "postgresql":
        # Two processes may start at once; the second finds nothing left to do.
        connection.execute(text("SELECT pg_advisory_xact_lock(7151920)"))
    with EnvironmentContext(Config(), scripts, fn=steps) as environment:  # type: ignore[arg-type]
        environment.configure(connection=connection, transactional_ddl=False, render_as_batch=True)
        environment.run_migrations()


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
