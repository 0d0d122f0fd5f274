"""Shots as text and back; whatever stands in a scene, it stays that scene."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.refused import Refused
from bot.core.storyboard import (
    MOST_SHOTS,
    Shot,
    beats,
    gist,
    in_seconds,
    read_script,
    read_shot,
    script,
    shots_in,
)
from bot.sandbox.videos.storyboard import is_storyboard, read_storyboard
from bot.ui.words import words_for

PAGE_004 = (
    "Shot 1:\nduration: 7.5sec\nScene: The plane takes off.\n\n"
    "Shot 2:\nduration: 7.5sec\nScene: The plane lands."
)
ENGLISH = words_for("en-US")

PIECES = st.one_of(
    st.sampled_from(
        ["\n", "\r\n", "\r", "\n\n", "\u2028", "\x85", "Shot 2:", "shot 3 :", "Shot 2", ":", "：",
         "duration: 3sec", "Duration:", "Scene:", "scene", " ", "\t", "⏎", "∶", "ː", "⧵",
         "Shot 2 [0-3s]:", "[0-3s]", "Shot 12："]
    ),
    st.text(max_size=5),
)  # fmt: skip
SCENES = st.lists(PIECES, min_size=1, max_size=9).map("".join)


@st.composite
def shots(draw: st.DrawFn) -> tuple[Shot, ...]:
    drawn: list[Shot] = []
    for scene in draw(st.lists(SCENES, min_size=1, max_size=6)):
        tenths = draw(st.integers(10, 6_000))
        drawn.append(read_shot(f"a{scene}", in_seconds(tenths)))
    return tuple(drawn)


GRAMMAR = re.compile(r"(?:shot\s*\d+\s*(?:\[[-\d., s]*\]\s*)?|duration\s*|scene\s*)[:：]", re.I)


@given(shots())
@settings(deadline=None, max_examples=80)
def test_a_script_and_back_is_the_same_and_the_service_counts_the_same_shots(
    drawn: tuple[Shot, ...],
):
    text = script(drawn)

    assert read_script(text) == drawn
    assert shots_in(text) == drawn
    assert read_script(text.replace("\n", "\r\n")) == drawn
    theirs = read_storyboard(text)
    assert [shot.duration * 10 for shot in theirs] == [shot.tenths for shot in drawn]
    # Nor for a reader who takes the grammar's words wherever they stand.
    assert len(GRAMMAR.findall(text)) == 3 * len(drawn)
    assert len(text.splitlines()) == 4 * len(drawn) - 1


@given(shots())
@settings(deadline=None, max_examples=80)
def test_timed_lines_and_back_are_the_same(drawn: tuple[Shot, ...]):
    text = beats(drawn)

    assert shots_in(text) == drawn
    assert not is_storyboard(text)
    assert len(GRAMMAR.findall(text)) == len(text.splitlines()) == len(drawn)


@given(st.text())
@settings(deadline=None, max_examples=80)
def test_any_text_is_read_or_refused(text: str):
    try:
        found = read_script(text)
    except Refused:
        return
    assert read_script(script(found)) == found


def test_the_grammar_is_the_captured_one_to_the_letter():
    taken, landed = Shot("The plane takes off.", 75), Shot("The plane lands.", 75)

    assert script((taken, landed)) == PAGE_004
    assert read_script(PAGE_004) == (taken, landed)


def test_beats_say_from_when_to_when():
    text = beats((Shot("A fox wakes.", 25), Shot("It runs:\nfast.", 55)))

    assert text == "Shot 1 [0-2.5s]: A fox wakes.\nShot 2 [2.5-8s]: It runs:⏎fast."


def test_a_pasted_script_need_not_be_neat():
    text = "\n  SHOT 1 :\r\nDuration: 2,5 sec\r\nscene:A fox\r\non ice\r\n\r\n\r\nShot 2:\n" + (
        "duration: 3\nScene: b\n"
    )

    assert read_script(text) == (Shot("A fox\non ice", 25), Shot("b", 30))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (" \n ", "The script is empty. It begins with a line ˋShot 1:ˋ."),
        ("A fox", "Line 1: “Shot 1:” has to stand here, not “A fox”."),
        (
            PAGE_004.replace("Shot 2", "Shot 3"),
            "Line 5: “Shot 2:” has to stand here, not “Shot 3:”.",
        ),
        ("Shot 1:", "Line 2: “duration: 2.5sec” is missing here."),
        ("Shot 1:\nScene: x", "Line 2: “duration: 2.5sec” has to stand here, not “Scene: x”."),
        (
            "Shot 1:\nduration: soon\nScene: x",
            "Line 2: soon is no length for a shot. It takes seconds from 1 to 600, in steps of "
            "0.1.",
        ),
        ("Shot 1:\nduration: 0.9sec\nScene: x", "Line 2: 0.9sec is no length for a shot."),
        ("Shot 1:\nduration: 2.55sec\nScene: x", "Line 2: 2.55sec is no length for a shot."),
        ("Shot 1:\nduration: 601sec\nScene: x", "Line 2: 601sec is no length for a shot."),
        ("Shot 1:\nduration: 2sec", "Line 3: “Scene: …” is missing here."),
        ("Shot 1:\nduration: 2sec\nScene:", "Line 3: this scene is empty."),
        ("Shot 1:\nduration: 2sec\nScene: \u200b", "Line 3: this scene is empty."),
        (
            "Shot 1:\nduration: 2sec\nScene: x\nduration: 3sec",
            "Line 4: “Shot …:” has to stand here, not “duration: 3sec”.",
        ),
        (
            "Shot 1:\nduration: 2sec\nScene: " + "x" * 2001,
            "Line 3: this scene has 2,001 characters; 2,000 is the most.",
        ),
        (
            script([Shot("x", 10)] * 26),
            f"Line 101: {MOST_SHOTS} shots are the most.",
        ),
    ],
)
def test_a_script_that_can_not_be_read_is_refused_by_line_and_reason(text: str, words: str):
    with pytest.raises(Refused) as refused:
        read_script(text)

    assert ENGLISH(refused.value.sentence).replace("`", "ˋ").startswith(words)


@pytest.mark.parametrize(
    ("scene", "duration", "words"),
    [
        (" \n", "2", "Say what is seen in this shot: its scene is empty."),
        ("x" * 2001, "2", "The scene has 2,001 characters; 2,000 is the most."),
        (
            "x",
            "a while",
            "a while is no length for a shot. Give seconds from 1 to 600, in steps of 0.1: "
            "for example 2.5.",
        ),
        ("x", "0.9", "0.9 is no length for a shot."),
    ],
)
def test_a_shot_that_can_not_be_is_refused_in_words(scene: str, duration: str, words: str):
    with pytest.raises(Refused) as refused:
        read_shot(scene, duration)

    assert ENGLISH(refused.value.sentence).startswith(words)


@pytest.mark.parametrize("duration", ["2.5", "2,5", " 2.5 s", "2.50sec", "2.5 seconds"])
def test_a_duration_is_read_as_people_write_it(duration: str):
    assert read_shot("x", duration) == Shot("x", 25)


@pytest.mark.parametrize(
    "prompt",
    ["a fox", "Shot 1: a fox", "Shot 1:\nduration: 2.0sec\nScene: x", "Shot 1 [0-0.5s]: x"],
)
def test_an_ordinary_prompt_is_no_storyboard(prompt: str):
    assert shots_in(prompt) == ()
    assert gist(prompt) == prompt


def test_the_gist_of_a_storyboard_is_its_scenes():
    assert gist(PAGE_004) == "The plane takes off. / The plane lands."


@pytest.mark.parametrize("write", [script, beats])
def test_the_gist_of_the_beginning_of_a_storyboard_is_its_first_scenes(
    write: Callable[[Sequence[Shot]], str],
):
    whole = write((Shot("a fox\nwakes", 25), Shot("it runs", 15), Shot("it leaps", 40)))
    begins = len(write((Shot("a fox\nwakes", 25), Shot("it runs", 15))))

    found = [gist(whole[:length]) for length in range(begins, len(whole) + 1)]

    assert all(each.startswith("a fox\nwakes / it runs") for each in found)
