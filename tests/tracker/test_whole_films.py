"""Orders whose reply is the film take minutes each, and hold up nobody else's."""

from __future__ import annotations

import asyncio
from pathlib import Path

import bot
from bot.core.catalog import load
from bot.sandbox.clock import SandboxClock
from bot.sandbox.videos import LocalVideos
from bot.tracker.loop import WHOLE_FILMS_AT_ONCE
from tests.house import HouseClock, opened

SHIPPED = (Path(bot.__file__).parent / "models.toml").read_text("utf-8")


async def test_another_provider_s_order_does_not_wait_for_whole_films(
    tmp_path: Path, clock: HouseClock, tiny_film: bytes
) -> None:
    whole = SHIPPED.replace('dialect = "comet-form"', 'dialect = "dynamo"', 3)  # up to wan2.7
    catalog = load([("models.toml", whole)]).catalog
    # Not told to the contract: a whole film is ordered as OpenAI's file does not know it.
    async with (
        LocalVideos(SandboxClock(100), film=tiny_film) as videos,
        opened(tmp_path, clock, videos, catalog) as house,
    ):
        hold = videos.hold("create-before")
        for number in range(WHOLE_FILMS_AT_ONCE + 1):
            await house.ask(f"whole {number}", model="wan2.7")
        await house.ask("a job", model="viduq3")

        rounds = asyncio.create_task(house.tracker.round())
        await videos.until(lambda: "a job" in hold.caught, deadline=60, what="the job's order")
        await videos.until(
            lambda: len(hold.caught) == WHOLE_FILMS_AT_ONCE + 1, deadline=60, what="the others"
        )

        assert f"whole {WHOLE_FILMS_AT_ONCE}" not in hold.caught
        hold.release()
        await rounds
