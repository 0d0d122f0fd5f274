"""A picture from /create to the video service, with discord.py and all far ends on sockets."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.sandbox.clock import SandboxClock
from bot.sandbox.discord import LocalDiscord
from bot.sandbox.discord.calls import Call
from bot.sandbox.record import Part, Recorded
from bot.sandbox.videos import LocalVideos
from tests.far_ends import local_discord
from tests.pictures.drawn import corners, encoded, held, opened, seen_corners
from tests.running import running, settings_for

FILES = r"^/attachments/"
"""Discord's file server, for faults."""
SORA = {"prompt": "a fox on ice", "model": "sora-2", "seconds": 4, "size": "1280x720"}


@dataclass
class Scene:
    discord: LocalDiscord
    videos: LocalVideos
    folder: Path

    async def create(self, data: bytes, name: str = "fox.png", **options: Any) -> Call:
        image = self.discord.upload(name, data)
        wish = {**SORA, "image": image, **options}
        return await self.discord.slash("ann", "films", "create", wish)

    def card(self) -> str:
        return self.discord.messages("films")[-1].text

    async def says(self, words: str) -> None:
        await self.discord.until(lambda: words in self.card(), 15, f"card with {words!r}")

    def orders(self) -> list[Recorded]:
        return [one for one in self.videos.recorded if one.method == "POST"]

    def sent(self) -> Part:
        """The one picture of the one order."""
        [order] = self.orders()
        [picture] = [part for part in order.parts if part.name == "input_reference"]
        return picture

    def kept(self) -> list[str]:
        return sorted(path.name for path in (self.folder / "pictures").iterdir())


@asynccontextmanager
async def at_work(folder: Path, local: LocalDiscord, videos: LocalVideos) -> AsyncIterator[Scene]:
    async with running(local, settings_for(local, videos, folder), time.time):
        yield Scene(local, videos, folder)


@pytest.fixture
async def local() -> AsyncIterator[LocalDiscord]:
    async with local_discord(SandboxClock()) as one:
        one.limits.stretch = 0.1
        yield one
        assert one.unknown_routes == []


async def test_a_picture_reaches_the_video_service_upright_and_as_large_as_the_film(
    tmp_path: Path, local: LocalDiscord, videos: LocalVideos
):
    async with at_work(tmp_path, local, videos) as scene:
        on_its_side = encoded(corners(600, 800), "JPEG", quality=95, exif=held(6))

        await scene.create(on_its_side, "fox.jpg")
        await scene.says("took")
        sent = scene.sent()

        assert opened(sent.data).size == (1280, 720)
        assert seen_corners(opened(sent.data)) == ("blue", "red", "yellow", "green")
        assert (sent.filename, sent.content_type) == ("picture.jpg", "image/jpeg")
        assert scene.kept() == []
