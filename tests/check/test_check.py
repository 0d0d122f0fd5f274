"""`python -m bot check` says each wrong thing in plain words, and what to do about it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.check import Mark, read_given
from tests.check.owner import Owner


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
