"""Run as a program: turns a file from outside into a clean picture of exactly the size asked for.

Takes one JSON object: `source`, `target` (without its ending), `width` and `height` of the film,
`fit` (crop, pad, as_is), `formats` that the model takes, `pixels` at most, `memory` in bytes and
`seconds` at most. Where it says `small`, what was made is written there too, small; where it says
`whole`, all of the picture, for another film. Prints `{"suffix": ..., "whole": ...}`, the endings
the files got, or `{"flaw": ...}`.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import struct
import sys
import warnings
import zlib
from typing import Any, cast

from PIL import ExifTags, Image, ImageCms, WebPImagePlugin

Picture = Image.Image

MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF87a", "GIF"),
    (b"GIF89a", "GIF"),
)
# Pillow knows PNG, JPEG and GIF at once; for WebP it would first load forty other formats.
_KINDS = {".png": "PNG", ".jpg": "JPEG", ".webp": WebPImagePlugin.WebPImageFile.format}
LONGEST_SIDE = 4096
"""Of a picture that keeps its own size; more would only make the request larger."""
SMALL_SIDE = 480
"""Of what stands on the card."""
PNG_MOST = 4_000_000
"""Pixels. A larger picture is sent as a JPEG, where the model takes one."""
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What makes a picture upright, by EXIF's number for how the camera was held."""
_ON_ITS_SIDE = 5
_BROKEN = (OSError, ValueError, SyntaxError, EOFError, IndexError, KeyError, TypeError,
           struct.error, zlib.error)  # fmt: skip
"""What Pillow's readers raise for files that are not as they should be."""


class Flawed(Exception):
    """The file can't be used; the text is the flaw's name."""


def prepare(order: dict[str, Any]) -> str:
    """Write the picture; the suffix it got. Raises Flawed."""
    picture = opened(order)
    lossy = picture.format in ("JPEG", "MPO")
    made = flat(fitted(picture, order["width"], order["height"], order["fit"]))
    if "small" in order:
        saved(squared(made), order["small"], ".webp", quality=80)
    return write(made, order["target"], order["formats"], lossy=lossy)


def keep(order: dict[str, Any]) -> str:
    """Write all of the picture, clean and upright; the suffix it got. Raises Flawed."""
    picture = opened(order)
    lossy = picture.format in ("JPEG", "MPO")
    whole = fitted(picture, 0, 0, "as_is")
    if lossy or whole.width * whole.height > PNG_MOST:
        return saved(flat(whole), order["whole"], ".jpg", quality=95, subsampling=0)
    # Nothing but pixels, and what is transparent: bars and frames are put behind it later.
    whole.info.clear()
    return saved(whole, order["whole"], ".png", compress_level=4)


def opened(order: dict[str, Any]) -> Picture:
    """The picture as it came. Raises Flawed."""
    with warnings.catch_warnings():
        # Frames may be larger than the file says at its beginning: Pillow looks again at each.
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        Image.MAX_IMAGE_PIXELS = order["pixels"]
        try:
            return read(order["source"])
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
            raise Flawed("too_many_pixels") from bomb


def read(source: str) -> Picture:
    """The first frame, decoded to its last pixel."""
    with open(source, "rb") as file:
        data = file.read()
    kind = kind_of(data)
    if kind is None:
        raise Flawed("not_a_picture")
    try:
        picture = Image.open(io.BytesIO(data), formats=[kind])
        picture.load()
    except _BROKEN as error:
        raise Flawed("broken") from error
    return picture


def kind_of(head: bytes) -> str | None:
    """What the first bytes say that it is; the file's name says nothing."""
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "WEBP"
    return next((kind for magic, kind in MAGIC if head.startswith(magic)), None)


def fitted(picture: Picture, width: int, height: int, fit: str) -> Picture:
    """Upright, in ordinary colours, of the film's size; still with what is transparent."""
    orientation = orientation_of(picture)
    profile: bytes | None = picture.info.get("icc_profile")
    ground = (255, 255, 255) if picture.has_transparency_data else (0, 0, 0)
    # Made small before it is turned and coloured, so that a large picture is held only once.
    on_its_side = orientation >= _ON_ITS_SIDE
    frame = (height, width) if on_its_side else (width, height)
    picture = plain(picture)
    if fit == "as_is":
        picture = shrunk(picture, (LONGEST_SIDE, LONGEST_SIDE))
    elif fit == "pad":
        picture = scaled_into(picture, frame)
    else:
        picture = cropped(picture, frame)
    if orientation in _TURNS:
        picture = picture.transpose(_TURNS[orientation])
    picture = in_srgb(picture, profile)
    if fit == "pad":
        picture = padded(picture, (width, height), ground)
    return picture


def orientation_of(picture: Picture) -> int:
    """1 to 8; 1 where nothing that makes sense is said."""
    with contextlib.suppress(*_BROKEN):
        told = picture.getexif().get(ExifTags.Base.Orientation, 1)
        return told if isinstance(told, int) and 1 <= told <= 8 else 1
    return 1


def plain(picture: Picture) -> Picture:
    """In a mode that scales well: grey, RGB, CMYK, and what is transparent as its own channel."""
    if picture.mode.startswith("I"):
        # 16 bits of grey; Pillow itself would cut off instead of dividing.
        grey = picture.convert("I")
        grey = grey.point(lambda value: value * (1 / 256))  # pyright: ignore[reportUnknownMemberType]
        return grey.convert("L")
    if picture.has_transparency_data:
        return picture.convert("RGBA")
    return picture if picture.mode in ("L", "RGB", "CMYK") else picture.convert("RGB")


def cropped(picture: Picture, frame: tuple[int, int]) -> Picture:
    """The middle of it, as large as can be in the frame's shape."""
    scale = min(picture.width / frame[0], picture.height / frame[1])
    width, height = frame[0] * scale, frame[1] * scale
    left, top = (picture.width - width) / 2, (picture.height - height) / 2
    box = (left, top, min(left + width, picture.width), min(top + height, picture.height))
    return resized(picture, frame, box)


def scaled_into(picture: Picture, frame: tuple[int, int]) -> Picture:
    """All of it, as large as the frame lets it be; never thinner than one pixel."""
    scale = min(frame[0] / picture.width, frame[1] / picture.height)
    size = (
        min(frame[0], max(1, round(picture.width * scale))),
        min(frame[1], max(1, round(picture.height * scale))),
    )
    return resized(picture, size, (0, 0, *picture.size))


def resized(
    picture: Picture, size: tuple[int, int], box: tuple[float, float, float, float]
) -> Picture:
    # The gap lets Pillow shrink by whole numbers first: four times as fast for a large picture.
    how = Image.Resampling.LANCZOS
    return picture.resize(size, how, box, reducing_gap=3.0)  # pyright: ignore[reportUnknownMemberType]


def shrunk(picture: Picture, frame: tuple[int, int]) -> Picture:
    fits = picture.width <= frame[0] and picture.height <= frame[1]
    return picture if fits else scaled_into(picture, frame)


def in_srgb(picture: Picture, profile: bytes | None) -> Picture:
    """The colours as they were meant: the profile that told so is not sent along."""
    alpha = picture.getchannel("A") if picture.mode == "RGBA" else None
    colours = picture.convert("RGB") if alpha else picture
    if profile:
        with contextlib.suppress(ImageCms.PyCMSError, *_BROKEN):
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            target = ImageCms.ImageCmsProfile(srgb())
            made = ImageCms.profileToProfile(colours, source, target, outputMode="RGB")
            colours = made or colours
    colours = colours.convert("RGB")
    if alpha:
        colours.putalpha(alpha)
    return colours


def srgb() -> Any:
    return cast(Any, ImageCms.createProfile("sRGB"))  # pyright: ignore[reportUnknownMemberType]


def squared(picture: Picture) -> Picture:
    """Small, on nothing: Discord shows the middle square only, and cut edges must be seen."""
    small = shrunk(picture, (SMALL_SIDE, SMALL_SIDE))
    side = max(small.size)
    whole = Image.new("RGBA", (side, side))
    left, top = (side - small.width) // 2, (side - small.height) // 2
    whole.paste(small, (left, top))
    return whole


def padded(picture: Picture, frame: tuple[int, int], ground: tuple[int, int, int]) -> Picture:
    """In the middle of a frame of one colour."""
    left, top = (frame[0] - picture.width) // 2, (frame[1] - picture.height) // 2
    whole = Image.new("RGB", frame, ground)
    whole.paste(picture, (left, top), picture if picture.mode == "RGBA" else None)
    return whole


def flat(picture: Picture) -> Picture:
    """Nothing transparent, on white; and nothing but pixels: no metadata of any kind."""
    return padded(picture, picture.size, (255, 255, 255))


def write(picture: Picture, target: str, formats: list[str], *, lossy: bool) -> str:
    """Write it in a format that the model takes, down to the disk; the suffix."""
    png, jpeg = "image/png" in formats, "image/jpeg" in formats
    if not (png or jpeg):
        return saved(picture, target, ".webp", quality=95)
    if png and not (jpeg and (lossy or picture.width * picture.height > PNG_MOST)):
        return saved(picture, target, ".png", compress_level=4)
    return saved(picture, target, ".jpg", quality=95, subsampling=0)


def saved(picture: Picture, target: str, suffix: str, **how: Any) -> str:
    with open(target + suffix, "wb") as file:
        picture.save(file, _KINDS[suffix], **how)
        file.flush()
        os.fsync(file.fileno())
    return suffix


def confine(memory: int, seconds: int) -> None:
    """Where the system can: no more memory and processor time than this."""
    try:
        import resource
    except ImportError:  # Windows
        return
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))


def main() -> None:
    order: dict[str, Any] = json.loads(sys.argv[1])
    confine(order["memory"], order["seconds"])
    try:
        said = {"suffix": prepare(order)}
        if "whole" in order:
            said["whole"] = keep(order)
    except Flawed as flaw:
        said = {"flaw": str(flaw)}
    except MemoryError:
        said = {"flaw": "too_hard"}
    sys.stdout.write(json.dumps(said))


if __name__ == "__main__":
    main()
