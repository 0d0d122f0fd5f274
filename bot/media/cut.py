"""Run as a program: cuts pictures out of a film, and writes them to standard output.

Takes one JSON object: `film`, `frames` (how many there are to choose from), `number` (from 1; null:
all of them, small and numbered, as one JPEG; else that one, whole, as a PNG), `pixels` at most,
`memory` in bytes and `seconds` at most.
"""

from __future__ import annotations

import contextlib
import io
import json
import sys
from collections.abc import Iterator
from typing import Any, BinaryIO

import av
from av.error import FFmpegError
from av.video.frame import VideoFrame
from PIL import Image, ImageDraw, ImageFont

LONG_SIDE = 360
"""Of a small picture, in pixels."""
GAP = 8
GROUND = (30, 31, 34)
UPRIGHT_IN_A_ROW, OTHERS_IN_A_ROW = 6, 3
BADGE = 40


def pictures(film: str, count: int, most_pixels: int) -> Iterator[Image.Image]:
    """`count` frames of the film, evenly spread, the first and the very last among them.

    A film with fewer frames repeats some. Raises ValueError where it has none, or larger ones.
    """
    with av.open(film) as container:
        stream = container.streams.video[0]
        if stream.width * stream.height > most_pixels:
            raise ValueError("its frames are too large")
        length = _length(container.duration, stream.duration, stream.time_base)
        given, last = 0, None
        for frame in container.decode(stream):
            last = frame
            # The last place is kept for the last frame, whatever time it bears.
            while given < count - 1 and _time(frame) >= length * given / (count - 1):
                given += 1
                yield _image(frame)
        if last is None:
            raise ValueError("there is not one frame in it")
        for _ in range(given, count):
            yield _image(last)


def _length(whole: int | None, duration: int | None, base: Any) -> float:
    if duration is not None and base is not None:
        return float(duration * base)
    return (whole or 0) / 1_000_000


def _time(frame: VideoFrame) -> float:
    return float(frame.time or 0.0)


def _image(frame: VideoFrame) -> Image.Image:
    return frame.to_image()  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]


def strip(chosen: Iterator[Image.Image]) -> Image.Image:
    """All of them small, numbered, in rows."""
    small = [_small(picture) for picture in chosen]
    width, height = small[0].size
    in_a_row = UPRIGHT_IN_A_ROW if height > width else OTHERS_IN_A_ROW
    rows = -(-len(small) // in_a_row)
    whole = Image.new("RGB", (in_a_row * (width + GAP) - GAP, rows * (height + GAP) - GAP), GROUND)
    for at, picture in enumerate(small):
        row, column = divmod(at, in_a_row)
        _number(picture, at + 1)
        whole.paste(picture, (column * (width + GAP), row * (height + GAP)))
    return whole


def _small(picture: Image.Image) -> Image.Image:
    scale = LONG_SIDE / max(picture.size)
    size = tuple(max(1, round(side * scale)) for side in picture.size)
    return picture.resize(size, Image.Resampling.LANCZOS)  # pyright: ignore[reportArgumentType, reportUnknownMemberType]


def _number(picture: Image.Image, number: int) -> None:
    draw = ImageDraw.Draw(picture)
    draw.rounded_rectangle((6, 6, 6 + BADGE, 6 + BADGE), radius=8, fill=(0, 0, 0))
    font = ImageFont.load_default(size=BADGE * 0.7)
    middle = 6 + BADGE / 2
    draw.text((middle, middle), str(number), fill=(255, 255, 255), font=font, anchor="mm")


def cut(order: dict[str, Any], out: BinaryIO) -> None:
    found = pictures(order["film"], order["frames"], order["pixels"])
    if order["number"] is None:
        strip(found).save(out, "JPEG", quality=85)
        return
    for at, picture in enumerate(found, start=1):
        if at == order["number"]:
            picture.save(out, "PNG", compress_level=1)
            return
    raise ValueError("there is no such frame")


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
    made = io.BytesIO()
    try:
        cut(order, made)
    except (FFmpegError, ValueError, IndexError, OSError) as error:
        sys.exit(str(error) or type(error).__name__)
    sys.stdout.buffer.write(made.getvalue())


if __name__ == "__main__":
    main()
