"""A bot whose owner has servers of his own and nothing else: their models alone, no key."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.sandbox.clock import SandboxClock
from bot.sandbox.own_models import with_own_models
from bot.sandbox.process import BotProcess
from bot.sandbox.videos import LocalVideos
from tests.far_ends import local_discord

pytestmark = pytest.mark.slow

MODELS = ["wan2.2-sglang", "wan2.2-vllm", "sora-litellm", "wan2.1-dynamo"]
NOWHERE = {"COMETAPI_KEY": "none", "COMETAPI_BASE_URL": "http://127.0.0.1:1/v1"}


async def test_a_film_comes_from_every_kind_of_server(tmp_path: Path, tiny_film: bytes) -> None:
    clock = SandboxClock(20)
    # Not told to the contract: these servers take what OpenAI's file does not know.
    async with local_discord(clock) as discord, LocalVideos(clock, film=tiny_film) as videos:
        own = with_own_models(videos, tmp_path)
        file = Path(own["MODELS_FILE"])
        file.write_text("alone = true\n" + file.read_text("utf-8"), "utf-8")
        bot = BotProcess(discord, videos, tmp_path, MAX_RUNNING_PER_MEMBER="4", **own, **NOWHERE)
        bot.start()
        try:
            await discord.bot_ready(60)
            cards = {}
            for model in MODELS:
                options = {"prompt": "a fox on ice", "model": model}
                cards[model] = (
                    await discord.slash("ann", "films", "create", options=options)
                ).message
            await discord.until(
                lambda: all(card.attachments for card in cards.values()), deadline=120, what="films"
            )
        finally:
            await asyncio.to_thread(bot.stop)

        assert {made.model for made in videos.creates} == set(MODELS)
        assert len(videos.creates) == len(MODELS)
        for card in cards.values():
            assert card.attachments[0].read() == tiny_film
