"""The board that the sandbox films: what is on it shows and moves, and no prompt breaks it."""

from __future__ import annotations

import pytest

from bot.sandbox.videos.catalogue import MODELS
from bot.sandbox.videos.slate import Shot, Slate
from bot.sandbox.videos.studio import shot_for


def board(prompt: str, *, model: str = "wan2.7", size: tuple[int, int] = (320, 180)) -> Slate:
    return Slate(Shot(prompt, model, 2, *size))


def test_both_the_stick_and_the_clock_move_between_two_pictures() -> None:
    slate = board("a fox")

    first, later = list(slate.strips(0)), list(slate.strips(7))

    assert [strip.top for strip in first] == [strip.top for strip in later]
    for before, after in zip(first, later, strict=True):
        assert before.picture.size == after.picture.size
        assert before.picture.tobytes() != after.picture.tobytes()


@pytest.mark.parametrize("model", ["wan2.7", "wan2.6"])
@pytest.mark.parametrize("prompt", ["a fox", "a dog"])
def test_prompt_and_model_are_on_the_board(prompt, model) -> None:
    shown = board(prompt, model=model).background.tobytes()

    assert shown != board("another", model=model).background.tobytes()
    assert shown != board(prompt, model="viduq3").background.tobytes()


@pytest.mark.parametrize(
    "prompt",
    [
        pytest.param("", id="nothing"),
        pytest.param("\x00\u202e\u200b\n\t", id="nothing that shows"),
        pytest.param("\U0001f98a 狐 שועל ثعلب e\u0301 \ud800", id="any script, and half a letter"),
        pytest.param("x" * 32_000, id="one very long word"),
        pytest.param("a fox " * 5_000, id="very many words"),
    ],
)
def test_any_prompt_can_be_filmed(prompt) -> None:
    slate = board(prompt, size=(96, 54))

    assert slate.background.size == (96, 54)
    assert len(list(slate.strips(47))) == 2


def test_long_and_large_films_have_fewer_pictures_and_every_film_whole_seconds() -> None:
    usual = shot_for("x", "veo3.1-fast", 4, "1280x720")
    largest = shot_for("x", "veo3.1-fast", 8, "3840x2160")

    assert (usual.fps, usual.frames) == (24, 96)
    assert (largest.fps, largest.frames) == (12, 96)


def test_the_board_fits_every_size_that_is_sold() -> None:
    sizes = {size for model in MODELS.values() for size in model.sizes}

    for size in sizes:
        shot = shot_for("a fox on ice", "doubao-seedance-2-0-fast", 4, size)
        small = Shot(shot.prompt, shot.model, 4, shot.width // 4, shot.height // 4)
        stick, foot = Slate(small).strips(0)
        assert stick.picture.height + foot.picture.height < small.height
