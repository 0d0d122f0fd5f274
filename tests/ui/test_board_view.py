"""The storyboard's builder: from the smallest to the largest, within what Discord takes."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from discord import ui

from bot.core.board import Board, planned
from bot.core.catalog import Catalog, Model
from bot.core.catalog.model import Storyboard
from bot.core.sentence import say
from bot.core.storyboard import MOST_SHOTS, Shot, beats, script
from bot.core.wish import LONGEST_PROMPT
from bot.intake import Quote
from bot.sandbox.discord.components import ComponentCheck
from bot.sandbox.discord.errors import Complaints
from bot.sandbox.discord.modals import check_modal
from bot.sandbox.record import Recorded
from bot.ui.board_forms import FilmForm, ScriptForm, ShotForm
from bot.ui.board_view import board_view, offer_view
from bot.ui.card import card
from bot.ui.quote import quote_view
from bot.ui.told import alt_text, told
from bot.ui.words import words_for
from tests.openapi import Judge, SpecsMissing
from tests.store.test_jobs import draft

ENGLISH = words_for("en-US")
ALIVE = "@everyone `<t:1:R>` **狐** [x](https://x.example) _a_ | "
LONG = (ALIVE * 100)[:2000].strip()
FULL = Board(
    11, "m", "3840x2160", 600, tuple(Shot(LONG, 6_000) for _ in range(MOST_SHOTS)), "x" * 4000,
    id=10**15, seq=10**9,
)  # fmt: skip
NOTICES = (say("{x}", x="y" * 400), say("{x}", x="z" * 400))


def model(catalog: Catalog, name: str) -> Model:
    found = catalog.find(name)
    assert found is not None
    return found


def text_of(view: ui.LayoutView) -> str:
    return "\n".join(
        each.content for each in view.walk_children() if isinstance(each, ui.TextDisplay)
    )


def buttons_of(view: ui.LayoutView) -> dict[str, bool]:
    """Labels, and whether they can be pressed."""
    return {
        str(each.label): not each.disabled
        for each in view.walk_children()
        if isinstance(each, ui.Button)
    }


def drawn(catalog: Catalog, board: Board, name: str = "sora-2-all", at: int = 0, **more: Any):
    made = model(catalog, name)
    return board_view(board, made, planned(board, made), at, ENGLISH, **more)


def two(*tenths: int) -> Board:
    return Board(11, "sora-2-all", "1280x720", shots=tuple(Shot("a fox", each) for each in tenths))


def check(view: ui.LayoutView) -> None:
    children = list(view.walk_children())
    assert len(children) <= 40
    assert len(text_of(view)) <= 4000
    components = json.loads(json.dumps(view.to_components()))
    complaints = Complaints()
    ComponentCheck(complaints, frozenset()).check(components, v2=True)
    complaints.refuse_if_any()
    try:
        judge = Judge.load()
    except SpecsMissing as missing:
        pytest.skip(str(missing))
    body = {"type": 4, "data": {"flags": (1 << 15) | 64, "components": components}}
    request = Recorded(
        "discord", "POST", "/interactions/1/t/callback", {}, {}, "application/json", body, (), 200
    )
    assert judge.check(request).problems == ()


@pytest.mark.parametrize("name", ["sora-2-all", "veo3.1-fast"])
@pytest.mark.parametrize("at", [0, MOST_SHOTS - 1])
def test_the_largest_builder_is_what_discord_takes(catalog: Catalog, name: str, at: int):
    long = replace(model(catalog, name), title="x" * 80)

    check(board_view(FULL, long, planned(FULL, long), at, ENGLISH, NOTICES))


def test_the_smallest_builder_is_what_discord_takes(catalog: Catalog):
    check(drawn(catalog, two()))


def test_the_offer_to_go_on_is_what_discord_takes():
    check(offer_view(FULL, "x" * 80, two(), ENGLISH))


def test_the_forms_are_what_discord_takes(catalog: Catalog):
    about = f"{10**15}:{10**9}:24"
    longest = Shot("x" * 2000, 6_000)
    for form in (
        ShotForm("board_edited", about, "Shot 25", longest.scene, longest.seconds, ENGLISH),
        ScriptForm(about, FULL, ENGLISH),
        ScriptForm(about, two(), ENGLISH),
        FilmForm(about, FULL, catalog.offered, ENGLISH),
    ):
        check_modal(form.to_dict())


def test_a_script_too_long_for_its_form_is_not_shown_in_part(catalog: Catalog):
    field: Any = ScriptForm("1:0:0", replace(FULL, pasted=None), ENGLISH).to_dict()

    assert "value" not in field["components"][0]["component"]


def test_a_storyboard_that_fits_can_be_made(catalog: Catalog):
    text = text_of(drawn(catalog, two(25, 75), at=1))

    assert "**Sora 2 (all)** · 1280 × 720 · **10 of 10 s** · **price unknown**" in text
    assert text_of(drawn(catalog, two(40), "veo3.1-fast")).count("**4 of 4 s** · **$0.32**") == 1
    assert "**1** · 2.5 s · a fox\n▸ **2** · 7.5 s · a fox" in text
    assert "✅ It can be made." in text
    assert "timed lines" not in text


def test_a_model_without_storyboards_says_how_the_shots_are_sent(catalog: Catalog):
    text = text_of(drawn(catalog, two(25, 15), "veo3.1-fast"))

    assert "Veo 3.1 Fast knows no storyboards: the shots are sent as timed lines" in text


@pytest.mark.parametrize(
    ("board", "words"),
    [
        (two(), "There is no shot yet. Begin with “Add shot”."),
        (
            two(25, 60),
            "The shots take 8.5 s. Sora 2 (all) makes films of 10 or 15 s: 1.5 s are missing for "
            "10.",
        ),
        (
            two(25, 80),
            "The shots take 10.5 s. Sora 2 (all) makes films of 10 or 15 s: 4.5 s are missing for "
            "15.",
        ),
        (
            two(100, 60),
            "The shots take 16 s. Sora 2 (all) makes films of 10 or 15 s: 1 s are too much for 15.",
        ),
        (
            replace(two(100), seconds=15),
            "The shots take 10 s of 15: 5 s are missing.",
        ),
        (
            replace(two(100, 60), seconds=15),
            "The shots take 16 s, and the film 15: 1 s are too much.",
        ),
        (
            replace(two(), shots=(Shot("x" * 2000, 50), Shot("y" * 2000, 50))),
            "All scenes together are too long by 62 characters. Shorten some.",
        ),
    ],
)
def test_what_is_still_wrong_is_said(catalog: Catalog, board: Board, words: str):
    view = drawn(catalog, board)

    assert f"⏳ {words}" in text_of(view)
    assert "✅" not in text_of(view)


def test_a_model_that_takes_one_scene_only_says_so(catalog: Catalog):
    plain = replace(model(catalog, "veo3.1-fast"), storyboard=Storyboard.NO)
    board = two(40)

    text = text_of(board_view(board, plain, planned(board, plain), 0, ENGLISH))

    assert "Veo 3.1 Fast makes no storyboards. Choose another model with “Film”." in text


def test_only_what_can_be_done_can_be_pressed(catalog: Catalog):
    assert buttons_of(drawn(catalog, two())) == {
        "Add shot": True, "Paste script": True, "Film": True, "Make it": True, "Discard": True,
    }  # fmt: skip
    first, last = (buttons_of(drawn(catalog, two(50, 50), at=at)) for at in (0, 1))
    assert (first["Move up"], first["Move down"]) == (False, True)
    assert (last["Move up"], last["Move down"]) == (True, False)
    full = buttons_of(drawn(catalog, FULL))
    assert (full["Add shot"], full["Copy"], full["Edit"], full["Remove"]) == (
        False, False, True, True,
    )  # fmt: skip


@pytest.mark.parametrize("write", [script, beats])
def test_cards_and_questions_tell_a_storyboard_in_short(write: Any):
    shots = [Shot(f"a fox,\nnumber {number}", 25) for number in range(1, 8)]
    job = replace(draft(), id=7, prompt=write(shots))

    text = text_of(card(job, ENGLISH))

    assert (
        "🎞️ 7 shots · 17.5 s\n```\n1 · 2.5 s · a fox, number 1\n2 · 2.5 s · a fox, number 2\n"
        in text
    )
    assert "5 · 2.5 s · a fox, number 5\n… and 2 more shots\n```" in text
    assert "duration" not in text
    assert str(alt_text(job.prompt)).startswith("a fox,\nnumber 1 / a fox,\nnumber 2 / ")
    assert "🎞️ 7 shots · 17.5 s\n" in text_of(quote_view(Quote(1, job), ENGLISH))


def test_the_largest_storyboard_is_short_on_its_card():
    longest = script([Shot("狐`" * 70, 10)] * 25)
    assert len(longest) > LONGEST_PROMPT

    assert len(told(longest, ENGLISH, most=1_800)) < 1_900
    check(card(replace(draft(), id=7, prompt=longest), ENGLISH))
