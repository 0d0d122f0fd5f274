"""The stage that a story is played on: every story is played on both."""

from __future__ import annotations

import socket
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from bot.core.catalog import Catalog
from bot.sandbox.videos import LocalVideos
from tests.house import FIRST_MOMENT
from tests.stories import simulated, wire
from tests.stories.stage import Opened, Stage

OnWire = Callable[..., AbstractAsyncContextManager[wire.Wire]]

SPEED = 100


class FastClock:
    """The bot's time: begins at noon and runs a hundred times as fast as ours.

    It reads `perf_counter`, because simcord makes `time.monotonic` stand still for the bot.
    """

    def __init__(self) -> None:
        self._mark = time.perf_counter()

    def __call__(self) -> float:
        return FIRST_MOMENT + (time.perf_counter() - self._mark) * SPEED


@pytest.fixture(params=["wire", "simcord"])
def opened(
    request: pytest.FixtureRequest, tmp_path: Path, videos: LocalVideos, catalog: Catalog
) -> Opened:
    @asynccontextmanager
    async def opening(**settings: Any) -> AsyncIterator[Stage]:
        clock = FastClock()
        if request.param == "wire":
            async with wire.opened(tmp_path, videos, clock, settings) as stage:
                yield stage
        else:
            async with simulated.opened(tmp_path, videos, clock, settings, catalog) as stage:
                yield stage

    return opening


@pytest.fixture
def on_wire(tmp_path: Path, videos: LocalVideos) -> OnWire:
    def opening(**settings: Any) -> AbstractAsyncContextManager[wire.Wire]:
        return wire.opened(tmp_path, videos, FastClock(), settings)

    return opening


@pytest.fixture
def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
