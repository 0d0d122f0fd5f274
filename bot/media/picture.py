"""Pictures on their way to the provider: fetched, checked and fitted, kept while needed.

A picture comes from outside. It is decoded in a process of its own, with little time and memory: a
reader that crashes, hangs or swells on it must not take the bot along.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.core.picture import MOST_PIXELS, Fit, Flaw, JobPicture
from bot.media.fetch import BadPicture, Files

LONGEST = 20.0
"""Seconds that reading and fitting may take, of the processor as well as by the clock."""
MOST_MEMORY = 1024 * 2**20
"""Bytes of address space of the process that reads."""
AT_ONCE = 2
TYPES = {".png": "image/png", ".jpg": "image/jpeg", ".webp": "image/webp"}


@dataclass(frozen=True)
class Ready:
    """A picture as it goes to the provider. Its name tells nothing of whose it was."""

    data: bytes = field(repr=False)
    filename: str
    content_type: str


class Pictures:
    """`DATA_DIR/pictures`. A picture appears under its name only when all of it is on the disk."""

    def __init__(
        self,
        folder: Path,
        files: Files,
        *,
        longest: float = LONGEST,
        memory: int = MOST_MEMORY,
    ) -> None:
        """Raises OSError where the folder can't be made. `longest`: seconds, `memory`: bytes."""
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._files = files
        self._longest = longest
        self._memory = memory
        self._gate = asyncio.Semaphore(AT_ONCE)

    async def read(self, name: str) -> Ready:
        """Raises FileNotFoundError."""
        path = self._path(name)
        data = await asyncio.to_thread(path.read_bytes)
        return Ready(data, f"picture{path.suffix}", TYPES[path.suffix])

    async def prepare(
        self,
        job_id: int,
        picture: JobPicture,
        size: str,
        formats: Sequence[str],
        *,
        frame: bytes | None = None,
    ) -> str:
        """Fetch, check and fit a job's picture; the name it is kept under.

        `size` is the film's, `WxH`; `formats` are the content types that the model takes; a
        `frame` of a film is used as it is. Raises BadPicture; then nothing is kept.
        """
        raw = self._path(f"job-{job_id}.raw")
        try:
            if frame is not None:
                await asyncio.to_thread(raw.write_bytes, frame)
            else:
                await self._files.fetch(picture.url, raw)
            async with self._gate:
                return await self._fit(raw, job_id, picture.fit, size, formats)
        except BaseException:
            self.remove(job_id)
            raise
        finally:
            raw.unlink(missing_ok=True)

    def remove(self, job_id: int) -> None:
        for path in self._folder.glob(f"job-{job_id}.*"):
            path.unlink(missing_ok=True)

    def keep_only(self, job_ids: Collection[int]) -> None:
        """Remove whatever belongs to other jobs than these."""
        kept = {f"job-{job_id}" for job_id in job_ids}
        for path in self._folder.iterdir():
            if path.name.partition(".")[0] not in kept:
                path.unlink(missing_ok=True)

    async def _fit(
        self, raw: Path, job_id: int, fit: Fit, size: str, formats: Sequence[str]
    ) -> str:
        width, _, height = size.partition("x")
        draft = self._path(f"job-{job_id}.part")
        order = {
            "source": str(raw),
            "target": str(draft),
            "width": int(width),
            "height": int(height),
            "fit": fit.value,
            "formats": list(formats),
            "pixels": MOST_PIXELS,
            "memory": self._memory,
            "seconds": max(1, round(self._longest)),
        }
        suffix = await self._run(order)
        made = draft.with_name(draft.name + suffix)
        final = self._path(f"job-{job_id}{suffix}")
        made.replace(final)
        return final.name

    async def _run(self, order: Mapping[str, object]) -> str:
        program = str(Path(__file__).with_name("fit.py"))
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            program,
            json.dumps(dict(order)),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        try:
            out, err = await asyncio.wait_for(process.communicate(), self._longest)
        except TimeoutError as late:
            raise BadPicture(Flaw.TOO_HARD, "too long") from late
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        if process.returncode != 0:
            last = err.decode(errors="replace").strip().splitlines()[-1:]
            raise BadPicture(Flaw.TOO_HARD, last[0] if last else f"ended: {process.returncode}")
        said = json.loads(out)
        if "flaw" in said:
            raise BadPicture(Flaw(said["flaw"]))
        return str(said["suffix"])

    def _path(self, name: str) -> Path:
        return self._folder / name
