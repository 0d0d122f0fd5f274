"""What the tests of pictures share: a bot that may fetch from this machine, Pillow's own limit."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from bot.core.catalog import Catalog
from bot.sandbox.videos import LocalVideos
from bot.tracker.prepare import sweep
from tests.house import House, HouseClock, opened
from tests.pictures.brought import Begin
from tests.pictures.test_fetch import HOST


@pytest.fixture(autouse=True)
def _pillows_own_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """The program sets it for its process; here it shares one with other tests."""
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", Image.MAX_IMAGE_PIXELS)


@pytest.fixture
def begin(tmp_path: Path, clock: HouseClock, videos: LocalVideos, catalog: Catalog) -> Begin:
    """Starts a bot on the same files, which trusts file servers of this machine."""

    @asynccontextmanager
    async def beginning(**others: Any) -> AsyncIterator[House]:
        async with opened(tmp_path, clock, videos, catalog, own_host=HOST, **others) as house:
            # As bot.app does at start.
            await sweep(house.store, house.parts.pictures, now=clock())
            yield house

    return beginning
