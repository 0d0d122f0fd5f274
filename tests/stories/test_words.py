"""Stories about words: what is offered while one types, and what a prompt must never become."""

from __future__ import annotations

import re

import pytest

from tests.stories.stage import FILMS, Opened

LIVE = (
    "@everyone <@1> <#2> </create:3> <t:0:R> https://example.com [x](https://example.com) "
    "**bold** ||spoiler|| `code` ``` # end \u202eback"
)
"""Everything in a message that Discord could make more of than text."""


@pytest.mark.parametrize(
    ("option", "typed", "filled", "offered"),
    [
        pytest.param(
            "model",
            "sora",
            {},
            [
                "Sora 2 · $0.40",
                "Sora 2 Pro · $0.96",
                "Sora 2 (all) · price unknown",
                "Sora 2 Pro (all) · $0.80",
            ],
            id="model",
        ),
        pytest.param(
            "seconds",
            "",
            {"model": "sora-2"},
            ["4 seconds · $0.40 · default", "8 seconds · $0.80", "12 seconds · $1.20"],
            id="length of the model chosen so far",
        ),
        pytest.param(
            "size",
            "portrait",
            {"model": "sora-2", "seconds": 8},
            ["720x1280 (9:16, 720p) · $0.80"],
            id="size at the price of that length",
        ),
    ],
)
async def test_what_is_offered_while_one_types_follows_the_other_options_and_has_its_price(
    opened: Opened, option: str, typed: str, filled: dict[str, str | int], offered: list[str]
):
    async with opened() as stage:
        names = await stage.suggestions("ann", option, typed, **filled)

        assert names == offered


async def test_nothing_in_a_prompt_comes_alive_on_the_card(opened: Opened):
    async with opened() as stage:
        await stage.slash("ann", FILMS, prompt=LIVE)
        await stage.until(lambda: stage.jobs()[0].status == "delivered", "delivered film")
        [card] = stage.cards()
        block = re.search(r"```\n(.*?)\n```", card.text, re.DOTALL)

        assert block is not None
        assert "@everyone <@1>" in block[1]
        assert "`" not in block[1]
        assert "\u202e" not in card.text
        # Outside the block there is nothing of it; the alt text is no markdown to Discord.
        assert "@everyone" not in card.text.replace(block[0], "")
        assert card.text.count("```") == 2
        assert card.links == []


async def test_nothing_in_a_wrong_value_comes_alive_in_the_refusal(opened: Opened):
    async with opened() as stage:
        answer = await stage.slash("ann", FILMS, prompt="a fox", model="<@1> **x** https://a.b `c`")

        assert answer.private
        assert not re.search(r"<@|[^\\]\*\*|https://|`", answer.text), answer.text
