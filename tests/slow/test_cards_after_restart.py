"""A restart leaves cards alone that are right, and corrects the others once; counted by Discord."""

from __future__ import annotations

import asyncio
import re
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

from bot.sandbox.clock import SandboxClock
from bot.sandbox.discord import LocalDiscord
from bot.sandbox.videos import LocalVideos
from bot.settings import Settings
from tests.far_ends import local_discord, local_videos
from tests.running import running, settings_for

pytestmark = pytest.mark.slow
CHANNEL = "films"
RUNNING, WAITING = 3, 2


def edits(local: LocalDiscord) -> Counter[int]:
    """Edits of each card so far."""
    found = (
        re.fullmatch(r"/channels/\d+/messages/(\d+)", each.path)
        for each in local.recorded
        if each.method == "PATCH"
    )
    return Counter(int(match[1]) for match in found if match)


def cards_with(local: LocalDiscord, words: str) -> list[int]:
    return [each.id for each in local.messages(CHANNEL) if words in each.text]


async def five_films(local: LocalDiscord) -> None:
    """Three in the making, as far as they get, and two in line; no card changes any more."""
    for number in range(RUNNING + WAITING):
        await local.slash("ann", CHANNEL, "create", options={"prompt": f"film {number}"})
    await local.until(lambda: len(cards_with(local, "88 %")) == RUNNING, 60, "films in the making")
    await local.until(lambda: len(cards_with(local, "In line, place")) == WAITING, 30, "a line")
    await settled(local, 3.0)


async def settled(local: LocalDiscord, seconds: float) -> None:
    """Until no card was edited for so long."""
    loop, before, since = (
        asyncio.get_running_loop(),
        edits(local),
        asyncio.get_running_loop().time(),
    )
    while loop.time() - since < seconds:
        await asyncio.sleep(0.1)
        if (now := edits(local)) != before:
            before, since = now, loop.time()


def rename_model(database: Path, prompt: str) -> None:
    """Something that its card shows is another while the bot is away."""
    with closing(sqlite3.connect(database)) as db, db:
        db.execute("UPDATE jobs SET model_title = 'Veo, renamed' WHERE prompt = ?", (prompt,))


def plenty(local: LocalDiscord, videos: LocalVideos, folder: Path) -> Settings:
    more = {"max_running": RUNNING, "max_running_per_member": 10, "budget_day": 100}
    return settings_for(local, videos, folder, **more)


async def test_after_a_stop_and_a_start_only_the_card_that_is_wrong_is_edited_and_once(
    tmp_path: Path, tiny_film: bytes
):
    clock = SandboxClock()
    async with (
        local_discord(clock) as local,
        local_videos(clock, film=tiny_film, queued_seconds=0, running_seconds=1) as videos,
    ):
        held = videos.hold("in_progress")
        settings = plenty(local, videos, tmp_path)
        async with running(local, settings, clock.now):
            await five_films(local)
        before = edits(local)
        await asyncio.to_thread(rename_model, tmp_path / "clapper.db", "film 1")
        looks = len(videos.recorded)

        async with running(local, settings, clock.now):
            await local.until(lambda: cards_with(local, "Veo, renamed"), 30, "the corrected card")
            await videos.until(lambda: len(videos.recorded) >= looks + 2 * RUNNING, 60, "looks")
            await settled(local, 3.0)
            corrected = edits(local) - before
            held.release()
            await local.until(lambda: all(each.attachments for each in local.messages(CHANNEL)
                                          if "film" in each.text), 90, "films")  # fmt: skip

        assert corrected == {cards_with(local, "film 1")[0]: 1}
        assert len(videos.creates) == RUNNING + WAITING
