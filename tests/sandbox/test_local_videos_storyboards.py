"""Storyboards and characters, as the local video service reads and refuses them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from local_videos_client import served

from bot.sandbox.videos.storyboard import BadStoryboard, is_storyboard, read_storyboard

PAGE_004 = (
    "Shot 1:\nduration: 7.5sec\nScene: The plane takes off.\n\n"
    "Shot 2:\nduration: 7.5sec\nScene: The plane lands."
)
ALL = {"model": "sora-2-all", "seconds": "15"}
FILM_OF_ANN = "https://files.example/ann.mp4"


def test_the_sample_of_page_004_is_two_shots() -> None:
    one, two = read_storyboard(PAGE_004)

    assert (one.duration, one.scene) == (Decimal("7.5"), "The plane takes off.")
    assert (two.duration, two.scene) == (Decimal("7.5"), "The plane lands.")


def test_a_scene_may_go_on_over_several_lines() -> None:
    (shot,) = read_storyboard("Shot 1:\nduration: 4sec\nScene: a fox\non ice, at duration: 3sec")

    assert shot.scene == "a fox\non ice, at duration: 3sec"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Shot 1\nduration: 4sec\nScene: x", "line 1: `Shot N:` expected"),
        ("shot 1:\nduration: 4sec\nScene: x", "line 1: `Shot N:` expected"),
        ("Shot 2:\nduration: 4sec\nScene: x", "line 1: shot 1 expected"),
        ("Shot 1:\nduration: 4 sec\nScene: x", "line 2: `duration: Nsec` expected"),
        ("Shot 1:\nduration: 4sec", "line 3: `Scene: ...` expected"),
        ("Shot 1:\nduration: 4sec\nScene:  ", "line 3: `Scene: ...` expected"),
        ("Shot 1:\nduration: 0sec\nScene: x", "line 2: a shot needs a duration"),
        (PAGE_004.replace("\n\n", "\n"), "line 4: a blank line expected before the next shot"),
        (PAGE_004.replace("\n\n", "\n\n\n"), "line 5: `Shot N:` expected"),
        (PAGE_004.replace("Shot 2", "Shot 3"), "line 5: shot 2 expected"),
        (PAGE_004 + "\n", "line 8: nothing follows the blank line"),
        (PAGE_004.replace("\n", "\r\n"), "line 1: `Shot N:` expected"),
    ],
)
def test_a_storyboard_of_another_form_is_refused_by_line_and_reason(text: str, why: str) -> None:
    with pytest.raises(BadStoryboard) as caught:
        read_storyboard(text)

    assert str(caught.value) == why


def test_words_that_only_speak_of_shots_are_no_storyboard() -> None:
    assert is_storyboard(PAGE_004)
    assert is_storyboard(" shot 1 : x")
    assert not is_storyboard("A shot of espresso")
    assert not is_storyboard("Scene: Shot 1:")


async def test_a_storyboard_is_taken_apart_for_the_all_models_only() -> None:
    async with served() as (videos, client):
        taken = videos.jobs[await client.create(**ALL, prompt=PAGE_004)]
        plain = videos.jobs[await client.create(prompt=PAGE_004)]

        assert [shot.scene for shot in taken.order.shots] == [
            "The plane takes off.",
            "The plane lands.",
        ]
        assert plain.order.shots == ()


async def test_shots_that_do_not_fill_the_film_are_refused_unless_told_else() -> None:
    async with served() as (videos, client):
        refused = await client.ask(model="sora-2-all", seconds="10", prompt=PAGE_004)
        videos.manners.storyboard_fills_film = False
        taken = await client.ask(model="sora-2-all", seconds="10", prompt=PAGE_004)

    assert refused.body["error"]["message"] == (
        "Invalid storyboard: the shots take 15.0 seconds, the film 10."
    )
    assert (refused.status, taken.status) == (400, 200)


@pytest.mark.parametrize(
    ("url", "span", "param"),
    [
        pytest.param(FILM_OF_ANN, "1,3", None, id="as the page has it"),
        pytest.param(FILM_OF_ANN, "0.5,1.5", None, id="the shortest"),
        pytest.param(FILM_OF_ANN, "1,4.1", "character_timestamps", id="too long"),
        pytest.param(FILM_OF_ANN, "1,1.9", "character_timestamps", id="too short"),
        pytest.param(FILM_OF_ANN, "3,1", "character_timestamps", id="backwards"),
        pytest.param(FILM_OF_ANN, "1-3", "character_timestamps", id="another form"),
        pytest.param(FILM_OF_ANN, "", "character_timestamps", id="no span"),
        pytest.param("", "1,3", "character_url", id="no address"),
        pytest.param("file:///x.mp4", "1,3", "character_url", id="no web address"),
    ],
)
async def test_a_character_has_an_address_and_a_span_of_1_to_3_seconds(url, span, param) -> None:
    async with served() as (_, client):
        reply = await client.ask(**ALL, character_url=url, character_timestamps=span)

    assert (reply.body.get("error") or {}).get("param") == param
    assert reply.status == (400 if param else 200)


async def test_a_character_is_not_taken_by_other_models() -> None:
    async with served() as (_, client):
        shared = await client.ask(character_url=FILM_OF_ANN, character_timestamps="1,3")
        official = await client.ask(model="sora-2", character_url=FILM_OF_ANN)

    assert "unsupported parameter: character_url" in shared.body["error"]["message"]
    assert official.body["error"]["code"] == "unknown_parameter"
