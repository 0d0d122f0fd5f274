"""What a file really is: measured by FFmpeg's own reader, in a process of its own.

A film comes from outside. A reader that crashes or hangs on it must not take the bot along.
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

from bot.core.job import Film

LONGEST = 20.0
"""Seconds that measuring a file may take."""
LONGEST_REASON = 200
"""Characters."""


class NotAFilm(Exception):
    """The file can't be read as a film."""


async def probe(path: Path, *, name: str, longest: float = LONGEST) -> Film:
    """Measure a film; `name` is what it will be called.

    Raises NotAFilm with a short reason, also when measuring takes more than `longest` seconds.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        str(Path(__file__).with_name("measure.py")),
        str(path),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        out, err = await asyncio.wait_for(process.communicate(), longest)
    except TimeoutError as late:
        raise NotAFilm("reading it took too long") from late
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode != 0:
        last = err.decode(errors="replace").strip().splitlines()[-1:]
        raise NotAFilm(
            last[0][:LONGEST_REASON] if last else f"reader ended with {process.returncode}"
        )
    return Film(name=name, **json.loads(out))
