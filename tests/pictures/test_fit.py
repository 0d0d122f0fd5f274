"""What becomes of a picture: exactly as large as the film, upright, clean."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from bot.media import fit
from tests.pictures.drawn import corners, encoded, held, seen_corners
from tests.pictures.fitted import ALL, made

SIDES = st.one_of(st.integers(1, 12), st.sampled_from([127, 128, 129, 500, 3000]))
MODES = {
    "PNG": ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"],
    "JPEG": ["L", "RGB", "CMYK"],
    "WEBP": ["RGB", "RGBA"],
    "GIF": ["L", "P", "RGB"],
}


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    width=SIDES,
    height=SIDES,
    kind_and_mode=st.sampled_from([(kind, mode) for kind in MODES for mode in MODES[kind]]),
    orientation=st.integers(0, 9),
    how=st.sampled_from(["crop", "pad"]),
    formats=st.sampled_from([ALL, ["image/png"], ["image/jpeg"], ["image/webp"]]),
)
def test_c18_whatever_comes_in_is_exactly_as_large_as_the_film(
    tmp_path: Path,
    width: int,
    height: int,
    kind_and_mode: tuple[str, str],
    orientation: int,
    how: str,
    formats: list[str],
):
    kind, mode = kind_and_mode
    picture = Image.new(mode, (width, height))
    exif: dict[str, Any] = {} if kind == "GIF" else {"exif": held(orientation)}

    out = made(tmp_path, encoded(picture, kind, **exif), how, formats=formats)

    assert out.size == (128, 72)
    assert out.mode == "RGB"
    assert f"image/{out.format}".lower() in formats
    assert set(out.info) & {"exif", "icc_profile", "xmp", "comment", "transparency"} == set()


TURNED = {
    1: ("red", "green", "blue", "yellow"),
    2: ("green", "red", "yellow", "blue"),
    3: ("yellow", "blue", "green", "red"),
    4: ("blue", "yellow", "red", "green"),
    5: ("red", "blue", "green", "yellow"),
    6: ("blue", "red", "yellow", "green"),
    7: ("yellow", "green", "blue", "red"),
    8: ("green", "yellow", "red", "blue"),
}
"""The corners as EXIF 2.32 (4.6.4, Orientation) says that they shall be seen."""


@pytest.mark.parametrize("orientation", TURNED)
@pytest.mark.parametrize("how", ["crop", "pad", "as_is"])
def test_a_picture_is_turned_upright(tmp_path: Path, orientation: int, how: str):
    data = encoded(corners(160, 90), "JPEG", quality=95, exif=held(orientation))

    out = made(tmp_path, data, how, width=96, height=96)

    inner = out.crop((24, 24, 72, 72)) if how == "pad" else out
    assert seen_corners(inner) == TURNED[orientation]
    assert out.getexif() == {}


def test_cropping_cuts_what_stands_over_on_both_sides_alike(tmp_path: Path):
    tall = Image.new("RGB", (128, 216), "blue")
    tall.paste("red", (0, 0, 128, 60))
    tall.paste("yellow", (0, 156, 128, 216))

    out = made(tmp_path, encoded(tall))

    assert {out.getpixel((64, y)) for y in range(72)} == {(0, 0, 255)}


def test_padding_shows_all_of_it_between_black_bars(tmp_path: Path):
    out = made(tmp_path, encoded(corners(100, 100)), "pad")

    assert out.getpixel((20, 36)) == out.getpixel((107, 36)) == (0, 0, 0)
    assert seen_corners(out.crop((28, 0, 100, 72))) == ("red", "green", "blue", "yellow")


@pytest.mark.parametrize("how", ["crop", "pad", "as_is"])
def test_what_is_transparent_becomes_white_and_not_black(tmp_path: Path, how: str):
    clear = Image.new("RGBA", (100, 100), (200, 0, 0, 0))
    clear.paste((0, 0, 255, 255), (40, 40, 60, 60))

    out = made(tmp_path, encoded(clear), how)

    assert out.getpixel((2, 2)) == (255, 255, 255)
    assert out.getpixel((out.width // 2, out.height // 2)) == (0, 0, 255)


def test_a_picture_that_keeps_its_size_keeps_it_up_to_4096_pixels_a_side(tmp_path: Path):
    kept = made(tmp_path, encoded(corners(300, 100)), "as_is")
    shrunk = made(tmp_path, encoded(corners(8192, 1024)), "as_is")

    assert kept.size == (300, 100)
    assert shrunk.size == (4096, 512)


def test_colours_stay_as_they_were_meant_without_the_profile_that_said_so(tmp_path: Path):
    linear = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
    plain = Image.new("RGB", (128, 72), (200, 120, 40))
    odd = encoded(plain, icc_profile=linear.tobytes())
    broken = encoded(plain, icc_profile=b"no profile at all" * 20)

    for data in (odd, broken):
        out = made(tmp_path, data)
        assert out.getpixel((5, 5)) == (200, 120, 40)
        assert "icc_profile" not in out.info


def test_colours_are_turned_into_those_that_a_profile_means(tmp_path: Path):
    swapped = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    red, green = swapped.index(b"rXYZ"), swapped.index(b"gXYZ")
    swapped[red : red + 4], swapped[green : green + 4] = b"gXYZ", b"rXYZ"
    red_by_numbers = encoded(Image.new("RGB", (128, 72), (200, 0, 0)), icc_profile=bytes(swapped))

    red_part, green_part, _ = made(tmp_path, red_by_numbers).getpixel((5, 5))

    assert green_part > 150
    assert red_part < 50


def test_sixteen_bits_of_grey_are_divided_and_not_cut_off(tmp_path: Path):
    grey = Image.new("I;16", (128, 72), 0x8000)

    assert made(tmp_path, encoded(grey)).getpixel((5, 5)) == (128, 128, 128)


def test_of_moving_pictures_the_first_frame_is_taken(tmp_path: Path):
    frames = [Image.new("RGB", (64, 64), colour) for colour in ("red", "blue", "lime")]
    for kind in ("GIF", "WEBP", "PNG"):
        how: dict[str, Any] = {"lossless": True} if kind == "WEBP" else {}
        data = encoded(frames[0], kind, save_all=True, append_images=frames[1:], **how)

        assert made(tmp_path, data).getpixel((5, 5)) == (255, 0, 0)


def test_nothing_that_the_camera_wrote_down_goes_along(tmp_path: Path):
    exif = held(1, maker="secret maker", latitude=True)
    for kind, more in (("JPEG", {"comment": b"secret comment"}), ("WEBP", {"xmp": b"secret xmp"})):
        data = encoded(corners(128, 72), kind, exif=exif, **more)
        assert b"secret" in data

        for formats in (["image/png"], ["image/jpeg"], ["image/webp"]):
            out = made(tmp_path, data, formats=formats)
            assert b"secret" not in (tmp_path / f"target{suffix_of(out)}").read_bytes()


def suffix_of(picture: Image.Image) -> str:
    return {"PNG": ".png", "JPEG": ".jpg", "WEBP": ".webp"}[picture.format or ""]


def test_the_order_is_read_from_the_command_line_and_the_flaw_told_in_json(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    source = tmp_path / "source"
    source.write_bytes(b"words")
    order = {"source": str(source), "target": str(tmp_path / "t"), "width": 8, "height": 8,
             "fit": "crop", "formats": ALL, "pixels": 100, "memory": 2**40,
             "seconds": 9}  # fmt: skip
    monkeypatch.setattr("sys.argv", ["fit.py", json.dumps(order)])
    monkeypatch.setattr(fit, "confine", lambda memory, seconds: None)  # this process lives on

    fit.main()

    assert json.loads(capsys.readouterr().out) == {"flaw": "not_a_picture"}
    assert io.BytesIO(source.read_bytes()).read() == b"words"
