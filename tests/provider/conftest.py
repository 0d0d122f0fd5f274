"""The far end, a clock that stands still, and a client between them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from far_end import KEY, PATIENT, Clock, FarEnd, Start, serve

from bot.provider.client import VideoClient


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def far() -> AsyncIterator[FarEnd]:
    """The provider."""
    async for server in serve():
        yield server


@pytest.fixture
async def elsewhere() -> AsyncIterator[FarEnd]:
    """Another host: where films lie, or where a redirect leads."""
    async for server in serve():
        yield server


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
def start(session: aiohttp.ClientSession, far: FarEnd, clock: Clock) -> Start:
    """A client of the far end; `base_url`, `key` and `timeouts` can be given."""

    def make(**changes: Any) -> VideoClient:
        settings: dict[str, Any] = {
            "base_url": far.url + "/v1",
            "key": KEY,
            "clock": clock,
            "sleep": clock.sleep,
            "timeouts": PATIENT,
        }
        return VideoClient(session, **(settings | changes))

    return make


@pytest.fixture
def client(start: Start) -> VideoClient:
    return start()


@pytest.fixture
def to(tmp_path: Path) -> Path:
    """Where a film is to lie."""
    return tmp_path / "x.part"
