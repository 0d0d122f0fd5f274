"""Has films made by worker processes at low priority, a few at a time."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

from bot.sandbox.videos.slate import Shot

_ROOT = Path(__file__).resolve().parents[3]
_LOW = getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0)  # Windows; elsewhere the worker nices

SMOOTH_PIXELS = 1920 * 1080 * 8
"""Pixels times seconds up to which 24 pictures a second are made; beyond, 12 keep it quick."""


class RenderFailed(Exception):
    """The worker ended without a film. Carries its last line."""


def shot_for(prompt: str, model: str, seconds: int, size: str) -> Shot:
    """The shot for a job of this size (WxH) and length."""
    wide, high = (int(number) for number in size.split("x"))
    smooth = wide * high * seconds <= SMOOTH_PIXELS
    return Shot(prompt, model, seconds, wide, high, 24 if smooth else 12)


class Studio:
    """Renders into a folder of its own, which goes with it. Use as `async with`.

    One process per film: nothing is shared, a film that is no longer wanted ends with its process,
    and the worker of a killed parent notices and ends.
    """

    def __init__(self) -> None:
        self._places = asyncio.Semaphore(max(1, (os.cpu_count() or 2) // 2))
        self._folder = tempfile.TemporaryDirectory(
            prefix="clapper-films-", ignore_cleanup_errors=True
        )

    async def __aenter__(self) -> Studio:
        return self

    async def __aexit__(self, *_: object) -> None:
        self._folder.cleanup()

    async def render(self, shot: Shot, name: str, least_bytes: int = 0) -> Path:
        """The film as a file that this studio owns. RenderFailed when the worker did not make it.

        A film smaller than `least_bytes` is padded to it. Cancelling ends the worker.
        """
        path = Path(self._folder.name) / f"{name}.mp4"
        order = {"shot": asdict(shot), "path": str(path), "bytes": least_bytes}
        async with self._places:
            code, words = await _work(json.dumps(order).encode())
        if code != 0:
            last = words.decode(errors="replace").strip().splitlines()[-1:]
            raise RenderFailed(f"worker ended with {code}: {''.join(last)}")
        return path


async def _work(order: bytes) -> tuple[int, bytes]:
    """Run one worker to its end; its exit code and what it had to say."""
    paths = [str(_ROOT), os.environ.get("PYTHONPATH", "")]
    worker = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot.sandbox.videos.film",
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))},
        creationflags=_LOW,
    )
    try:
        _, words = await worker.communicate(order)
    finally:
        if worker.returncode is None:
            worker.kill()
            await worker.wait()
    return worker.returncode or 0, words
