"""Logs hold the job's number and no secret, whoever wrote the line and whatever it ended in."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import traceback
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from bot.logs import HIDDEN, Blots, secrets_in
from bot.store.database import open_database

TOKEN = "aW50ZXJhY3Rpb246MTIzNDU2Nzg5"
LINES = """
import logging, sys
import aiohttp, structlog
from bot.logs import set_up

set_up(level="INFO", as_json=sys.argv[1] == "json", secrets=["sk-the-provider-key"])
structlog.contextvars.bind_contextvars(job=7)
structlog.get_logger("bot.tracker").info("order taken", provider_id="video_1")
logging.getLogger("bot.provider.client").warning("provider %s: no reply (%s)", "POST", "reset")
logging.getLogger("discord.http").info("not worth a line")
address = "https://discord.com/api/v10/interactions/1/TOKEN/callback"
try:
    local_variable = "shown by nobody"
    try:
        raise aiohttp.ConnectionTimeoutError(f"Connection timeout to host {address}")
    except aiohttp.ClientError as error:
        raise RuntimeError("with sk-the-provider-key in it") from error
except RuntimeError:
    structlog.get_logger("bot.ui").exception("step failed")
raise ValueError("the end, and sk-the-provider-key")
""".replace("TOKEN", TOKEN)


def written(form: str) -> tuple[int, list[str]]:
    """The exit code and the lines that a process writes with logs of this form."""
    command = [sys.executable, "-c", LINES, form]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, check=False, timeout=30
    )
    assert done.stdout == ""
    return done.returncode, done.stderr.splitlines()


def test_for_machines_every_line_is_json_with_the_job_and_no_secret() -> None:
    code, lines = written("json")

    told: list[dict[str, Any]] = [json.loads(line) for line in lines]
    assert code == 1
    assert [one["event"] for one in told] == [
        "order taken",
        "provider POST: no reply (reset)",
        "step failed",
        "ended by an error",
    ]
    assert [one["job"] for one in told] == [7] * 4
    assert {"level", "logger", "timestamp"} <= told[0].keys()
    assert told[0]["provider_id"] == "video_1"
    assert f"with {HIDDEN} in it" in told[2]["exception"]
    assert f"/interactions/1/{HIDDEN}/callback" in told[2]["exception"]
    assert f"the end, and {HIDDEN}" in told[3]["exception"]


def test_for_people_a_trace_shows_neither_secrets_nor_variables() -> None:
    _, lines = written("text")

    everything = "\n".join(lines)
    assert "step failed" in everything
    assert "RuntimeError: with" in everything
    assert "sk-the-provider-key" not in everything
    assert TOKEN not in everything
    assert "shown by nobody" not in everything


@pytest.mark.parametrize(
    ("line", "seen"),
    [
        pytest.param(
            f"PATCH https://discord.com/api/v10/webhooks/12/{TOKEN}/messages/@original got 429",
            f"PATCH https://discord.com/api/v10/webhooks/12/{HIDDEN}/messages/@original got 429",
            id="a webhook's token",
        ),
        pytest.param(
            f"path='/api/v10/interactions/12/{TOKEN}/callback'",
            f"path='/api/v10/interactions/12/{HIDDEN}/callback'",
            id="an interaction's token",
        ),
        pytest.param(
            "from https://cdn.test/f.mp4?X-Sig=a&b=c, 403",
            f"from https://cdn.test/f.mp4?{HIDDEN} 403",
            id="a signed link",
        ),
        pytest.param(
            "https://films.test/v/0123456789abcdef0123456789abcdef shown",
            f"https://films.test/v/{HIDDEN} shown",
            id="a film's own page",
        ),
        pytest.param(
            "postgresql+asyncpg://bot:pass-word@db/clapper refused",
            f"postgresql+asyncpg://bot:{HIDDEN}@db/clapper refused",
            id="a database's password",
        ),
        pytest.param(
            "{'Authorization': 'Bearer abcdefghijklmnopqrstuvwxyz'}",
            f"{{'Authorization': 'Bearer {HIDDEN}'}}",
            id="a header",
        ),
        pytest.param("job 7: 5/10 of http://x.test/v1/videos", None, id="an ordinary line"),
    ],
)
def test_what_lets_others_act_is_recognised_by_its_place(line: str, seen: str | None) -> None:
    assert Blots([])(line) == (seen or line)


def test_a_secret_within_another_leaves_no_rest_of_it() -> None:
    assert Blots(["sk-short", "sk-short-and-long"])("sk-short-and-long") == HIDDEN


def test_keys_of_further_providers_are_secrets_and_short_words_are_none() -> None:
    found = secrets_in({"LOCAL_API_KEY": "the-local-key", "HOME": "/root", "X_TOKEN": "test"})

    assert set(found) == {"the-local-key", "test"}
    assert Blots(found)("test the-local-key") == f"test {HIDDEN}"


async def test_an_error_of_the_database_tells_the_statement_and_not_what_it_was_given(
    tmp_path: Path,
) -> None:
    async with open_database(f"sqlite+aiosqlite:///{tmp_path / 'clapper.db'}") as database:
        with pytest.raises(SQLAlchemyError) as raised:
            async with database.write() as connection:
                await connection.execute(text("INSERT INTO nowhere VALUES (:it)"), {"it": TOKEN})

    told = "".join(traceback.format_exception(raised.value))
    assert "INSERT INTO nowhere" in told
    assert TOKEN not in told
