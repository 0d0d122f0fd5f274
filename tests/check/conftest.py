"""The far ends that the check looks at."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.sandbox.clock import SandboxClock
from bot.sandbox.videos import LocalVideos
from tests.check.owner import Owner
from tests.far_ends import local_discord


@pytest.fixture
async def owner(tmp_path: Path, videos: LocalVideos) -> AsyncIterator[Owner]:
    async with local_discord(SandboxClock()) as discord:
        yield Owner(discord, videos, tmp_path)
