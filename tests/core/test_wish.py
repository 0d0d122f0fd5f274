"""A wish is held against the catalogue, and whatever cannot be had is answered with what can."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import bot
from bot.core.catalog import Catalog, Model, Seconds, load
from bot.core.refused import Refused
from bot.core.sentence import Sentence
from bot.core.suggest import model_meant, suggest_models, suggest_seconds, suggest_sizes
from bot.core.wish import Checked, Wish, read_wish

CATALOG = load(
    [("models.toml", (Path(bot.__file__).parent / "models.toml").read_text("utf-8"))]
).catalog


def model(name: str) -> Model:
    found = CATALOG.find(name)
    assert found
    return found


VEO, WAN, SEEDANCE = model("veo3.1-fast"), model("wan2.7"), model("doubao-seedance-2-0")


def wish(
    prompt: str = "a fox",
    name: str | None = None,
    seconds: str | int | None = None,
    size: str | None = None,
    catalog: Catalog = CATALOG,
) -> Checked:
    return read_wish(
        catalog, prompt=prompt, model=name, seconds=seconds, size=size, default_model=VEO
    )


def english(sentence: Sentence) -> str:
    filled = {
        key: " or ".join(value) if isinstance(value, tuple) else value
        for key, value in sentence.values.items()
    }
    return sentence.text.format_map(filled)


def test_what_is_left_out_is_filled_in() -> None:
    checked = wish("  a fox on ice \n")

    assert checked.wish == Wish("a fox on ice", "veo3.1-fast", 4, "1280x720")
    assert checked.model is VEO
    assert checked.price == 320_000


@pytest.mark.parametrize("empty", [None, "", "  "])
def test_an_empty_option_is_one_left_out(empty: str | None) -> None:
    assert wish(name=empty, seconds=empty, size=empty) == wish()


@pytest.mark.parametrize(
    "typed",
    ["veo3.1", "VEO3.1", "Veo 3.1", " veo 3.1 ", "veo-3.1"],
)
def test_a_model_is_known_by_id_alias_or_title_in_any_dress(typed: str) -> None:
    assert wish(name=typed).model.id == "veo3.1"


def test_an_alias_finds_its_model() -> None:
    assert wish(name="seedance-2-5-260628").wish.model == "seedance-2-5"


@pytest.mark.parametrize("typed", [8, "8", " 8 ", "8s", "8 sec", "8 Seconds", "08"])
def test_a_length_may_be_typed_in_many_ways(typed: str | int) -> None:
    assert wish(seconds=typed).wish.seconds == 8


@pytest.mark.parametrize(
    ("chosen", "typed", "size"),
    [
        (VEO, "1920x1080", "1920x1080"),
        (VEO, "1920 × 1080", "1920x1080"),
        (VEO, "1920*1080", "1920x1080"),
        (VEO, "720X1280", "720x1280"),
        (VEO, "9:16", "720x1280"),
        (VEO, "9x16", "720x1280"),
        (VEO, "portrait", "720x1280"),
        (VEO, "Vertical", "720x1280"),
        (VEO, "16:9", "1280x720"),
        (VEO, "landscape", "1280x720"),
        (VEO, "720p", "1280x720"),
        (VEO, "1080p", "1920x1080"),
        (VEO, "Full HD", "1920x1080"),
        (VEO, "4K", "3840x2160"),
        (VEO, "4k landscape", "3840x2160"),
        (WAN, "square", "1440x1440"),
        (WAN, "1080p portrait", "1080x1920"),
        (WAN, "1080p", "1920x1080"),
        (SEEDANCE, "1:1", "960x960"),
        (SEEDANCE, "1:1 480p", "640x640"),
        (SEEDANCE, "21:9, 1080p", "2206x946"),
    ],
)
def test_a_size_may_be_named_by_ratio_tier_or_word(chosen: Model, typed: str, size: str) -> None:
    assert wish(name=chosen.id, size=typed).wish.size == size


REFUSED = [
    pytest.param({"prompt": " \u200b\n"},
                 "Say what the film should show: the prompt is empty.", id="empty prompt"),
    pytest.param({"prompt": "x" * 4001},
                 "The prompt has 4001 characters; 4000 is the most.", id="long prompt"),
    pytest.param({"name": "veo3.1-fats"},
                 "There is no model called veo3.1-fats. Try Veo 3.1 Fast or Veo 3.1.", id="typo"),
    pytest.param({"name": "zzz"},
                 "There is no model called zzz. Try Veo 3.1 Fast or Veo 3.1.", id="no likeness"),
    pytest.param({"name": "long " * 40},
                 "There is no model called " + ("long " * 40)[:59] + "…. "
                 "Try Veo 3.1 Fast or Veo 3.1.", id="a long name is cut"),
    pytest.param({"seconds": 5},
                 "Veo 3.1 Fast does not make films of 5 seconds. "
                 "These lengths can be had: 4 or 6 or 8.", id="length of a list"),
    pytest.param({"name": "wan2.7", "seconds": "16"},
                 "Wan 2.7 does not make films of 16 seconds, only of 2 to 15.",
                 id="length of a range"),
    pytest.param({"seconds": "soon"},
                 "soon is not a length. Give whole seconds, for example 4.", id="no number"),
    pytest.param({"seconds": "4.5"},
                 "4.5 is not a length. Give whole seconds, for example 4.", id="half a second"),
    pytest.param({"seconds": -4},
                 "-4 is not a length. Give whole seconds, for example 4.", id="below zero"),
    pytest.param({"size": "square"},
                 "Veo 3.1 Fast does not make square. These sizes can be had: "
                 "1280x720 or 720x1280 or 1920x1080 or 3840x2160.", id="size"),
    pytest.param({"size": "1080p portrait"},
                 "Veo 3.1 Fast does not make 1080p portrait. These sizes can be had: "
                 "1280x720 or 720x1280 or 1920x1080 or 3840x2160.", id="two words"),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "text"), REFUSED)
def test_c19_t11_a_refusal_says_what_can_be_had(changes: dict[str, str], text: str) -> None:
    with pytest.raises(Refused) as caught:
        wish(**changes)  # type: ignore[arg-type]

    assert english(caught.value.sentence) == text


def test_a_model_that_is_no_longer_offered_is_refused_by_its_title() -> None:
    retired = """[[model]]
id = "sora-2"
title = "Sora 2"
dialect = "openai-sora"
status = "retired"
"""
    text = (Path(bot.__file__).parent / "models.toml").read_text("utf-8")
    catalog = load([("a", text), ("b", retired)]).catalog

    with pytest.raises(Refused) as caught:
        wish(name="sora-2", catalog=catalog)

    assert english(caught.value.sentence).startswith("Sora 2 is not offered here. Try Sora 2 Pro")


def test_the_longest_prompt_is_taken() -> None:
    assert len(wish("x" * 4000).wish.prompt) == 4000


def test_models_are_suggested_in_order_with_the_price_of_what_is_chosen_so_far() -> None:
    found = suggest_models(CATALOG, "", seconds="8", size="1920x1080", default_model=VEO)

    assert [each.value for each in found] == [m.id for m in CATALOG.offered]
    assert (found[0].title, found[0].price, found[0].is_default) == ("Veo 3.1 Fast", 768_000, True)
    assert not found[1].is_default


@pytest.mark.parametrize(
    ("typed", "values"),
    [
        ("wan", ["wan2.7", "wan2.6"]),
        ("see fast", ["doubao-seedance-2-0-fast"]),
        ("VIDU", ["viduq3-turbo", "viduq3"]),
    ],
)
def test_a_half_typed_model_narrows_the_list(typed: str, values: list[str]) -> None:
    assert [each.value for each in suggest_models(CATALOG, typed)] == values


def test_a_mistyped_model_still_shows_a_way_on() -> None:
    assert suggest_models(CATALOG, "wna2.7")[0].value == "wan2.7"


@pytest.mark.parametrize(
    ("typed", "values"),
    [(None, ["4", "6", "8"]), ("", ["4", "6", "8"]), ("6", ["6"]), ("6s", ["6"]),
     ("9", ["4", "6", "8"]), ("x", ["4", "6", "8"]), (8, ["8"])],
)  # fmt: skip
def test_lengths_are_suggested_by_how_they_begin(
    typed: str | int | None, values: list[str]
) -> None:
    assert [each.value for each in suggest_seconds(VEO, typed)] == values


def test_lengths_carry_the_price_of_the_size_chosen() -> None:
    assert [s.price for s in suggest_seconds(VEO, "", "4k")] == [960_000, 1_440_000, 1_920_000]


@pytest.mark.parametrize("default", range(1, 61))
def test_more_lengths_than_can_be_shown_are_thinned_and_keep_their_ends_and_default(
    default: int,
) -> None:
    many = replace(VEO, seconds=Seconds(tuple(range(1, 61)), default))

    found = suggest_seconds(many, "")

    values = [int(each.value) for each in found]
    assert len(values) <= 25
    assert {1, default, 60} <= set(values)
    assert values == sorted(values)
    assert [int(each.value) for each in found if each.is_default] == [default]


@pytest.mark.parametrize(
    ("typed", "values"),
    [
        ("", ["1280x720", "720x1280", "1920x1080", "3840x2160"]),
        ("1280", ["1280x720"]),
        ("720", ["1280x720", "720x1280"]),
        ("16:", ["1280x720", "1920x1080", "3840x2160"]),
        ("4k", ["3840x2160"]),
        ("portrait", ["720x1280"]),
        ("nonsense", ["1280x720", "720x1280", "1920x1080", "3840x2160"]),
    ],
)
def test_sizes_are_suggested_by_pixels_ratio_and_tier(typed: str, values: list[str]) -> None:
    assert [each.value for each in suggest_sizes(VEO, typed)] == values


def test_sizes_carry_the_price_of_the_length_chosen_and_say_what_they_are() -> None:
    first = suggest_sizes(VEO, "", "8s")[0]

    assert (first.title, first.price, first.is_default) == (
        "1280x720 (16:9, 720p)", 640_000, True,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "meant"),
    [(None, "veo3.1-fast"), ("  ", "veo3.1-fast"), ("wan2.6", "wan2.6"), ("viduq", "viduq3-turbo"),
     ("no such", "veo3.1-fast")],
)  # fmt: skip
def test_the_model_meant_so_far_is_guessed(typed: str | None, meant: str) -> None:
    assert model_meant(CATALOG, typed, VEO).id == meant


@given(st.text(max_size=30), st.text(max_size=30), st.text(max_size=30))
def test_whatever_is_typed_is_answered(one: str, two: str, three: str) -> None:
    for chosen in (model_meant(CATALOG, one, VEO), SEEDANCE):
        for found in (
            suggest_models(CATALOG, one, seconds=two, size=three),
            suggest_seconds(chosen, two, three),
            suggest_sizes(chosen, three, two),
        ):
            assert 1 <= len(found) <= 25
    answer = refusal_or_wish(one, two, three)
    assert answer if isinstance(answer, str) else CATALOG.find(answer.wish.model)


def refusal_or_wish(one: str, two: str, three: str) -> str | Checked:
    try:
        return wish(one, two, three, one)
    except Refused as refusal:
        return english(refusal.sentence)
