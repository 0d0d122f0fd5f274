"""What the check says of the folder, the disk, the clock, the database and the address."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest
from filelock import FileLock

from bot.check import Mark
from bot.store.database import open_database
from bot.web.health import Health, Vitals
from bot.web.server import serving
from tests.check.owner import Owner
from tests.house import Start
from tests.running import free_port


async def test_a_folder_that_can_t_be_written(owner: Owner, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    lines = await owner.wrong(data_dir=tmp_path / "file")

    assert "choose a folder that this user may write to" in lines[0]


async def test_a_full_disk(owner: Owner) -> None:
    [line] = await owner.wrong(min_free_mb=10**9)

    assert "free some, or move DATA_DIR" in line


@pytest.mark.parametrize(("ahead", "words"), [(300, "300 s ahead of"), (-300, "300 s behind")])
async def test_a_clock_that_is_wrong(owner: Owner, ahead: float, words: str) -> None:
    lines = [line for line in await owner.look(ahead=ahead) if line.mark is Mark.WRONG]

    assert [line.topic for line in lines] == ["Clock"]
    assert words in lines[0].text.replace("299", "300").replace("301", "300")


def pretend_schema(folder: Path, revision: str) -> None:
    with closing(sqlite3.connect(folder / "clapper.db")) as database, database:
        database.execute("UPDATE alembic_version SET version_num = ?", (revision,))


async def test_how_the_database_stands_to_this_version(owner: Owner) -> None:
    async with open_database(f"sqlite+aiosqlite:///{owner.folder / 'clapper.db'}"):
        pass
    current = [line for line in await owner.look() if line.topic == "Database"]
    pretend_schema(owner.folder, "0001")
    pending = await owner.notes("Database")
    pretend_schema(owner.folder, "9999")
    [newer] = await owner.wrong()
    (owner.folder / "clapper.db").write_bytes(b"no database at all" * 500)
    [garbage] = await owner.wrong()

    assert current[0].text.endswith("has this version's schema.")
    assert pending[0].endswith("is brought up to date at the next start.")
    assert "written by a newer Clapper" in newer
    assert "can't be opened (file is not a database)" in garbage


async def test_a_database_server_that_can_t_be_reached_is_named_without_its_password(
    owner: Owner,
) -> None:
    url = f"postgresql+asyncpg://bot:pass-word@127.0.0.1:{free_port()}/clapper"

    [line] = await owner.wrong(database_url=url)

    assert "check DATABASE_URL" in line
    assert "pass-word" not in line


async def test_an_address_for_people_leads_to_the_bot_or_not(owner: Owner, start: Start) -> None:
    public_url = f"http://127.0.0.1:{free_port()}"
    nobody = await owner.notes("PUBLIC_URL", public_url=public_url)
    with FileLock(owner.folder / "clapper.lock"):
        [elsewhere] = await owner.wrong(public_url=public_url)
    async with start() as house:
        vitals = Vitals(
            lambda: True, time.time, lambda: house.store.remember("a", "b"), lambda: 1, 0, time.time
        )
        async with serving(
            house.store, house.films, Health(vitals), host="127.0.0.1", port=0
        ) as at:
            lines = await owner.look(public_url=at)

    assert nobody == ["not tried, because the bot is not running: check again then."]
    assert "does not lead to the bot" in elsewhere
    assert [line.mark for line in lines if line.topic == "PUBLIC_URL"] == [Mark.RIGHT]
