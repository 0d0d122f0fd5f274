"""What all tests share: a clock that they hold, far ends on real sockets, a bot without Discord."""

from __future__ import annotations

import io
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from fractions import Fraction
from pathlib import Path

import av
import pytest
import structlog
from av.video.frame import VideoFrame

from bot.app import SHIPPED_MODELS
from bot.core.catalog import Catalog, load
from bot.sandbox.clock import SandboxClock
from bot.sandbox.videos import LocalVideos, Manners
from tests import contract, no_skips, told
from tests.far_ends import local_videos
from tests.house import FIRST_MOMENT, House, HouseClock, Start, opened


def pytest_configure(config: pytest.Config) -> None:
    for plugin in (contract, no_skips, told):
        config.pluginmanager.register(plugin)
    # As `bot/logs.py` has it. Structlog's own way draws every local variable where `rich` is
    # installed, as it is for tests: seconds on a busy machine, while a member waits for an answer.
    structlog.configure(
        [
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="%H:%M:%S", utc=True),
            structlog.dev.ConsoleRenderer(
                colors=False, exception_formatter=structlog.dev.plain_traceback
            ),
        ]
    )


POSTGRES = os.environ.get("TEST_POSTGRES_URL")


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    loaded = load([("models.toml", SHIPPED_MODELS.read_text(encoding="utf-8"))])
    assert loaded.problems == ()
    return loaded.catalog


@pytest.fixture(scope="session")
def tiny_film() -> bytes:
    """A real film of 16 x 16 pixels and one second."""
    file = io.BytesIO()
    with av.open(file, "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=4)
        stream.width = stream.height = 16
        stream.pix_fmt = "yuv420p"
        for number in range(4):
            frame = VideoFrame(16, 16, "yuv420p")
            frame.pts, frame.time_base = number, Fraction(1, 4)
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return file.getvalue()


@pytest.fixture
def clock() -> HouseClock:
    return HouseClock(FIRST_MOMENT)


@pytest.fixture
async def videos(tiny_film: bytes) -> AsyncIterator[LocalVideos]:
    """A video service whose time runs 100 times as fast as ours, and whose jobs take 1 s of it."""
    async with local_videos(
        SandboxClock(speed=100),
        film=tiny_film,
        queued_seconds=0.5,
        running_seconds=0.5,
        manners=Manners(),
    ) as service:
        yield service


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Every promise of the store is kept on both engines."""
    if request.param == "sqlite":
        yield f"sqlite+aiosqlite:///{tmp_path / 'clapper.db'}"
        return
    if not POSTGRES:
        pytest.skip("TEST_POSTGRES_URL is not set")
    with fresh_postgres(POSTGRES) as url:
        yield url


@pytest.fixture
def start(tmp_path: Path, clock: HouseClock, videos: LocalVideos, catalog: Catalog) -> Start:
    """Starts a bot on the same files; a second call is the restart."""

    @asynccontextmanager
    async def starting() -> AsyncIterator[House]:
        async with opened(tmp_path, clock, videos, catalog) as house:
            yield house

    return starting


from tests.postgres import fresh_postgres  # noqa: E402
