"""A start while the provider is down: with jobs open it waits, else the settings are wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.app import CannotStart
from bot.sandbox.clock import SandboxClock
from bot.sandbox.discord import LocalDiscord
from tests.far_ends import local_discord, local_videos
from tests.running import free_port, running, settings_for

pytestmark = pytest.mark.slow


async def test_with_a_film_under_way_the_bot_starts_and_says_that_it_waits(
    tmp_path: Path, tiny_film: bytes
):
    clock = SandboxClock()
    async with local_discord(clock) as local, local_videos(clock, film=tiny_film) as videos:
        videos.hold("in_progress")
        async with running(local, settings_for(local, videos, tmp_path), clock.now):
            await local.slash("ann", "films", "create", options={"prompt": "a fox"})
            await local.until(lambda: "In the making" in card(local), 60, "a film in the making")
        nowhere = f"http://127.0.0.1:{free_port()}/v1"
        settings = settings_for(local, videos, tmp_path, cometapi_base_url=nowhere)

        async with running(local, settings, clock.now):
            await local.until(lambda: "does not answer" in card(local), 120, "the card")

        assert "In the making" in card(local)


def card(local: LocalDiscord) -> str:
    return "\n".join(each.text for each in local.messages("films"))


async def test_with_no_job_open_it_says_what_to_mend(tmp_path: Path):
    clock = SandboxClock()
    async with local_discord(clock) as local, local_videos(clock) as videos:
        nowhere = f"http://127.0.0.1:{free_port()}/v1"
        settings = settings_for(local, videos, tmp_path, cometapi_base_url=nowhere)

        with pytest.raises(CannotStart, match="can't be reached: check COMETAPI_BASE_URL"):
            async with running(local, settings, clock.now):
                pass
