"""What people read: said in their way, and nothing in it comes alive in Discord."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.sentence import Money, Sentence, When, say, say_n
from bot.ui.words import code_block, inert, visible, words_for

english = words_for("en-US")
LIVE = re.compile(
    r"<@[!&]?\d+>|<#\d+>|<t:-?\d+(:\w)?>|</[^>]+:\d+>|<a?:\w+:\d+>|@everyone|@here|https?://|\n"
    r"|(?<!\\)(\[|\*\*|__|\|\||~~|`)"
)
NASTY = st.lists(
    st.sampled_from(
        [
            *[
                "<@1>",
                "<@&2>",
                "<#3>",
                "<t:1:R>",
                "</create:5>",
                "<:x:6>",
                "@everyone",
                "@here",
                "```",
                "`",
                "https://evil.example",
                "**",
                "__",
                "||",
                "~~",
                "[a](https://b)",
                "\\",
                "é",
                "狐",
                "a",
            ],
            *("\u202e", "\u200b", "\ufeff", "\r\n", "\n# ", " "),
        ]
    ),
    max_size=12,
).map("".join)


@pytest.mark.parametrize(
    ("micros", "shown"),
    [
        (320_000, "$0.32"),
        (0, "$0.00"),
        (28_000, "$0.028"),
        (1_971_200, "$1.97"),
        (10**10, "$10,000.00"),
    ],
)
def test_money_is_written_as_people_write_it(micros: int, shown: str):
    assert english.money(micros) == shown


@pytest.mark.parametrize(
    ("seconds", "shown"), [(48, "48 s"), (92, "1 min 32 s"), (7_500, "2 h 5 min"), (-3, "0 s")]
)
def test_a_duration_is_short(seconds: float, shown: str):
    assert english.duration(seconds) == shown


def test_one_and_many_are_told_apart():
    sentence = say_n("{n} film", "{n} films", 1)

    assert english(sentence) == "1 film"
    assert english(say_n("{n} film", "{n} films", 1_000)) == "1,000 films"


def test_a_moment_is_shown_in_the_readers_own_time():
    assert english(say("back {when}", when=When(1_790_000_000.4))) == "back <t:1790000000:R>"


def test_a_language_without_translation_is_english_throughout():
    assert words_for("de")(say("{money} left", money=Money(1_500_000))) == "$1.50 left"
    assert words_for("nonsense")(say("{n} left", n=5)) == "5 left"


def test_a_sentence_survives_the_database():
    sentence = say_n("{n} {m} {w} {l} {s}", "{n}s", 2, m=Money(5), w=When(7.5), l=("a",), s="x")

    assert Sentence.from_json(sentence.to_json()) == sentence


@settings(max_examples=150, deadline=None)
@given(NASTY)
def test_outside_text_in_a_sentence_comes_alive_nowhere(text: str):
    shown = english(say("The provider said: “{text}”", text=text))

    assert not LIVE.search(shown), shown


@settings(max_examples=150, deadline=None)
@given(NASTY | st.text(max_size=200))
def test_a_prompt_can_not_leave_its_code_block(text: str):
    block = code_block(text, most=100)

    assert block.count("`") == 6
    assert block.startswith("```\n")
    assert block.endswith("\n```")
    assert len(block) <= 108
    assert not set(block) & {"\u202e", "\u200b", "\ufeff", "\u2066"}


def test_lines_stay_lines_and_tabs_become_spaces():
    assert visible("a\r\nb\rc\td") == "a\nb\nc d"
    assert inert("veo_3 *now*") == r"veo\_3 \*now\*"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (" # big", r"\# big"),
        ("-# small", r"\-# small"),
        ("- one", r"\- one"),
        ("12. one", r"12\. one"),
        ("12.5 s", "12.5 s"),
    ],
)
def test_a_line_that_begins_with_outside_text_is_a_line_like_any_other(text: str, shown: str):
    assert inert(text) == shown
