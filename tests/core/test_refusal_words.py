"""Refusals that are decided without anything outside, word for word."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.core.allowance import EVERYONE, SERVER, Rule, Rules
from bot.core.cast import check_takes
from bot.core.catalog import Catalog
from bot.core.periods import Zone, period
from bot.core.picture import FLAWS, MOST_BYTES, Flaw, Handed, take
from bot.core.refused import Refused
from bot.core.reins import why_not
from bot.core.standing import House, Standing, Tally, Wanted
from bot.core.storyboard import LONGEST_SCENE, read_script, read_shot
from bot.core.wallet import Limits, Usage
from bot.core.wish import read_prompt
from bot.ui.words import words_for

LONGEST = 2000
SCENE = "The scene has 2,001 characters; 2,000 is the most."
LINE = "Line 3: this scene has 2,001 characters; 2,000 is the most."
NOON = 1_789_992_000.0
FREE = Limits(budget_day=None, running=9, per_member_day=9, running_per_member=9)
ME = Wanted(5, (), 1, 4)


def said(rules: dict[Any, Any], **tally: int) -> list[str]:
    standing = Standing(
        House(1, rules=Rules(rules)),
        period(Zone(), NOON),
        Usage(0, 0, 0),
        mine=Tally(**tally),
        server=Tally(**tally),
    )
    words = words_for("en-US")
    return [words(each) for each in why_not(FREE, standing, ME, 100, now=NOON)]


def refusal(act: Any) -> str:
    with pytest.raises(Refused) as refused:
        act()
    return words_for("en-US")(refused.value.sentence)


def test_no_channel_at_all():
    assert said({(EVERYONE, Rule.CHANNELS): frozenset()}) == [
        "You may not make films in any channel of this server (set for everyone here). A moderator "
        "can change that with `/limits channels`."
    ]


def test_several_at_once():
    assert said({(EVERYONE, Rule.RUNNING): 2, (SERVER, Rule.RUNNING): 2}, running=2) == [
        "You may have 2 films in the making at once here (set for everyone here). Try again when "
        "one is done; a moderator can change that with `/limits set`.",
        "Only 2 films may be in the making at once in this server, and so many are. Try again when "
        "one is done; a moderator (`/limits set`) can change that.",
    ]


def test_a_prompt_and_a_picture_that_are_too_long(catalog: Catalog):
    model = catalog.find("veo3.1-fast")
    assert model is not None
    large = Handed("https://cdn.discordapp.com/a.png", "a.png", MOST_BYTES + 1, "image/png")

    assert refusal(lambda: read_prompt("x" * 4001)) == (
        "The prompt has 4,001 characters; 4,000 is the most."
    )
    assert refusal(lambda: take(catalog, model, large)) == (
        "The picture has more than 20 MB. Make it smaller and ask again."
    )


def test_a_character_where_no_model_takes_one(catalog: Catalog):
    model = catalog.find("veo3.1-fast")
    assert model is not None

    assert refusal(lambda: check_takes(model, [replace(model)])) == (
        "Veo 3.1 Fast takes no character, and no other model here does."
    )


@pytest.mark.parametrize(
    ("flaw", "text"),
    [
        (Flaw.TOO_MANY_PIXELS, "The picture has more than 50 million pixels. Make it smaller and "
         "ask again."),
        (Flaw.TOO_HARD, "Reading the picture took more time or memory than it may. Save it anew as "
         "PNG or JPEG and ask again."),
        (Flaw.ELSEWHERE, "The picture does not lie with Discord, and nothing is fetched from "
         "elsewhere. Ask again with the file itself."),
    ],
)  # fmt: skip
def test_what_is_said_of_a_bad_picture(flaw: Flaw, text: str):
    assert words_for("en-US")(FLAWS[flaw]) == text


def test_an_empty_script():
    assert refusal(lambda: read_script("  \n")) == (
        "The script is empty. It begins with a line `Shot 1:`."
    )


def test_a_scene_that_is_too_long():
    scene = "x" * (LONGEST_SCENE + 1)

    assert LONGEST_SCENE == LONGEST
    assert refusal(lambda: read_shot(scene, "2")) == SCENE
    assert refusal(lambda: read_script(f"Shot 1:\nduration: 2sec\nScene: {scene}")) == LINE
