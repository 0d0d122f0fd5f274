"""The fitted picture on its card, small: up once when it is ready, and once more at the end."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from bot.sandbox.discord import LocalDiscord, Message
from bot.sandbox.record import Recorded
from bot.sandbox.videos import LocalVideos, Outcome
from tests.pictures.drawn import corners, encoded, opened, seen_corners
from tests.pictures.test_again import at_work
from tests.pictures.test_on_the_wire import local, thumbnails

__all__ = ["local"]

FOX = encoded(corners(800, 600))
COLOURS = ("red", "green", "blue", "yellow")


def names(card: Message) -> list[str]:
    return sorted(one.filename for one in card.attachments)


def small(card: Message) -> bytes:
    """The picture that the card shows and holds."""
    [shown] = thumbnails(card.components)
    [held] = [one for one in card.attachments if one.filename.startswith("picture-")]
    assert held.url.partition("?")[0] == shown.partition("?")[0]
    return held.read()


def frame(data: bytes) -> Image.Image:
    """What the film begins with, without what makes a square of it."""
    return opened(data).crop((0, 105, 480, 375)).convert("RGB")


def uploads(local: LocalDiscord) -> list[Recorded]:
    return [
        one
        for one in local.recorded
        if one.method == "PATCH" and any(part.filename for part in one.parts)
    ]


@pytest.mark.slow
async def test_the_card_shows_what_goes_to_the_provider_and_uploads_it_once_for_all_progress(
    tmp_path: Path, local: LocalDiscord, videos: LocalVideos
):
    hold = videos.hold("in_progress")
    async with at_work(tmp_path, local, videos) as desk:
        await desk.create(FOX, fit="pad")
        await desk.says("In the making")
        await hold.reached()
        card = desk.cards()[-1]
        await local.until(lambda: names(card) == ["picture-1.webp"], 10, "picture on the card")

        shown = opened(small(card))

        assert shown.size == (480, 480)
        assert shown.getpixel((240, 50))[3] == 0  # above the frame
        assert shown.getpixel((5, 240)) == (0, 0, 0, 255)  # a black bar in it
        assert len(uploads(local)) == 1
        hold.release()
        await desk.ended(1)


async def test_the_card_of_a_film_holds_both(
    tmp_path: Path, local: LocalDiscord, videos: LocalVideos
):
    async with at_work(tmp_path, local, videos) as desk:
        await desk.create(FOX)
        card = await desk.ended(1)

        assert names(card) == ["job-1.mp4", "picture-1.webp"]
        assert seen_corners(frame(small(card))) == COLOURS


@pytest.mark.slow
async def test_a_job_that_failed_keeps_its_picture_on_the_card(
    tmp_path: Path, local: LocalDiscord, videos: LocalVideos
):
    videos.next_outcome(Outcome.MODERATED)
    async with at_work(tmp_path, local, videos) as desk:
        await desk.create(FOX)
        card = await desk.ended(1)

        assert "No film this time" in card.text
        assert seen_corners(frame(small(card))) == COLOURS


@pytest.mark.slow
async def test_a_card_brought_elsewhere_takes_its_picture_along(
    tmp_path: Path, local: LocalDiscord, videos: LocalVideos
):
    async with at_work(tmp_path, local, videos) as desk:
        await desk.create(FOX)
        old = await desk.ended(1)

        await local.slash("ann", "lounge", "show", {"id": 1})
        new = local.messages("lounge")[-1]
        await local.until(lambda: names(new) == ["job-1.mp4", "picture-1.webp"], 10, "both files")
        await local.until(lambda: not old.attachments, 10, "farewell of the old card")

        assert seen_corners(frame(small(new))) == COLOURS


async def test_where_discord_takes_no_file_the_card_does_without_and_says_all_else(
    tmp_path: Path, local: LocalDiscord, videos: LocalVideos
):
    videos.next_outcome(Outcome.MODERATED)
    async with at_work(tmp_path, local, videos) as desk:
        local.set_upload_limit(len(FOX) + 1)
        local.faults.answer("PATCH", r"/channels/\d+/messages/\d+", 413, times=2)
        await desk.create(FOX)
        card = await desk.ended(1)

        assert "No film this time" in card.text
        assert names(card) == []
        assert thumbnails(card.components) == []


@pytest.mark.slow
async def test_a_bot_started_anew_shows_it_still(
    tmp_path: Path, local: LocalDiscord, videos: LocalVideos
):
    hold = videos.hold("in_progress")
    async with at_work(tmp_path, local, videos) as desk:
        await desk.create(FOX)
        await hold.reached()
    async with at_work(tmp_path, local, videos) as desk:
        hold.release()
        card = await desk.ended(1)

        assert names(card) == ["job-1.mp4", "picture-1.webp"]
