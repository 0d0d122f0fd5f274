"""Pictures out of a film: the right ones, in order, and nothing from what is no film."""

from __future__ import annotations

import io
import itertools
from fractions import Fraction
from pathlib import Path

import av
import pytest
from av.video.frame import VideoFrame
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.core.remix import FRAMES
from bot.media.cut import GAP, GROUND, LONG_SIDE, pictures, strip
from bot.media.frames import Frames, NoFrames

SHADES = 250
"""The first frame of a film is black, the last one this bright; codecs miss it by a little."""


def film(path: Path, *, width: int = 64, height: int = 32, frames: int = 24) -> Path:
    """A film that grows brighter from frame to frame."""
    with av.open(path, "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=24)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        for number in range(frames):
            grey = (round(SHADES * number / max(1, frames - 1)),) * 3
            frame = VideoFrame.from_image(Image.new("RGB", (width, height), grey))
            frame.pts, frame.time_base = number, Fraction(1, 24)
            container.mux(stream.encode(frame.reformat(format="yuv420p")))
        container.mux(stream.encode())
    return path


def brightness(picture: Image.Image) -> int:
    return int(picture.convert("L").getpixel((picture.width - 2, picture.height - 2)))  # type: ignore[arg-type]


async def test_the_first_is_the_first_and_the_last_the_last(tmp_path: Path):
    path = film(tmp_path / "film.mp4")

    first, last = [
        Image.open(io.BytesIO(await Frames().one(path, number))) for number in (1, FRAMES)
    ]

    assert (first.format, first.size) == ("PNG", (64, 32))
    assert brightness(first) < 8
    assert abs(brightness(last) - SHADES) < 8


def test_they_are_spread_evenly(tmp_path: Path):
    path = film(tmp_path / "film.mp4", frames=121)

    found = [brightness(each) for each in pictures(str(path), FRAMES, 10_000)]

    assert all(abs(found[at] - SHADES * at / 5) < 10 for at in range(FRAMES))


@settings(deadline=None, max_examples=30)
@given(frames=st.integers(1, 30), count=st.integers(2, 9))
def test_however_few_frames_there_are_as_many_pictures_come_in_their_order(
    tmp_path_factory: pytest.TempPathFactory, frames: int, count: int
):
    path = film(tmp_path_factory.getbasetemp() / "few.mp4", frames=frames)

    found = [brightness(each) for each in pictures(str(path), count, 10_000)]

    assert len(found) == count
    assert all(one <= other + 6 for one, other in itertools.pairwise(found))
    assert abs(found[-1] - (SHADES if frames > 1 else 0)) < 10


@pytest.mark.parametrize(
    ("width", "height", "in_a_row"),
    [pytest.param(64, 32, 3, id="landscape"), pytest.param(32, 64, 6, id="upright"),
     pytest.param(48, 48, 3, id="square")],
)  # fmt: skip
def test_the_strip_is_numbered_and_in_rows(tmp_path: Path, width: int, height: int, in_a_row: int):
    path = film(tmp_path / "film.mp4", width=width, height=height)

    whole = strip(pictures(str(path), FRAMES, 10_000))

    small_width = round(width * LONG_SIDE / max(width, height))
    small_height = round(height * LONG_SIDE / max(width, height))
    assert whole.width == in_a_row * (small_width + GAP) - GAP
    assert whole.height == (FRAMES // in_a_row) * (small_height + GAP) - GAP
    assert whole.getpixel((small_width + GAP // 2, 0)) == GROUND
    assert whole.getpixel((10, 10)) == (0, 0, 0)  # the badge of 1
    badge = whole.crop((0, 0, 46, 46)).convert("L")
    assert badge.getextrema()[1] > 200  # with something white on it


@pytest.mark.parametrize("what", ["text", "nothing", "half"])
async def test_what_is_no_film_is_refused_with_a_short_reason(
    what: str, tmp_path: Path, tiny_film: bytes
):
    path = tmp_path / "film.mp4"
    content = {"text": b"<html>gone</html>" * 50, "half": tiny_film[: len(tiny_film) // 2]}
    if what in content:
        path.write_bytes(content[what])

    with pytest.raises(NoFrames) as refused:
        await Frames().strip(path)

    assert 0 < len(str(refused.value)) <= 200


async def test_a_reader_that_takes_too_long_is_stopped(tmp_path: Path):
    path = film(tmp_path / "film.mp4")

    with pytest.raises(NoFrames, match="too long"):
        await Frames(longest=0.001).strip(path)


def test_frames_larger_than_any_picture_may_be_are_not_decoded(tmp_path: Path):
    path = film(tmp_path / "film.mp4")

    with pytest.raises(ValueError, match="too large"):
        next(pictures(str(path), FRAMES, 64 * 32 - 1))
