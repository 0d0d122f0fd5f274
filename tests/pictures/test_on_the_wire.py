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
THUMBNAIL = 11
SORA: dict[str, Any] = {
    "prompt": "a fox on ice",
    "model": "sora-2",
    "seconds": 4,
    "size": "1280x720",
}


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
        return sorted(path.name for path in (self.folder / "pictures").glob("job-*"))


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


@pytest.mark.slow
async def test_a_file_server_that_takes_five_seconds_is_waited_for_and_the_card_says_so(
    tmp_path: Path, local: LocalDiscord, videos: LocalVideos
):
    slow = local.cdn_faults.slow("GET", FILES, 5)
    async with at_work(tmp_path, local, videos) as scene:
        call = await scene.create(encoded(corners(300, 200)), fit="pad")
        answered = call.message.text if call.message else ""
        [shown] = thumbnails(local.messages("films")[-1].components)
        await local.until(lambda: slow.met, 10, "request for the picture")
        ordered_before = len(scene.orders())

        local.clock.skip(5)
        await scene.says("took")

        assert "Preparing your picture" in answered
        assert "picture: whole, with bars" in answered
        assert "/attachments/" in shown
        assert ordered_before == 0
        assert opened(scene.sent().data).getpixel((10, 360)) == (0, 0, 0)
        [kept] = thumbnails(local.messages("films")[-1].components)
        assert "/picture-1." in kept


async def test_a_file_that_lies_ends_free_of_charge_and_the_card_says_why(
    tmp_path: Path, local: LocalDiscord, videos: LocalVideos
):
    async with at_work(tmp_path, local, videos) as scene:
        await scene.create(b"#!/bin/sh\necho fox\n", "fox.png")
        await scene.says("No film this time")

        assert "not a picture that can be read here, whatever its name says" in scene.card()
        assert "Nothing was charged to you." in scene.card()
        assert scene.orders() == []
        assert scene.kept() == []


@pytest.mark.parametrize(
    ("name", "wish", "words"),
    [
        ("fox.pdf", {}, "fox.pdf is not a picture that can be used here"),
        ("fox.png", {"model": "happyhorse-1.0"}, "takes no picture"),
    ],
)
async def test_a_picture_that_can_not_be_used_is_refused_privately_before_anything_is_written(
    tmp_path: Path,
    local: LocalDiscord,
    videos: LocalVideos,
    name: str,
    wish: dict[str, Any],
    words: str,
):
    taken = dict.fromkeys(SORA) | {"prompt": "a fox"} if wish else {}
    async with at_work(tmp_path, local, videos) as scene:
        call = await scene.create(encoded(corners(30, 20)), name, **{**taken, **wish})

        assert call.ephemeral
        assert call.message is not None
        assert words in call.message.text
        assert local.messages("films") == []


def thumbnails(components: Any) -> list[str]:
    """The addresses of all of them in a card."""
    found: list[str] = []
    for one in components:
        if one["type"] == THUMBNAIL:
            found.append(one["media"]["url"])
        inner = [
            *(one.get("components") or []),
            *([one["accessory"]] if "accessory" in one else []),
        ]
        found += thumbnails(inner)
    return found
