"""What may be a character, read from what people type; each refusal says what would do."""

from __future__ import annotations

import pytest

from bot.core.board import Board, planned
from bot.core.cast import JobCharacter, casting, folded, nobody_of, read_character
from bot.core.catalog import Catalog
from bot.core.doubt import interchangeable
from bot.core.refused import Refused
from bot.core.storyboard import Shot
from bot.core.wish import read_wish
from bot.ui.words import words_for
from tests.core.test_doubt import other

FOX = "https://films.example/fox.mp4"
WHO = JobCharacter("Fox", FOX, 1, 3)


def refusal(*typed: str) -> str:
    with pytest.raises(Refused) as no:
        read_character(*typed)
    return words_for("en-US")(no.value.sentence)


@pytest.mark.parametrize(
    ("start", "end", "span", "sent"),
    [
        ("1", "3", "1-3", "1,3"),
        ("0", "1", "0-1", "0,1"),
        ("1,5", "2.5 s", "1.5-2.5", "1.5,2.5"),
        ("0.1", "3.1", "0.1-3.1", "0.1,3.1"),
        ("1.04", "3.96", "1-4", "1,4"),
    ],
)
def test_a_span_of_one_to_three_seconds_is_taken(start: str, end: str, span: str, sent: str):
    who = read_character("Fox", f" {FOX} ", start, end)

    assert (who.span, who.sent.timestamps, who.url) == (span, sent, FOX)


@pytest.mark.parametrize(
    ("start", "end"),
    [("1", "1.9"), ("1", "4.1"), ("3", "1"), ("2", "2")],
    ids=["too short", "too long", "backwards", "nothing"],
)
def test_another_span_is_refused_with_one_that_does(start: str, end: str):
    assert refusal("Fox", FOX, start, end) == (
        "The span has to last from 1 to 3 seconds, for example from 1 to 3; this one goes from "
        f"{start} to {end}."
    )


@pytest.mark.parametrize("typed", ["", "soon", "1-3", "3601", "1e3", "nan", "١"])
def test_what_is_no_second_is_refused(typed: str):
    text = f"{typed} is no moment of a film. Give the span in seconds, for example from 1 to 3."

    assert refusal("Fox", FOX, typed, "3") == text


@pytest.mark.parametrize(
    "address",
    [
        "",
        "fox.mp4",
        "http://films.example/fox.mp4",
        "https://films.example/fox.webm",
        "https://films.example/?file=fox.mp4",
        "https://localhost/fox.mp4",
        "https://127.0.0.1/fox.mp4",
        "https://[::1]/fox.mp4",
        "https://nas.local/fox.mp4",
        "https://ann:secret@films.example/fox.mp4",
        "https://films.example:8443/fox.mp4",
        "https://films.example:x/fox.mp4",
        "https://films.example/a fox.mp4",
        "https://films.example/`fox.mp4",
        "https://films.example/" + "x" * 1_000 + ".mp4",
    ],
)
def test_what_is_no_public_address_of_an_mp4_is_refused(address: str):
    assert refusal("Fox", address, "1", "3") == (
        "The address has to be a public one of an mp4 file: it begins with https:// and its path "
        "ends with .mp4."
    )


def test_an_address_at_discord_is_refused_because_it_dies():
    assert refusal("Fox", "https://cdn.discordapp.com/a/fox.mp4?ex=1", "1", "3") == (
        "Discord's addresses stop working after about a day. Put the mp4 where it stays, and give "
        "that address."
    )


@pytest.mark.parametrize("name", ["", "  ", "-", "a\u200bb", "@everyone", "<@1>", "x" * 33, "a:b"])
def test_what_is_no_name_is_refused(name: str):
    assert refusal(name, FOX, "1", "3") == (
        "A character's name has 1 to 32 letters and digits, with spaces, hyphens, points and "
        "apostrophes between them."
    )


@pytest.mark.parametrize("name", ["Fox", "O'Hara Jr.", "Änne-Marie", "狐", "R2 D2", "x"])
def test_names_of_people_are_taken(name: str):
    assert read_character(name, FOX, "1", "3").name == name


def test_names_are_the_same_whatever_their_case_width_and_blanks():
    assert folded(" Red  FOX ") == folded("red fox") == folded("\uff32ed fox")


def test_a_model_without_characters_names_two_that_take_one(catalog: Catalog):
    veo, sora = catalog.find("veo3.1-fast"), catalog.find("sora-2-pro-all")
    assert veo is not None
    assert sora is not None
    asked = {"prompt": "a fox", "seconds": None, "size": None, "default_model": veo}

    with pytest.raises(Refused) as no:
        read_wish(catalog, model=None, character=WHO, **asked)

    assert words_for("en-US")(no.value.sentence) == (
        "Veo 3.1 Fast takes no character. Leave it out, or choose a model that takes one: "
        "Sora 2 (all) or Sora 2 Pro (all)."
    )
    assert read_wish(catalog, model="sora-2-pro-all", character=WHO, **asked).character == WHO
    assert casting(catalog.offered) == sora  # the other one's price is not known
    assert casting([veo]) is None


def test_in_a_server_without_characters_it_is_said_how_to_add_one():
    text = words_for("en-US")(nobody_of("Fox", []))

    assert text == (
        "There is no character called Fox in this server, nor any other. Add one with "
        "`/characters add`."
    )


def test_a_storyboard_with_somebody_needs_a_model_that_takes_them(catalog: Catalog):
    board = Board(1, "veo3.1-fast", "1280x720", shots=(Shot("a fox", 40),), character="Fox")
    veo = catalog.find("veo3.1-fast")
    assert veo is not None

    fault = planned(board, veo).fault

    assert fault is not None
    assert fault.text == (
        "{model} takes no character. Take it out with “Film”, or choose another model there."
    )


def test_films_with_different_people_are_never_taken_for_each_other():
    ann = other(character=WHO)

    assert interchangeable(ann, other(character=WHO))
    assert not interchangeable(ann, other())
