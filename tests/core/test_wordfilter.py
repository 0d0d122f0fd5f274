"""The word filter: what it sees through, and what it must leave alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.folding import fold
from bot.core.refused import Refused
from bot.core.wordfilter import Entry, Kind, Rule, first_denied, hits, read_entry


def deny(text: str, kind: Kind = Kind.WORD) -> Entry:
    return read_entry(kind, Rule.DENY, text)


def allow(text: str) -> Entry:
    return read_entry(Kind.WORD, Rule.ALLOW, text)


FILTER = [
    deny("cunt"), deny("ass"), deny("penis"), deny("sex"), deny("cock"), deny("tit"),
    deny("porn*"), deny("*phobe"), deny("ice cream"), deny("色情"), deny("сука"), deny("no no"),
    deny(r"kill\s+(him|her)", Kind.EXPRESSION),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("A CUNT!", "CUNT", id="in capitals"),
        pytest.param("ＣＵＮＴ", "ＣＵＮＴ", id="full width"),
        pytest.param("𝓬𝓾𝓷𝓽", "𝓬𝓾𝓷𝓽", id="in script letters"),
        pytest.param("ᴄᴜɴᴛ", "ᴄᴜɴᴛ", id="in small capitals"),
        pytest.param("сunt", "сunt", id="with a Cyrillic letter"),
        pytest.param("ѕех", "ѕех", id="all Cyrillic look-alikes"),
        pytest.param("çúñt", "çúñt", id="with diacritics"),
        pytest.param("c\u0337u\u0337n\u0337t", "c\u0337u\u0337n\u0337t", id="struck through"),
        pytest.param("cu\u200bnt", "cu\u200bnt", id="with a zero-width space"),
        pytest.param("cu\u00adnt", "cu\u00adnt", id="with a soft hyphen"),
        pytest.param("\u202ecunt", "cunt", id="after a reordering mark"),
        pytest.param("c u n t", "c u n t", id="spaced out"),
        pytest.param("c.u.n.t", "c.u.n.t", id="with dots between"),
        pytest.param("c - u - n - t", "c - u - n - t", id="with dashes between"),
        pytest.param("cuuuunt", "cuuuunt", id="with a letter held"),
        pytest.param("c0ck", "c0ck", id="with a digit for a letter"),
        pytest.param("a$$", "a$$", id="with signs for letters"),
        pytest.param("t1t", "t1t", id="with a one for an i or l"),
        pytest.param("_ass_", "ass", id="between underscores"),
        pytest.param("ass's", "ass", id="before an apostrophe"),
        pytest.param("pornography", "pornography", id="a pattern's star at the end"),
        pytest.param("a p0rn0 film", "p0rn0", id="a pattern and digits"),
        pytest.param("xenophobe", "xenophobe", id="a pattern's star at the beginning"),
        pytest.param("ice   cream", "ice   cream", id="two words, much space"),
        pytest.param("Ice-Cream", "Ice-Cream", id="two words, a hyphen"),
        pytest.param("写真色情的", "写真色情的", id="in a script without spaces"),
        pytest.param("СУКА", "СУКА", id="a Cyrillic word itself"),
        pytest.param("no no", "no no", id="a word twice"),
        pytest.param("KILL  her", "KILL  her", id="an expression"),
    ],
)  # fmt: skip
def test_an_evasion_is_seen_through(text: str, found: str):
    hit = first_denied(FILTER, f"please, {text} now")

    assert hit is not None
    assert hit.found == found


@pytest.mark.parametrize(
    "text",
    [
        "a night in Scunthorpe", "Penistone station", "the assassin's class passes grass",
        "Essex and Middlesex, sextant", "a cocktail with a peacock", "a title, titan, petit four",
        "class as sea", "a s", "as a bee", "455 metres", "10 cm", "the phobes are no word here",
        "icecream", "I cream ice", "no, now", "kill time with him", "@as", "$5 and 4 s",
    ],
)  # fmt: skip
def test_an_innocent_word_is_left_alone(text: str):
    assert first_denied(FILTER, text) is None


def test_what_is_allowed_passes_and_only_inside_of_it():
    entries = [deny("nazi"), allow("nazi hunter")]

    [passed] = hits(entries, "a Nazi-hunter walks")
    denied = first_denied(entries, "a nazi hunter and a nazi")

    assert passed.passed_by == entries[1]
    assert denied is not None
    assert denied.begin == len("a nazi hunter and a ")


def test_it_says_what_it_read():
    [hit] = hits([deny("cunt")], "a С.u.ń.t walks")

    assert (hit.found, hit.read_as) == ("С.u.ń.t", "cunt")


@pytest.mark.parametrize(
    ("kind", "typed", "words"),
    [
        (Kind.WORD, "***", "Type a word with at least one letter or digit"),
        (Kind.WORD, "…", "Type a word with at least one letter or digit"),
        (Kind.WORD, "x" * 101, "characters long"),
        (Kind.EXPRESSION, "(a", "That expression can't be used: {why}."),
        (Kind.EXPRESSION, "(?<=a)b", "That expression can't be used: {why}."),
        (Kind.EXPRESSION, "((a{100}){100}){100}", "That expression can't be used: {why}."),
        (Kind.EXPRESSION, "[a-z]{1000}c", "That expression can't be used: {why}."),
        (Kind.EXPRESSION, "a*", "That expression matches everything, even nothing."),
    ],
)  # fmt: skip
def test_an_entry_that_cannot_be_used_is_refused_with_the_reason(
    kind: Kind, typed: str, words: str
):
    with pytest.raises(Refused) as refused:
        read_entry(kind, Rule.DENY, typed)

    assert words in refused.value.sentence.text


@given(st.text())
def test_folding_twice_is_folding_once(text: str):
    once = fold(text).text

    assert fold(once).text == once


HIDDEN = st.sampled_from(["\u200b", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u0301", "\u202e"])


@given(st.lists(st.lists(HIDDEN, max_size=3), min_size=4, max_size=4))
def test_whatever_invisible_stands_between_the_letters_a_word_is_found(
    between: list[list[str]],
):
    text = "".join(letter + "".join(more) for letter, more in zip("cunt", between, strict=True))

    assert first_denied([deny("cunt")], text) is not None


@given(st.text("abcdeimnorstu", min_size=1), st.text("abcdeimnorstu", min_size=1))
def test_inside_of_a_longer_word_it_is_never_found(before: str, after: str):
    assert first_denied([deny("cunt")], f"{before}cunt{after}") is None


@given(st.text(), st.text(min_size=1, max_size=20))
def test_no_text_and_no_entry_make_it_stumble(text: str, typed: str):
    try:
        entry = deny(typed)
    except Refused:
        return
    for hit in hits([entry], text):
        assert text[hit.begin : hit.end] == hit.found


@given(st.text(max_size=30))
def test_a_word_that_can_be_denied_denies_itself(typed: str):
    try:
        entry = deny(typed.replace("*", ""))
    except Refused:
        return
    assert first_denied([entry], typed.replace("*", "")) is not None
