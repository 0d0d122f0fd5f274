"""`python -m bot` as its owner meets it: it starts, or says in one sentence what to do."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import re
import signal
import socket
import sqlite3
import sys
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from aiohttp import web
from filelock import FileLock

from bot.sandbox.clock import SandboxClock
from bot.sandbox.discord import LocalDiscord
from bot.sandbox.videos import LocalVideos
from tests.far_ends import local_discord, local_videos

# A start takes a second of a processor, and here are two dozen.
pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]
AT_ONCE = 3
ENDS_WITHIN = 30.0
"""Real seconds, on a machine that is busy with other tests too."""
RIGHTS = {
    "view channel": 1 << 10,
    "send messages": 1 << 11,
    "embed links": 1 << 14,
    "attach files": 1 << 15,
    "read message history": 1 << 16,
    "send messages in threads": 1 << 38,
}


@dataclass(frozen=True)
class Told:
    """What a start left behind."""

    code: int | None
    out: str
    err: str


@dataclass
class Stage:
    folder: Path
    discord: LocalDiscord
    videos: LocalVideos
    echo: str
    """A provider that repeats the key it was sent in every error."""
    closed: int
    """A port where nobody listens."""
    taken: int
    """A port that somebody else has."""
    slots: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))

    def place(self, name: str) -> Path:
        """A folder of a start's own, in which it runs."""
        path = self.folder / re.sub(r"\W+", "-", name)
        path.mkdir(exist_ok=True)
        return path

    def settings(self) -> dict[str, str]:
        return {
            "DISCORD_TOKEN": self.discord.token,
            "DISCORD_API_URL": self.discord.api_url,
            "COMETAPI_KEY": self.videos.key,
            "COMETAPI_BASE_URL": self.videos.base_url,
            "WEB_PORT": "0",
        }

    async def start(
        self, place: Path, *arguments: str, until: str | None = None, **changes: str
    ) -> Told:
        """Run until it ends; with `until`, until its log holds that, and stop it then."""
        async with self.slots:
            clean = {k: v for k, v in os.environ.items() if k in {"PATH", "HOME", "SYSTEMROOT"}}
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "bot", *arguments),
                cwd=place,
                env={**clean, **self.settings(), "PYTHONPATH": str(ROOT), **changes},
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
            )
            try:
                reading = asyncio.create_task(_read(process, until))
                err = await asyncio.wait_for(reading, ENDS_WITHIN)
                out = await process.stdout.read()
                return Told(await process.wait(), out.decode(), err)
            finally:
                if process.returncode is None:
                    process.kill()
                    await process.wait()


async def _read(process: asyncio.subprocess.Process, until: str | None) -> str:
    lines: list[str] = []
    async for line in process.stderr:
        lines.append(line.decode())
        if until is not None and until in lines[-1]:
            process.send_signal(signal.SIGTERM)
    return "".join(lines)


@contextlib.asynccontextmanager
async def echoing() -> AsyncIterator[str]:
    async def answer(request: web.Request) -> web.Response:
        said = f"unknown header {request.headers.get('Authorization')}"
        return web.json_response({"error": {"message": said}}, status=500)

    app = web.Application()
    app.router.add_route("*", "/{any:.*}", answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/v1"
    await runner.cleanup()


def wrong_starts(stage: Stage) -> dict[str, Mapping[str, str]]:
    """By name: the settings that are wrong."""
    file = stage.folder / "a file"
    file.write_text("in the way")
    slip = stage.folder / "slip.toml"
    slip.write_text('[[model]]\nid = "my-model\n')
    nowhere = f"postgresql://u:hunter22@127.0.0.1:{stage.closed}/n"
    closed = f"http://127.0.0.1:{stage.closed}/v1"
    return {
        "no token": {"DISCORD_TOKEN": ""},
        "no key": {"COMETAPI_KEY": ""},
        "wrong token": {"DISCORD_TOKEN": "wrong.token.here"},
        "wrong key": {"COMETAPI_KEY": "sk-wrong-key"},
        "unreachable provider": {"COMETAPI_BASE_URL": closed},
        "unreachable Discord": {"DISCORD_API_URL": closed},
        "unwritable folder": {"DATA_DIR": str(file / "data")},
        "no models file": {"MODELS_FILE": "nowhere.toml"},
        "models file with a slip": {"MODELS_FILE": str(slip)},
        "nonsense database": {"DATABASE_URL": "nonsense"},
        "unreachable database": {"DATABASE_URL": nowhere},
        "database in no folder": {"DATABASE_URL": f"sqlite:///{file}/clapper.db"},
        "newer schema": {},
        "no database": {},
        "second bot": {},
        "taken port": {
            "PUBLIC_URL": "https://films.example.org",
            "WEB_PORT": str(stage.taken),
        },
        "file of another encoding": {},
        "senseless number": {"MAX_RUNNING": "0"},
    }


def prepare(stage: Stage, stack: contextlib.AsyncExitStack) -> None:
    """What some wrong starts find in their folders."""
    for name in ("newer schema", "no database", "second bot"):
        (stage.place(name) / "data").mkdir()
    newer = stage.place("newer schema") / "data" / "clapper.db"
    with contextlib.closing(sqlite3.connect(newer)) as database:
        database.execute("CREATE TABLE alembic_version (version_num TEXT)")
        database.execute("INSERT INTO alembic_version VALUES ('from_the_future')")
        database.commit()
    (stage.place("no database") / "data" / "clapper.db").write_bytes(b"no database " * 100)
    lock = FileLock(stage.place("second bot") / "data" / "clapper.lock")
    stack.enter_context(lock.acquire())
    (stage.place("file of another encoding") / ".env").write_bytes("MAX_RUNNING=3".encode("utf-16"))


async def good_starts(stage: Stage) -> dict[str, Told]:
    """One folder, started twice; the first time with a models file that has one broken entry."""
    place = stage.place("good")
    (place / "models.toml").write_text('[[model]]\nid = "broken"\nseconds = "many"\n')
    first = await stage.start(
        place, until="connected", MODELS_FILE="models.toml", LOG_LEVEL="DEBUG", LOG_FORMAT="json"
    )
    puts = registrations(stage)
    second = await stage.start(place, until="connected")
    assert registrations(stage) >= puts
    return {"first": first, "second": second, "puts": Told(puts, "", str(registrations(stage)))}


def registrations(stage: Stage) -> int:
    return sum(1 for one in stage.discord.recorded if one.method == "PUT")


@pytest.fixture(scope="module")
def starts(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Told]:
    """Every start that a chosen test asks for, at once, since each takes two seconds of a core."""
    chosen = [item for item in request.session.items if item.path == request.path]
    names = {item.callspec.params["name"] for item in chosen if hasattr(item, "callspec")}
    return asyncio.run(_all_starts(tmp_path_factory.mktemp("starts"), names))


async def _all_starts(folder: Path, names: set[str]) -> dict[str, Told]:
    clock = SandboxClock()
    async with contextlib.AsyncExitStack() as stack:
        discord = await stack.enter_async_context(local_discord(clock))
        videos = await stack.enter_async_context(local_videos(clock))
        echo = await stack.enter_async_context(echoing())
        listening = stack.enter_context(contextlib.closing(socket.create_server(("127.0.0.1", 0))))
        with socket.create_server(("127.0.0.1", 0)) as gone:
            closed = gone.getsockname()[1]
        stage = Stage(folder, discord, videos, echo, closed, listening.getsockname()[1])
        prepare(stage, stack)
        wrong = wrong_starts(stage)
        runs = {
            name: stage.start(stage.place(name), **given)
            for name, given in wrong.items()
            if name in names
        }
        runs["models"] = stage.start(stage.place("models"), "models")
        runs["echo"] = stage.start(
            stage.place("echo"), until="connected", COMETAPI_BASE_URL=echo, LOG_LEVEL="DEBUG"
        )
        good, *told = await asyncio.gather(good_starts(stage), *runs.values())
        secrets = Told(0, discord.token, videos.key)
        return {**dict(zip(runs, told, strict=True)), **good, "secrets": secrets}


SAID = {
    "no token": "DISCORD_TOKEN is missing: put your bot's token into .env",
    "no key": "COMETAPI_KEY is missing: put your key into .env",
    "wrong token": "Discord does not accept DISCORD_TOKEN: copy it again",
    "wrong key": "The video provider does not accept COMETAPI_KEY: copy it again",
    "unreachable provider": "can't be reached: check COMETAPI_BASE_URL",
    "unreachable Discord": "Discord can't be reached: check this machine's network and DISCORD_API",
    "unwritable folder": "can't be written (Not a directory): choose a folder",
    "no models file": "MODELS_FILE nowhere.toml can't be read",
    "models file with a slip": "slip.toml, line 2, is not valid TOML",
    "nonsense database": "DATABASE_URL in .env or the environment is not usable: it must be like",
    "unreachable database": "can't be opened",
    "database in no folder": "DATABASE_URL",
    "newer schema": "Start the newer version again, or restore a copy",
    "no database": "can't be opened",
    "second bot": "Another Clapper is running on data: stop it, or give this one its own DATA_DIR",
    "taken port": "set WEB_HOST to an address of this machine and WEB_PORT to a free port",
    "file of another encoding": "save it as UTF-8",
    "senseless number": "MAX_RUNNING",
}


@pytest.mark.parametrize("name", SAID)
def test_a_start_that_can_not_work_ends_with_one_sentence(starts: dict[str, Told], name: str):
    told = starts[name]

    lines = [line for line in told.err.splitlines() if not re.match(r"\d{4}-\d\d-", line)]
    assert told.code == 1
    assert SAID[name] in lines[-1]
    assert len(lines) == 1, told.err
    assert lines[0].endswith((".", ".)"))
    assert "Traceback" not in told.err + told.out
    assert "hunter22" not in told.err, "the database's password"


def test_a_broken_entry_is_logged_and_the_others_load(starts: dict[str, Told]):
    first = starts["first"]

    events = [json.loads(line) for line in first.err.splitlines()]
    problems = [one for one in events if one["event"] == "models"]
    assert first.code == 0
    assert "connected" in {one["event"] for one in events}
    assert "models.toml" in problems[0]["problem"]
    assert "broken" in problems[0]["problem"]


def test_commands_are_registered_only_when_they_changed(starts: dict[str, Told]):
    after_first, after_second = starts["puts"].code, int(starts["puts"].err)

    assert "commands registered" in starts["first"].err
    assert "commands unchanged" in starts["second"].err
    assert after_first >= 1
    assert after_second - after_first <= 1, "only the one of the other folder"


def test_the_invite_asks_for_what_the_bot_needs_and_nothing_more(starts: dict[str, Told]):
    [link] = re.findall(r"https://discord\.com/\S+", starts["second"].out)

    rights = int(re.search(r"permissions=(\d+)", link)[1])
    assert rights == sum(RIGHTS.values())
    assert "scope=bot" in link


@pytest.mark.parametrize("name", ["first", "second", "echo", "wrong key", "wrong token"])
def test_no_secret_is_ever_in_the_log(starts: dict[str, Told], name: str):
    token, key = starts["secrets"].out, starts["secrets"].err

    told = starts[name].out + starts[name].err
    assert len(told) > 40
    for secret in (token, key, "sk-wrong-key", "wrong.token.here"):
        assert secret not in told


def test_a_provider_that_repeats_the_key_is_told_of_without_it(starts: dict[str, Told]):
    told = starts["echo"].err

    assert "unknown header" in told
    assert "connected" in told


def test_a_bot_that_is_told_to_stop_ends_well(starts: dict[str, Told]):
    for name in ("first", "second", "echo"):
        assert starts[name].code == 0
        assert "Traceback" not in starts[name].err


def test_the_table_of_models_shows_every_model_and_its_price(
    starts: dict[str, Told], catalog: object
):
    head, *rows = starts["models"].out.splitlines()

    shown = [row.split("  ")[0] for row in rows]
    assert head.split() == ["id", "title", "seconds", "a", "film", "costs", "status", "sizes"]
    assert shown == [model.id for model in catalog.models]
    assert all("$" in row or "unknown" in row for row in rows)
