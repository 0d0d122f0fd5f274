"""A local Discord, and a bot that is ready on it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from local_discord_bot import Bot, local_discord, running

from bot.sandbox.discord import LocalDiscord


@pytest.fixture
async def local() -> AsyncIterator[LocalDiscord]:
    async with local_discord() as local:
        yield local


@pytest.fixture
async def bot(local: LocalDiscord) -> AsyncIterator[Bot]:
    async with running(local) as bot:
        yield bot
