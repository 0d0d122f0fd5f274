"""A film and a picture, as small as they may be."""

from __future__ import annotations

import io
from fractions import Fraction
from functools import cache

import av
from av.video.frame import VideoFrame

from tests.pictures.drawn import corners, encoded


@cache
def film() -> bytes:
    """A second of 16 x 16 pixels."""
    file = io.BytesIO()
    with av.open(file, "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=4)
        stream.width = stream.height = 16
        stream.pix_fmt = "yuv420p"
        for number in range(4):
            frame = VideoFrame(16, 16, "yuv420p")
            frame.pts, frame.time_base = number, Fraction(1, 4)
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return file.getvalue()


@cache
def fox() -> bytes:
    """A picture that has to be fitted."""
    return encoded(corners(320, 180))
