"""Models for adults: in age-restricted channels only, and only where the owner allows it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest

from tests.stories.stage import FILMS
from tests.stories.test_limits import answered, refused
from tests.stories.wire import Wire

OnWire = Callable[..., AbstractAsyncContextManager[Wire]]
NIGHT = "night"
MODEL = """
[[model]]
id = "sora-2"
title = "Night"
dialect = "openai-sora"
status = "documented"
nsfw = true
remix = true
seconds = { allowed = [4], default = 4 }
[model.shape]
kind = "wxh"
default = "1280x720"
sizes = [{ size = "1280x720", ratio = "16:9", tier = "720p" }]
[[model.price]]
per_second = 0.10
"""
ELSEWHERE = (
    "Night makes films for adults, and is used in age-restricted channels only. Use it in one, or "
    "try "
)


@pytest.fixture
def models(tmp_path: Path) -> Path:
    file = tmp_path / "night.toml"
    file.write_text(MODEL)
    return file


async def offered(stage: Wire, place: str, typed: str = "night") -> list[str]:
    choices = await stage.discord.autocomplete(
        "ann", place, "create", focused="model", options={"model": typed}
    )
    return [choice["value"] for choice in choices]


async def test_it_is_offered_and_used_in_an_age_restricted_channel_only(
    on_wire: OnWire, models: Path
):
    async with on_wire(MODELS_FILE=models, ALLOW_NSFW="on") as stage:
        stage.discord.add_channel(NIGHT, nsfw=True)

        elsewhere = await refused(stage, model="sora-2")
        card = await answered(stage, place=NIGHT, model="sora-2")

        assert elsewhere.startswith(ELSEWHERE)
        assert "sora-2" not in await offered(stage, FILMS)
        assert (await offered(stage, NIGHT))[0] == "sora-2"
        await stage.until(lambda: card.attachments, "the film")


async def test_a_film_of_it_is_neither_shown_nor_remixed_elsewhere(on_wire: OnWire, models: Path):
    async with on_wire(MODELS_FILE=models, ALLOW_NSFW="on") as stage:
        stage.discord.add_channel(NIGHT, nsfw=True)
        card = await answered(stage, place=NIGHT, model="sora-2")
        await stage.until(lambda: card.attachments, "the film")

        shown = await stage.discord.slash("ann", FILMS, "show", {"id": 1})
        remixed = await stage.discord.slash(
            "ann", FILMS, "remix", {"video": "1", "prompt": "at noon"}
        )
        there = await stage.discord.slash("ann", NIGHT, "show", {"id": 1})

        for call in (shown, remixed):
            assert call.ephemeral
            assert call.message is not None
            assert call.message.text.startswith(ELSEWHERE)
        assert not there.ephemeral


async def test_an_offer_is_over_where_the_channel_is_open_to_all_by_now(
    on_wire: OnWire, models: Path
):
    async with on_wire(MODELS_FILE=models, ALLOW_NSFW="on", CONFIRM_ABOVE="0.1") as stage:
        night = stage.discord.add_channel(NIGHT, nsfw=True)
        call = await stage.discord.slash(
            "ann", NIGHT, "create", {"prompt": "a fox", "model": "sora-2"}
        )
        assert call.message is not None
        make = next(one for one in call.message.custom_ids if ":make:" in one)

        night.nsfw = False
        stage.discord.servers.allow(NIGHT, "attach_files")  # the bot is told of the channel anew
        pressed = await stage.discord.press("ann", call.message, make)

        assert pressed.message is not None
        assert pressed.message.text.startswith(ELSEWHERE)
        assert stage.jobs() == []


async def test_without_the_owners_word_nobody_is_offered_it(on_wire: OnWire, models: Path):
    async with on_wire(MODELS_FILE=models) as stage:
        stage.discord.add_channel(NIGHT, nsfw=True)

        words = await refused(stage, place=NIGHT, model="sora-2")

        assert words.startswith("Night is not offered here. Try ")
        assert "sora-2" not in await offered(stage, NIGHT)
        assert stage.jobs() == []
