"""No prompt and no word of a provider comes alive, by simcord's reading of Discord's markdown."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import example, given, settings
from simcord.preview._markdown import markdown_tokens

from tests.ui.alive import LIVE, NASTY, texts

KNOWN = {
    "users": {"1": "ann", "11": "ann"},
    "roles": {"2": "moderators"},
    "channels": {"3": "films"},
    "commands": {"5": "create"},
    "emojis": {"6": {"name": "fox", "animated": False}},
    "everyone": True,
}
"""What a mention must name to become one."""
DEAD = {"text", "code", "fence", "code_block", "inline", "break", "paragraph"}


def alive(text: str) -> Counter[str]:
    """What the reader makes of a text, other than letters and code."""
    found: Counter[str] = Counter()
    pending: list[Any] = list(markdown_tokens(text, "text_display", context=KNOWN))
    while pending:
        one = pending.pop()
        if isinstance(one, dict):
            if "type" in one and one["type"] not in DEAD:
                found[str(one["type"])] += 1
            pending += one.values()
        elif isinstance(one, list):
            pending += one
    return found


HARMLESS = [alive(text) for text in texts("a fox")]


@pytest.mark.parametrize("text", LIVE)
def test_the_judge_sees_what_is_alive(text: str):
    assert alive(text), text


@settings(max_examples=40, deadline=None)
@example("".join(LIVE))
@example("\n".join(LIVE))
@example("```\n" + "\n".join(LIVE))
@given(NASTY)
def test_nothing_in_a_prompt_or_an_explanation_comes_alive(words: str):
    shown = [alive(text) for text in texts(words)]

    assert shown == HARMLESS, texts(words)
