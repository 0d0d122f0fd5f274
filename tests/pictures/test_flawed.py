"""Files that are no picture, a broken one, or one made to do harm."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from tests.pictures.drawn import corners, encoded
from tests.pictures.fitted import flaw, made, outcome


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
