"""The schema: made by migrations, the same as the tables say, and never touched by an older bot."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import create_async_engine

from bot.store import migrate as migrations
from bot.store.database import StoreUnavailable, open_database
from bot.store.migrate import NewerSchema, migrate
from bot.store.schema import REVISIONS
from bot.store.tables import metadata
from bot.store.upgrade import known_scripts

ROOT = Path(__file__).parents[2]


async def test_migrations_make_exactly_the_tables(database_url: str):
    async with open_database(database_url):
        pass
    engine = create_async_engine(database_url)

    def differences(connection: Connection) -> list[object]:
        options = {"compare_type": True}
        return compare_metadata(MigrationContext.configure(connection, opts=options), metadata)

    async with engine.connect() as connection:
        assert await connection.run_sync(differences) == []
    await engine.dispose()


def test_the_files_names_are_the_revisions_in_their_order():
    scripts = known_scripts()

    assert [script.revision for script in scripts.walk_revisions()][::-1] == REVISIONS
    assert scripts.get_current_head() == REVISIONS[-1]


def test_alembic_is_loaded_where_there_is_something_to_migrate(tmp_path: Path):
    opening = (
        "import asyncio, sys\n"
        "from bot.store.database import open_database\n"
        "async def main():\n"
        "    async with open_database(sys.argv[1]): print('alembic' in sys.modules)\n"
        "asyncio.run(main())\n"
    )
    command = [sys.executable, "-c", opening, f"sqlite+aiosqlite:///{tmp_path / 'clapper.db'}"]

    said = [subprocess.check_output(command, cwd=ROOT, text=True, timeout=30) for _ in range(2)]

    assert said == ["True\n", "False\n"]


async def test_a_newer_schema_is_refused_in_one_sentence(database_url: str):
    async with open_database(database_url) as database, database.write() as db:
        await db.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(NewerSchema) as refused:
        async with open_database(database_url):
            pass

    assert str(refused.value) == (
        "The database has schema 9999, which this version does not know. "
        "Start the newer version again, or restore a copy made before the update."
    )


async def test_a_pending_migration_copies_the_file_first_and_keeps_three(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    url = f"sqlite+aiosqlite:///{tmp_path / 'clapper.db'}"
    async with open_database(url):
        pass
    engine = create_async_engine(url)
    for number in range(4):
        (tmp_path / f"clapper.before-0000.{number}.db").write_text("old")

    await migrations._copy_first(engine, tmp_path / "clapper.db", "0001")

    copies = sorted(tmp_path.glob("clapper.before-*.db"))
    assert len(copies) == 3
    assert any("before-0001" in copy.name and copy.stat().st_size > 4096 for copy in copies)
    await migrate(engine, url)
    await engine.dispose()


async def test_a_database_that_can_not_be_opened_says_what_to_do(tmp_path: Path):
    (tmp_path / "clapper.db").write_bytes(
        b"this is not a database, and long enough to be looked at"
    )

    with pytest.raises(StoreUnavailable, match="Check DATABASE_URL"):
        async with open_database(f"sqlite+aiosqlite:///{tmp_path / 'clapper.db'}"):
            pass
