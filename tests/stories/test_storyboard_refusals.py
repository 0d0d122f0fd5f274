"""Storyboards that can't be made as they are: what the builder says then, and what it keeps."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.core.catalog import Catalog
from bot.core.refused import Refused
from bot.core.storyboard import MOST_SHOTS, Shot, script
from bot.ui.board_room import place_in
from bot.ui.words import words_for
from tests.stories.stage import FILMS
from tests.stories.test_remix import film
from tests.stories.test_storyboard import SCRIPT, Builder, OnWire, attached, drawn, opened, scenes

ONE_SCENE = """
schema = 1
[[model]]
id = "plain"
title = "Plain"
dialect = "comet-form"
status = "beta"
seconds = { allowed = [4], default = 4 }
shape = { default = "1280x720", sizes = [{ size = "1280x720", ratio = "16:9", tier = "720p" }] }
price = [{ per_second = 0.01 }]
"""


async def test_a_model_that_is_withdrawn_leaves_the_shots_to_another_one(on_wire: OnWire):
    async with on_wire() as stage:
        builder = await drawn(stage, ("a fox", "4"), model="sora-2")
        for model in ("sora-2", "sora-2-pro", "sora-2-all", "sora-2-pro-all"):
            stage.videos.withdraw_model(model)
        await stage.restart()

        await builder.press("pick", "0")
        withdrawn = builder.text
        refused = await builder.press("make")
        form = await builder.press("film")
        assert form.modal is not None
        offered = [
            option["value"] for option in form.modal["components"][0]["component"]["options"]
        ]
        await builder.fill(form, model=["veo3.1-fast"])
        made = await builder.press("make")
        card = await film(stage, 1)

        words = "The provider does not serve Sora 2 at present. Choose another one with “Film”."
        assert words in withdrawn
        assert refused.message is not None
        assert refused.message.text == words
        assert not set(offered) & {"sora-2", "sora-2-all"}
        assert not made.ephemeral
        assert "Veo 3.1 Fast" in card.text


async def test_a_film_of_a_withdrawn_model_is_drawn_again_for_the_usual_one(on_wire: OnWire):
    async with on_wire() as stage:
        builder = await drawn(stage, ("a fox", "4"), model="sora-2")
        await builder.press("make")
        card = await film(stage, 1)
        stage.videos.withdraw_model("sora-2")
        await stage.restart()

        again = Builder(stage, await stage.discord.press("ann", card, "clapper:again:1"))

        assert scenes(again.text) == ["a fox"]
        assert "**Veo 3.1 Fast** · 1280 × 720 · **4 of 4 s**" in again.text


async def test_a_model_for_one_scene_is_refused_with_others(on_wire: OnWire, tmp_path: Path):
    file = tmp_path / "plain.toml"
    file.write_text(ONE_SCENE, encoding="utf-8")
    async with on_wire(models_file=file) as stage:
        refused = await stage.discord.slash("ann", FILMS, "storyboard", {"model": "plain"})

        assert refused.message is not None
        assert refused.ephemeral
        assert refused.message.text == ("Plain makes no storyboards. Try Veo 3.1 Fast or Veo 3.1.")


async def test_without_any_model_that_is_said(on_wire: OnWire, catalog: Catalog):
    async with on_wire() as stage:
        for model in catalog.models:
            for name in model.names:
                stage.videos.withdraw_model(name)
        await stage.restart()

        refused = await stage.discord.slash("ann", FILMS, "storyboard")

        assert refused.message is not None
        assert refused.message.text == "No model of this bot can make a storyboard at present."


async def test_what_the_limits_refuse_stays_in_the_builder(on_wire: OnWire):
    async with on_wire(budget_day=0.1) as stage:
        builder = await drawn(stage, ("a fox", "4"))

        refused = await builder.press("make")
        await builder.press("copy")

        assert refused.message is not None
        assert "would cost $0.32" in refused.message.text
        assert scenes(builder.text) == ["a fox", "a fox"]
        assert stage.jobs() == []


async def test_more_shots_than_there_may_be_are_refused(on_wire: OnWire):
    async with on_wire() as stage:
        builder = await opened(stage)
        many = script([Shot("a fox", 10)] * (MOST_SHOTS - 1))
        await builder.fill(await builder.press("script"), script=many)
        one, other = await builder.press("add"), await builder.press("add")
        await builder.fill(one, scene="the last", duration="1")

        refused = await builder.fill(other, scene="too much", duration="1")

        assert refused.message is not None
        assert refused.message.text == "A storyboard has at most 25 shots."
        assert scenes(builder.text)[1] == "the last"
        assert len(scenes(builder.text)) == MOST_SHOTS


async def test_a_script_pasted_over_another_windows_change_is_kept_aside(on_wire: OnWire):
    async with on_wire() as stage:
        builder = await drawn(stage, ("a fox", "4"))
        form = await builder.press("script")
        await builder.press("copy")

        await builder.fill(form, script=SCRIPT)
        told = builder.text
        again = await builder.press("script")
        await builder.fill(again)

        assert "It was changed in another window meanwhile." in told
        assert "Your script is kept: “Paste script” shows it again." in told
        assert scenes(told) == ["a fox", "a fox"]
        assert scenes(builder.text) == ["a fox wakes", "it runs: Shot 3:"]


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("fox.pdf", b"x", "fox.pdf is no text file. Attach the script as a .txt file."),
        ("fox.txt", b"x" * 262_145, "The script's file has more than 256 KB. Make it shorter."),
        ("fox.txt", b"\xff\x00", "can't be read as text. Save it as UTF-8"),
        ("fox.txt", b"Shot 1:\n", "Line 2: “duration: 2.5sec” is missing here."),
    ],
)
async def test_a_script_that_can_not_be_used_says_why(
    on_wire: OnWire, name: str, data: bytes, words: str
):
    async with on_wire() as stage:
        shown = await attached(stage, data, name)

        await stage.until(lambda: shown.message and words in shown.message.text, "refusal")

        assert shown.ephemeral


async def test_an_attached_script_that_discord_does_not_hand_over_is_refused(on_wire: OnWire):
    async with on_wire() as stage:
        stage.discord.cdn_faults.answer("GET", "/attachments/", 404)

        shown = await attached(stage, SCRIPT.encode())
        await stage.until(lambda: shown.message and shown.message.text, "refusal")

        assert shown.message is not None
        assert shown.message.text == (
            "The script could not be fetched from Discord. Attach it once more, or paste it into "
            "“Paste script”."
        )


@pytest.mark.parametrize("about", ["", "1", "1:2", "1:2:3:4", "x:1:2"])
def test_a_button_of_another_version_no_longer_works(about: str):
    with pytest.raises(Refused) as refused:
        place_in(about)

    assert words_for("en-US")(refused.value.sentence) == "This button no longer works."
