"""Pictures for tests: four coloured corners, so that one sees what was cut, turned or added."""

from __future__ import annotations

import io
from typing import Any

from PIL import ExifTags, Image

RED, GREEN, BLUE, YELLOW = (230, 30, 30), (30, 200, 30), (30, 30, 230), (230, 220, 30)
CORNERS = (RED, GREEN, BLUE, YELLOW)
"""Top left, top right, bottom left, bottom right."""


def corners(width: int, height: int) -> Image.Image:
    small = Image.new("RGB", (2, 2))
    small.putdata(CORNERS)
    return small.resize((width, height), Image.Resampling.NEAREST)


def encoded(picture: Image.Image, kind: str = "PNG", **how: Any) -> bytes:
    file = io.BytesIO()
    picture.save(file, kind, **how)
    return file.getvalue()


def opened(data: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(data))
    picture.load()
    return picture


def seen_corners(picture: Image.Image) -> tuple[str, ...]:
    """The colour in the middle of each quarter, by name; like CORNERS."""
    wide, high = picture.size
    places = [(wide // 4, high // 4), (wide * 3 // 4, high // 4),
              (wide // 4, high * 3 // 4), (wide * 3 // 4, high * 3 // 4)]  # fmt: skip
    return tuple(named(picture.convert("RGB").getpixel(place)) for place in places)


def named(pixel: Any) -> str:
    known = {"red": RED, "green": GREEN, "blue": BLUE, "yellow": YELLOW,
             "white": (255, 255, 255), "black": (0, 0, 0)}  # fmt: skip
    return min(
        known, key=lambda name: sum(abs(a - b) for a, b in zip(known[name], pixel, strict=True))
    )


def held(orientation: int, *, maker: str = "a maker", latitude: bool = False) -> bytes:
    """EXIF of a camera that was held so."""
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    exif[ExifTags.Base.Make] = maker
    if latitude:
        exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitudeRef] = "N"
    return exif.tobytes()
