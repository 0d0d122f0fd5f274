"""Run as a program: prints length and size of the film named on the command line, as JSON."""

from __future__ import annotations

import json
import os
import sys

import av
from av.error import FFmpegError


def measure(path: str) -> dict[str, float | int]:
    with av.open(path) as container:
        if not container.streams.video:
            raise ValueError("there is no picture in it")
        stream = container.streams.video[0]
        if stream.duration is not None and stream.time_base is not None:
            seconds = float(stream.duration * stream.time_base)
        else:
            seconds = (container.duration or 0) / 1_000_000
        # A header alone may promise a film that is not there.
        if next(container.decode(stream), None) is None:
            raise ValueError("there is not one frame in it")
        return {
            "seconds": round(seconds, 3),
            "width": stream.width,
            "height": stream.height,
            "size": os.path.getsize(path),
        }


if __name__ == "__main__":
    try:
        sys.stdout.write(json.dumps(measure(sys.argv[1])))
    except (FFmpegError, ValueError, OSError) as error:
        sys.exit(str(error))
