"""`Again` carries the picture, as long as it is kept; a form can bring another one."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PIL import Image

from bot.sandbox.discord import LocalDiscord, Message
from bot.sandbox.discord.calls import Call
from bot.sandbox.record import Part
from bot.sandbox.videos import LocalVideos, Outcome
from tests.pictures.drawn import corners, encoded, opened, seen_corners
from tests.pictures.test_on_the_wire import FILES, Scene, local
from tests.running import running, settings_for

__all__ = ["local"]

DAY = 86_400.0
TALL = {"model": ["sora-2"], "seconds": "4", "size": "720x1280"}


@dataclass
class Desk(Scene):
    later: float = field(default=0.0, kw_only=True)
    """Seconds that the bot's clock is ahead."""

    def cards(self) -> list[Message]:
        return [one for one in self.discord.messages("films") if one.components]

    async def ended(self, count: int) -> Message:
        """The latest card, once it is the `count`-th and its job has ended."""

        def seen() -> bool:
            cards = self.cards()
            return len(cards) == count and any("again" in one for one in cards[-1].custom_ids)

        await self.discord.until(seen, 15, f"end of job {count}")
        return self.cards()[-1]

    async def form(self, card: Message) -> Call:
        [again] = [one for one in card.custom_ids if "again" in one]
        return await self.discord.press("ann", card, again)

    def pictures(self) -> list[Part]:
        """All that was ever sent to the video service."""
        return [
            part for one in self.orders() for part in one.parts if part.name == "input_reference"
        ]


@asynccontextmanager
async def at_work(
    folder: Path, local: LocalDiscord, videos: LocalVideos, *, later: float = 0.0
) -> AsyncIterator[Desk]:
    desk = Desk(local, videos, folder, later=later)
    settings = settings_for(local, videos, folder)
    async with running(local, settings, lambda: time.time() + desk.later):
        yield desk


async def test_again_sends_the_same_picture_fitted_to_the_new_size_days_later(
    tmp_path: Path, local: LocalDiscord, videos: LocalVideos
):
    async with at_work(tmp_path, local, videos) as desk:
        await desk.create(encoded(corners(800, 600)), fit="pad")
        card = await desk.ended(1)
        local.clock.skip(3 * DAY)
        desk.later = 3 * DAY

        form = await desk.form(card)
        await desk.discord.submit_modal("ann", form, {"prompt": "a wolf", **TALL})
        await desk.ended(2)

        first, second = (opened(part.data) for part in desk.pictures())
        assert "Leave it empty to use the same picture again." in str(form.modal)
        assert (first.size, second.size) == ((1280, 720), (720, 1280))
        assert second.getpixel((360, 10)) == (0, 0, 0)
        middle = second.crop((0, 370, 720, 910))
        assert seen_corners(middle) == ("red", "green", "blue", "yellow")
        assert desk.cards()[-1].text.count("picture: whole, with bars") == 1


@pytest.mark.slow
async def test_the_picture_of_a_film_made_again_can_be_used_again_itself(
    tmp_path: Path, local: LocalDiscord, videos: LocalVideos
):
    async with at_work(tmp_path, local, videos) as desk:
        await desk.create(encoded(corners(800, 600)))
        await desk.discord.submit_modal("ann", await desk.form(await desk.ended(1)), {})
        second = await desk.ended(2)
        local.cdn_faults.answer("GET", FILES, 404)

        await desk.discord.submit_modal("ann", await desk.form(second), {})
        await desk.ended(3)

        assert len({part.data for part in desk.pictures()}) == 1
        assert len(desk.pictures()) == 3


async def test_another_picture_given_in_the_form_takes_the_place_of_the_first(
    tmp_path: Path, local: LocalDiscord, videos: LocalVideos
):
    async with at_work(tmp_path, local, videos) as desk:
        await desk.create(encoded(corners(800, 600)))
        form = await desk.form(await desk.ended(1))
        other = local.upload("sky.png", encoded(Image.new("RGB", (64, 36), (30, 30, 230))))

        await desk.discord.submit_modal("ann", form, {"picture": [other]})
        await desk.ended(2)

        assert seen_corners(opened(desk.pictures()[1].data)) == ("blue",) * 4


@pytest.mark.slow
async def test_a_film_without_a_picture_can_get_one_in_the_form(
    tmp_path: Path, local: LocalDiscord, videos: LocalVideos
):
    async with at_work(tmp_path, local, videos) as desk:
        call = await local.slash("ann", "films", "help")
        form = await local.press("ann", call.message, "clapper:new:")
        fox = local.upload("fox.png", encoded(corners(800, 600)))

        wish = {"prompt": "a fox", "model": ["sora-2"], "seconds": "4", "size": "1280x720"}
        await local.submit_modal("ann", form, {**wish, "picture": [fox]})
        await desk.ended(1)

        assert "If it goes by one: PNG, JPEG, WebP or GIF, up to 20 MB." in str(form.modal)
        assert opened(desk.sent().data).size == (1280, 720)


@pytest.mark.slow
async def test_a_refused_picture_is_not_lost_with_its_job(
    tmp_path: Path, local: LocalDiscord, videos: LocalVideos
):
    async with at_work(tmp_path, local, videos) as desk:
        videos.next_outcome(Outcome.MODERATED)
        await desk.create(encoded(corners(800, 600)))
        failed = await desk.ended(1)

        await desk.discord.submit_modal("ann", await desk.form(failed), {"prompt": "a kind fox"})
        await desk.ended(2)

        assert "Change the words or the picture and ask again." in failed.text
        assert len(desk.pictures()) == 2


@pytest.mark.slow
async def test_after_a_month_the_form_says_that_the_picture_is_gone_and_nothing_is_made_of_it(
    tmp_path: Path, local: LocalDiscord, videos: LocalVideos
):
    async with at_work(tmp_path, local, videos) as desk:
        await desk.create(encoded(corners(800, 600)))
        card = await desk.ended(1)
        promised = await desk.form(card)
    async with at_work(tmp_path, local, videos, later=31 * DAY) as desk:
        refused = await local.submit_modal("ann", promised, {})
        form = await desk.form(card)
        await local.submit_modal("ann", form, {"prompt": "a fox alone"})
        await local.until(lambda: len(desk.orders()) == 2, 15, "second order")

        assert refused.ephemeral
        assert "The picture is no longer kept. Press Again once more" in _text(refused)
        assert "The one from before is no longer kept." in str(form.modal)
        assert len(desk.pictures()) == 1


async def test_a_model_that_takes_no_picture_is_refused_for_a_film_that_has_one(
    tmp_path: Path, local: LocalDiscord, videos: LocalVideos
):
    async with at_work(tmp_path, local, videos) as desk:
        await desk.create(encoded(corners(800, 600)))
        form = await desk.form(await desk.ended(1))

        call = await local.submit_modal(
            "ann", form, {"model": ["happyhorse-1.0"], "seconds": "", "size": ""}
        )

        assert call.ephemeral
        assert "takes no picture, and this film has one. Choose a model" in _text(call)
        assert len(desk.orders()) == 1


@pytest.mark.slow
async def test_a_file_that_was_no_picture_is_not_offered_again(
    tmp_path: Path, local: LocalDiscord, videos: LocalVideos
):
    async with at_work(tmp_path, local, videos) as desk:
        await desk.create(b"#!/bin/sh\n", "fox.png")
        form = await desk.form(await desk.ended(1))

        assert "Leave it empty to use the same picture again." not in str(form.modal)


def _text(call: Call) -> str:
    assert call.message is not None
    return call.message.text
