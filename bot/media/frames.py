"""Pictures out of a film: a strip of them to choose from, and the one that was chosen.

A film comes from outside. It is read in a process of its own, with little time and memory, as
pictures are.
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

from bot.core.picture import MOST_PIXELS
from bot.core.remix import FRAMES

LONGEST = 30.0
"""Seconds that reading a film through may take, of the processor as well as by the clock."""
MOST_MEMORY = 2048 * 2**20
"""Bytes of address space of the process that reads."""
AT_ONCE = 2
LONGEST_REASON = 200
"""Characters."""


class NoFrames(Exception):
    """No picture could be cut out of the film."""


class Frames:
    def __init__(self, *, longest: float = LONGEST, memory: int = MOST_MEMORY) -> None:
        """`longest`: seconds, `memory`: bytes."""
        self._longest = longest
        self._memory = memory
        self._gate = asyncio.Semaphore(AT_ONCE)

    async def strip(self, film: Path) -> bytes:
        """All FRAMES pictures, numbered, as one JPEG. Raises NoFrames."""
        return await self._cut(film, None)

    async def one(self, film: Path, number: int) -> bytes:
        """The picture of that number, whole, as a PNG. Raises NoFrames."""
        return await self._cut(film, number)

    async def _cut(self, film: Path, number: int | None) -> bytes:
        order = {
            "film": str(film),
            "frames": FRAMES,
            "number": number,
            "pixels": MOST_PIXELS,
            "memory": self._memory,
            "seconds": max(1, round(self._longest)),
        }
        async with self._gate:
            return await self._run(json.dumps(order))

    async def _run(self, order: str) -> bytes:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            str(Path(__file__).with_name("cut.py")),
            order,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        try:
            out, err = await asyncio.wait_for(process.communicate(), self._longest)
        except TimeoutError as late:
            raise NoFrames("reading it took too long") from late
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        if process.returncode != 0 or not out:
            last = err.decode(errors="replace").strip().splitlines()[-1:]
            raise NoFrames(last[0][:LONGEST_REASON] if last else f"ended: {process.returncode}")
        return out
