"""Turns a shot into an H.264 film. Runs as a process of its own, so that the service stays quick.

`python -m bot.sandbox.videos.film` reads one order as JSON from its standard input, writes the film
to the path named there and ends. If its parent dies it ends too, without the film.
"""

# PyAV leaves parts of its signatures without types.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
from av.video.frame import VideoFrame

from bot.sandbox.videos.padding import pad_file
from bot.sandbox.videos.slate import Shot, Slate

FAST = {"preset": "ultrafast", "crf": "23", "x264-params": "keyint=48:bframes=0"}
"""No B-frames: the first frame is at 0 and the length exactly frames / fps, with no edit list."""


class Unwanted(Exception):
    """Nobody waits for this film any more."""


def encode(shot: Shot, path: Path, wanted: Callable[[], bool] = lambda: True) -> None:
    """Write the film to `path`: exactly `shot.frames` frames, the index before the pictures.

    Raises Unwanted as soon as `wanted` says so; `path` is then no film.
    """
    slate = Slate(shot)
    picture = slate.background.copy()
    with av.open(str(path), "w", format="mp4", options={"movflags": "+faststart"}) as container:
        stream = container.add_stream("libx264", rate=shot.fps, options=dict(FAST))
        stream.width, stream.height = shot.width, shot.height
        stream.pix_fmt = "yuv420p"
        stream.time_base = Fraction(1, shot.fps)
        for number in range(shot.frames):
            if not wanted():
                raise Unwanted
            for strip in slate.strips(number):
                picture.paste(strip.picture, (0, strip.top))
            frame: VideoFrame = VideoFrame.from_image(picture)
            frame.pts = number
            frame.time_base = Fraction(1, shot.fps)
            container.mux(stream.encode(frame))
        container.mux(stream.encode())


def main() -> None:
    if hasattr(os, "nice"):
        os.nice(10)
    order = json.loads(sys.stdin.buffer.read())
    path = Path(order["path"])
    parent = os.getppid()  # becomes another one's when it dies, except on Windows
    with contextlib.suppress(Unwanted):
        encode(Shot(**order["shot"]), path, lambda: os.getppid() == parent)
        pad_file(path, order["bytes"])


if __name__ == "__main__":
    main()
