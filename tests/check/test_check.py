"""`python -m bot check` says each wrong thing in plain words, and what to do about it."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from bot.check import Given, Line, Mark, look, read_given
from bot.check.discord_side import command_names, commands_line
from bot.sandbox.clock import SandboxClock
from bot.sandbox.discord import LocalDiscord
from bot.sandbox.videos import LocalVideos, faults
from bot.store.database import open_database
from bot.web.health import Health, Vitals
from bot.web.server import serving
from tests.far_ends import local_discord
from tests.house import Start
from tests.running import free_port, settings_for

VIEW_CHANNEL = 1 << 10


@dataclass
class Owner:
    """Somebody who runs the check, on a far end that a test can break."""

    discord: LocalDiscord
    videos: LocalVideos
    folder: Path
    settings: dict[str, Any] = field(default_factory=dict[str, Any])

    async def look(self, *, ahead: float = 0.0, **settings: Any) -> list[Line]:
        wished = settings_for(self.discord, self.videos, self.folder, **settings)
        given = Given(wished, frozenset(), ())
        return [line async for line in look(given, clock=lambda: time.time() + ahead)]

    async def wrong(self, **settings: Any) -> list[str]:
        """The lines with the mark of what keeps the bot from working."""
        return [str(line) for line in await self.look(**settings) if line.mark is Mark.WRONG]

    async def notes(self, topic: str, **settings: Any) -> list[str]:
        lines = await self.look(**settings)
        return [line.text for line in lines if line.mark is Mark.NOTE and line.topic == topic]


@pytest.fixture
async def owner(tmp_path: Path, videos: LocalVideos) -> AsyncIterator[Owner]:
    async with local_discord(SandboxClock()) as discord:
        yield Owner(discord, videos, tmp_path)


async def test_where_all_is_right_every_topic_has_its_line_and_none_is_wrong(owner: Owner) -> None:
    lines = await owner.look()

    told = {line.topic: line.text for line in lines if line.mark is Mark.RIGHT}
    assert not [line for line in lines if line.mark is Mark.WRONG]
    assert told["Token"] == "Discord knows this bot as clapper."
    assert "none are needed" in told["Intents"]
    assert told["Servers"] == "in 1; all rights given in 1."
    assert told["Key"] == "COMETAPI_KEY is accepted."
    assert told["Balance"] == "$100.00 left."
    assert "Veo" in told["Default"]
    assert "can be written" in told["Folder"]
    assert "does not exist yet" in told["Database"]
    assert told["Clock"] == "agrees with 127.0.0.1."
    assert {"Python", "Provider", "Disk"} <= told.keys()


async def test_no_secret_is_in_any_line(owner: Owner) -> None:
    lines = "\n".join(str(line) for line in await owner.look())

    assert owner.discord.token not in lines
    assert owner.videos.key not in lines


async def test_looking_changes_nothing(owner: Owner) -> None:
    await owner.look()

    assert list(owner.folder.iterdir()) == []
    assert owner.discord.commands == []


async def test_a_token_that_discord_refuses(owner: Owner) -> None:
    [line] = await owner.wrong(discord_token="not-the-token")

    assert "does not accept DISCORD_TOKEN" in line
    assert "Reset Token" in line


async def test_a_discord_that_can_t_be_reached(owner: Owner) -> None:
    [line] = await owner.wrong(discord_api_url=f"http://127.0.0.1:{free_port()}/api/v10")

    assert "check this machine's network and DISCORD_API_URL" in line


async def test_switches_of_the_application_that_keep_commands_or_invites_from_working(
    owner: Owner,
) -> None:
    application = {
        "id": str(owner.discord.application_id),
        "flags": 1 << 19,
        "interactions_endpoint_url": "https://example.org/interactions",
        "bot_require_code_grant": True,
    }
    owner.discord.faults.answer("GET", "^/applications/@me$", 200, application, times=2)

    endpoint, grant = await owner.wrong()

    assert "empty Interactions Endpoint URL" in endpoint
    assert "switch off Requires OAuth2 Code Grant" in grant
    assert await owner.notes("Intents") == ["Message Content: not needed, you may switch it off."]


async def test_commands_that_are_not_registered_yet_are_named(owner: Owner) -> None:
    registered = [{"name": name} for name in command_names()]

    assert "create" in command_names()
    assert "none are registered yet" in (await owner.notes("Commands"))[0]
    assert commands_line(registered).mark is Mark.RIGHT
    without = commands_line(
        [one for one in registered if one["name"] != "create"] or [{"name": "x"}]
    )
    assert without.mark is Mark.NOTE
    assert "/create" in without.text


async def test_rights_that_a_server_or_a_channel_does_not_give(owner: Owner) -> None:
    in_channel = await owner.notes("Rights")
    owner.discord.guild.everyone.permissions = VIEW_CHANNEL
    owner.discord.guild.roles["clapper"].permissions = VIEW_CHANNEL

    [line] = await owner.wrong()

    assert len(in_channel) == 1
    assert "#no-files: Attach Files taken away there" in in_channel[0]
    assert "Clapper's Corner: the bot lacks Send Messages, " in line
    assert "View Channels" not in line
    assert "/oauth2/authorize?client_id=" in line


async def test_a_bot_in_no_server_gets_its_invite_link(owner: Owner) -> None:
    owner.discord.remove_bot_from_guild()

    [line] = await owner.notes("Servers")

    assert f"client_id={owner.discord.application_id}" in line


async def test_a_provider_that_can_t_be_reached(owner: Owner) -> None:
    [line] = await owner.wrong(cometapi_base_url=f"http://127.0.0.1:{free_port()}/v1")

    assert "check COMETAPI_BASE_URL and this machine's network" in line


async def test_a_provider_that_is_not_well_is_no_fault_of_the_owner(owner: Owner) -> None:
    owner.videos.faults.next("models", faults.page(502))

    [line] = await owner.notes("Provider")

    assert "not well at the moment" in line


async def test_an_address_that_is_no_video_service(owner: Owner) -> None:
    owner.videos.faults.next("models", faults.moved())

    [line] = await owner.notes("Provider")

    assert "mend COMETAPI_BASE_URL" in line


async def test_a_key_that_the_provider_refuses(owner: Owner) -> None:
    [line] = await owner.wrong(cometapi_key="sk-somebody-else")

    assert "does not accept COMETAPI_KEY" in line


async def test_a_key_that_no_header_can_carry(owner: Owner) -> None:
    [line] = await owner.wrong(cometapi_key="sk-with a blank")

    assert "holds blanks" in line
    assert "COMETAPI_KEY" in line


async def test_an_empty_account(owner: Owner) -> None:
    owner.videos.add_key("sk-poor", 0)

    [line] = await owner.wrong(cometapi_key="sk-poor")

    assert "$0.00: top up your account" in line


async def test_a_provider_that_does_not_tell_the_balance(owner: Owner) -> None:
    owner.videos.faults.next("balance", faults.answer(404), times=2)

    [line] = await owner.notes("Balance")

    assert "look at its own page" in line


async def test_models_that_are_no_longer_served_are_named(owner: Owner) -> None:
    owner.videos.withdraw_model("sora-2")

    [line] = await owner.notes("Models")

    assert "are served, not Sora 2." in line


async def test_a_catalogue_of_which_nothing_is_served(owner: Owner) -> None:
    body: dict[str, object] = {"object": "list", "data": [{"id": "gpt-9", "object": "model"}]}
    owner.videos.faults.next("models", faults.answer(200, body))

    [line] = await owner.wrong()

    assert "is served any more" in line


async def test_a_default_that_is_not_served_and_a_budget_that_is_too_small(owner: Owner) -> None:
    [gone] = await owner.wrong(default_model="sora-3")
    [dear] = await owner.wrong(budget_day="0.10")

    assert "DEFAULT_MODEL sora-3 is not served" in gone
    assert "more than BUDGET_DAY (0.10)" in dear


async def test_a_file_of_models_that_is_broken_or_has_a_broken_entry(
    owner: Owner, tmp_path: Path
) -> None:
    file = tmp_path / "mine.toml"
    file.write_text("[[models]\n")
    [broken] = await owner.wrong(models_file=file)
    file.write_text('[models.mine]\ntitle = "Mine"\n')
    entry = await owner.wrong(models_file=file)

    assert "mine.toml" in broken
    assert "mine.toml" in entry[0]


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


async def test_an_answer_that_nobody_foresaw_is_a_line_and_the_rest_is_still_looked_at(
    owner: Owner,
) -> None:
    owner.discord.faults.answer("GET", "^/users/@me$", 200, {}, times=1)

    lines = await owner.look()

    assert [line.topic for line in lines if line.mark is Mark.WRONG] == ["Check"]
    assert {"Key", "Folder", "Clock"} <= {line.topic for line in lines}


def test_one_wrong_setting_hides_no_other(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DISCORD_TOKEN", raising=False)
    monkeypatch.setenv("COMETAPI_KEY", "sk-mine")
    monkeypatch.setenv("MAX_RUNNING", "many")

    given = read_given()

    assert given.unusable == {"discord_token", "max_running"}
    assert len(given.lines) == 2
    assert given.settings.max_running == 10
    assert given.settings.cometapi_key.get_secret_value() == "sk-mine"


def test_a_file_of_settings_that_is_no_text_hides_nothing_else(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DISCORD_TOKEN", raising=False)
    (tmp_path / ".env").write_bytes("COMETAPI_KEY=schlüssel".encode("latin-1"))

    told = [line.text for line in read_given().lines]

    assert "not UTF-8" in told[0]
    assert any("DISCORD_TOKEN is missing" in text for text in told)


@pytest.mark.slow
def test_the_command_ends_with_1_and_names_what_is_missing(tmp_path: Path) -> None:
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "SYSTEMROOT")}
    environment: dict[str, str] = {**kept, "PYTHONPATH": str(Path(__file__).parents[2])}
    command = [sys.executable, "-m", "bot", "check"]

    done = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, check=False, timeout=30
    )

    said = done.stdout.decode("utf-8", "replace")
    assert done.returncode == 1
    assert done.stderr == b""
    assert "DISCORD_TOKEN is missing" in said
    assert "COMETAPI_KEY is missing" in said
    assert "DATA_DIR data can be written" in said
