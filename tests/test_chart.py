"""The picture of /usage: as high as its figures say."""

from __future__ import annotations

import io
from datetime import date, timedelta

import pytest
from PIL import Image, ImageColor

from bot.media.chart import COLOURS, HEIGHT, WIDTH, bars

DAYS = [date(2026, 11, 1) + timedelta(days=n) for n in range(4)]


def pixels_of(drawn: bytes, colour: str) -> int:
    picture = Image.open(io.BytesIO(drawn)).convert("RGB")
    assert picture.size == (WIDTH, HEIGHT)
    wanted = ImageColor.getrgb(colour)
    return sum(count for count, each in picture.getcolors(WIDTH * HEIGHT) or [] if each == wanted)


def test_the_bars_areas_are_as_the_amounts():
    drawn = bars(DAYS, [[400_000, 0, 0, 800_000], [0, 600_000, 0, 0]])

    first, second = pixels_of(drawn, COLOURS[0]), pixels_of(drawn, COLOURS[1])

    assert first / second == pytest.approx(2.0, rel=0.02)
    assert pixels_of(drawn, COLOURS[2]) == 0


@pytest.mark.parametrize("most", [0, 1, 10_000, 320_000, 7_777_777, 10**12, 10**15])
def test_any_amount_can_be_drawn(most: int):
    assert bars(DAYS, [[most] * 4]).startswith(b"\x89PNG")
