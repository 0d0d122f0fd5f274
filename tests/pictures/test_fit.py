"""What becomes of a picture: exactly as large as the film, upright, clean; and the bad ones."""

from __future__ import annotations

import io
import json
import struct
import zlib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from bot.media import fit
from tests.pictures.drawn import corners, encoded, held, opened, seen_corners

ALL = ["image/png", "image/jpeg", "image/webp"]


@pytest.fixture(autouse=True)
def _pillows_own_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """The program sets it for its process; here it shares one with other tests."""
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", Image.MAX_IMAGE_PIXELS)


def made(folder: Path, data: bytes, how: str = "crop", **others: Any) -> Image.Image:
    """What the program makes of a file, for a film of 128 x 72."""
    source = folder / "source"
    source.write_bytes(data)
    order = {"source": str(source), "target": str(folder / "target"), "width": 128, "height": 72,
             "fit": how, "formats": ALL, "pixels": 50_000_000, **others}  # fmt: skip
    return opened((folder / f"target{fit.prepare(order)}").read_bytes())


def flaw(folder: Path, data: bytes) -> str:
    with pytest.raises(fit.Flawed) as caught:
        made(folder, data)
    return str(caught.value)


def outcome(folder: Path, data: bytes) -> str:
    """`fitted`, or the flaw."""
    try:
        size = made(folder, data).size
    except fit.Flawed as flawed:
        return str(flawed)
    return "fitted" if size == (128, 72) else f"a picture of {size}"


# --- fitting -----------------------------------------------------------------------------------

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


# --- bad files ---------------------------------------------------------------------------------


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(width: int, height: int, *chunks: bytes) -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(chunks) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"\x89PN", id="less than a beginning"),
        pytest.param(b"hello, I am fox.png", id="text"),
        pytest.param(b"<svg xmlns='http://www.w3.org/2000/svg'/>", id="SVG"),
        pytest.param(b"%PDF-1.7\n" + b"x" * 100, id="PDF"),
        pytest.param(b"PK\x03\x04" + b"\0" * 100, id="archive"),
        pytest.param(b"MZ" + b"\0" * 100, id="program"),
        pytest.param(b"%!PS-Adobe-3.0 EPSF-3.0\n", id="a program for printers"),
        pytest.param(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", id="HEIC"),
        pytest.param(b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom", id="a film"),
    ],
)
def test_what_is_no_picture_is_told_by_its_content(tmp_path: Path, data: bytes):
    assert flaw(tmp_path, data) == "not_a_picture"


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.9, 0.97])
def test_a_picture_cut_short_anywhere_is_broken(tmp_path: Path, kind: str, share: float):
    whole = encoded(Image.effect_noise((90, 90), 90).convert("RGB"), kind)

    assert flaw(tmp_path, whole[: max(16, int(len(whole) * share))]) == "broken"


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"\x89PNG\r\n\x1a\n" + b"and then words " * 20, id="PNG in name and head"),
        pytest.param(b"\xff\xd8\xff" + b"and then words " * 20, id="JPEG in name and head"),
        pytest.param(b"GIF89a" + b"and then words " * 20, id="GIF in name and head"),
        pytest.param(b"RIFF\x40\0\0\0WEBP" + b"and words " * 20, id="WebP in name and head"),
        pytest.param(png(64, 64, chunk(b"IDAT", b"no zlib")), id="pixels that unpack to nothing"),
        pytest.param(png(64, 64), id="no pixels at all"),
        pytest.param(png(0, 64, chunk(b"IDAT", zlib.compress(b""))), id="no width"),
    ],
)
def test_a_file_that_only_begins_like_a_picture_is_broken(tmp_path: Path, data: bytes):
    assert flaw(tmp_path, data) == "broken"


def bomb(width: int, height: int, kind: str, mode: str, **how: Any) -> bytes:
    data = encoded(Image.new(mode, (width, height)), kind, **how)
    assert len(data) < 2_000_000
    return data


def black_square(side: int) -> bytes:
    """A whole PNG of one bit for each pixel."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0))
    rows = zlib.compress(b"\0" * ((side // 8 + 1) * side), 1)
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(lambda: black_square(30_000), id="PNG of one colour"),
        pytest.param(lambda: png(2**31 - 1, 2**31 - 1), id="PNG that only says so"),
        pytest.param(lambda: bomb(8_000, 6_251, "GIF", "P"), id="GIF one row above the limit"),
        pytest.param(lambda: bomb(10_000, 6_000, "JPEG", "L"), id="JPEG"),
        pytest.param(
            lambda: bomb(8_000, 6_300, "WEBP", "RGB", lossless=True, quality=0, method=0), id="WebP"
        ),
    ],
)
def test_more_than_fifty_million_pixels_are_never_unpacked(tmp_path: Path, data: Any):
    assert flaw(tmp_path, data()) == "too_many_pixels"


def test_a_gif_whose_frame_is_larger_than_it_says_itself_is_a_bomb_too(tmp_path: Path):
    small = bytearray(encoded(Image.new("P", (8_000, 8_000)), "GIF"))
    small[6:10] = struct.pack("<HH", 8, 8)  # the size in the head; the frame's own stays

    assert flaw(tmp_path, bytes(small)) == "too_many_pixels"


@pytest.mark.parametrize("name", [b"zTXt", b"iTXt", b"iCCP"])
def test_words_that_unpack_to_gigabytes_do_no_harm(tmp_path: Path, name: bytes):
    packed = zlib.compress(b"\0" * 30_000_000, 6)
    head = {b"zTXt": b"a\0\0", b"iTXt": b"a\0\x01\0\0\0", b"iCCP": b"a\0\0"}[name]
    pixels = zlib.compress(b"\0" * (64 * 3 + 1) * 64)
    data = png(64, 64, chunk(name, head + packed), chunk(b"IDAT", pixels))
    assert len(data) < 200_000

    assert outcome(tmp_path, data) in {"broken", "fitted"}


def test_pixels_that_unpack_to_more_than_the_picture_holds_are_left_packed(tmp_path: Path):
    rows = zlib.compress(b"\0" * 60_000_000, 6)

    out = made(tmp_path, png(64, 64, chunk(b"IDAT", rows)))

    assert out.size == (128, 72)


def test_a_picture_with_a_page_behind_it_is_only_a_picture(tmp_path: Path):
    data = encoded(corners(128, 72)) + b"<script>alert(1)</script>PK\x05\x06" + b"\0" * 18

    made(tmp_path, data)

    assert b"script" not in (tmp_path / "target.png").read_bytes()


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    kind=st.sampled_from(["PNG", "JPEG", "WEBP", "GIF"]),
    place=st.floats(0, 1),
    junk=st.binary(min_size=1, max_size=40),
)
def test_a_damaged_picture_is_fitted_or_flawed_and_nothing_else(
    tmp_path: Path, kind: str, place: float, junk: bytes
):
    whole = encoded(corners(40, 30), kind)
    at = int(place * len(whole))

    found = outcome(tmp_path, whole[:at] + junk + whole[at + len(junk) :])

    assert found in {"fitted", "broken", "not_a_picture", "too_many_pixels"}


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
