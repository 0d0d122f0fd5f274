"""Pictures on their way to the provider: fetched, checked and fitted, kept while needed.

A picture comes from outside. It is decoded in a process of its own, with little time and memory: a
reader that crashes, hangs or swells on it must not take the bot along.
"""

from __future__ import annotations

import asyncio
import json
import re
import shutil
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
    """`DATA_DIR/pictures`. A picture appears under its name only when all of it is on the disk.

    In `small/` lies what the cards show, in `whole/` what `Again` begins with.
    """

    def __init__(
        self,
        folder: Path,
        files: Files,
        *,
        longest: float = LONGEST,
        memory: int = MOST_MEMORY,
    ) -> None:
        """Raises OSError where the folder can't be made. `longest`: seconds, `memory`: bytes."""
        self._small, self._whole = folder / "small", folder / "whole"
        for each in (folder, self._small, self._whole):
            each.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._files = files
        self._longest = longest
        self._memory = memory
        self._gate = asyncio.Semaphore(AT_ONCE)

    async def read(self, name: str, nth: int = 1) -> Ready:
        """The job's `nth` picture, from 1. Raises FileNotFoundError."""
        path = self._path(name)
        data = await asyncio.to_thread(path.read_bytes)
        sent_as = f"picture{path.suffix}" if nth == 1 else f"picture-{nth}{path.suffix}"
        return Ready(data, sent_as, TYPES[path.suffix])

    async def prepare(
        self,
        job_id: int,
        picture: JobPicture,
        size: str,
        formats: Sequence[str],
        *,
        nth: int = 1,
        frame: bytes | None = None,
    ) -> str:
        """Fetch, check and fit a job's `nth` picture, from 1; the name it is kept under.

        `size` is the film's, `WxH`; `formats` are the content types that the model takes; a
        `frame` of a film is used as it is. A picture that was wished for again is taken from our
        copy, if we still have it. Raises BadPicture; then nothing is kept of the job's pictures.
        """
        stem = _stem(job_id, nth)
        raw = self._path(f"{stem}.raw")
        copy = None if picture.of is None else self.whole(picture.of, nth)
        try:
            if frame is not None:
                await asyncio.to_thread(raw.write_bytes, frame)
            elif copy is not None:
                await asyncio.to_thread(shutil.copyfile, copy, raw)
            else:
                await self._files.fetch(picture.url, raw)
            async with self._gate:
                return await self._fit(raw, stem, picture.fit, size, formats)
        except BaseException:
            self.remove(job_id)
            raise
        finally:
            raw.unlink(missing_ok=True)

    def small(self, job_id: int) -> Path | None:
        """What was made of a job's first picture, for its card."""
        path = self._small / f"job-{job_id}.webp"
        return path if path.exists() else None

    def whole(self, job_id: int, nth: int = 1) -> Path | None:
        """All of a job's `nth` picture, for another film."""
        return next(self._whole.glob(f"{_stem(job_id, nth)}.*"), None)

    def remove(self, job_id: int) -> None:
        """Remove what would have gone to the provider; what people may come back to stays."""
        for pattern in (f"job-{job_id}.*", f"job-{job_id}-*"):
            for path in self._folder.glob(pattern):
                path.unlink(missing_ok=True)

    def forget(self, job_id: int) -> None:
        """Remove everything that is kept of a job's pictures."""
        self.remove(job_id)
        for folder in (self._small, self._whole):
            for pattern in (f"job-{job_id}.*", f"job-{job_id}-*"):
                for path in folder.glob(pattern):
                    path.unlink(missing_ok=True)

    def keep_only(self, job_ids: Collection[int], *, since: int | None) -> None:
        """Remove what belongs to other jobs than these.

        What people may come back to stays for jobs from number `since` on; None: for none.
        """
        for path in self._folder.glob("job-*"):
            if _job_of(path) not in job_ids:
                path.unlink(missing_ok=True)
        for path in (*self._small.iterdir(), *self._whole.iterdir()):
            job_id = _job_of(path)
            if since is None or job_id is None or job_id < since:
                path.unlink(missing_ok=True)

    async def _fit(self, raw: Path, stem: str, fit: Fit, size: str, formats: Sequence[str]) -> str:
        width, _, height = size.partition("x")
        draft = self._path(f"{stem}.part")
        small, whole = (self._path(f"{stem}.{each}") for each in ("small", "whole"))
        order = {
            "source": str(raw),
            "target": str(draft),
            "small": str(small),
            "whole": str(whole),
            "width": int(width),
            "height": int(height),
            "fit": fit.value,
            "formats": list(formats),
            "pixels": MOST_PIXELS,
            "memory": self._memory,
            "seconds": max(1, round(self._longest)),
        }
        said = await self._run(order)
        small.with_name(f"{small.name}.webp").replace(self._small / f"{stem}.webp")
        whole.with_name(whole.name + said["whole"]).replace(self._whole / f"{stem}{said['whole']}")
        final = self._path(f"{stem}{said['suffix']}")
        draft.with_name(draft.name + said["suffix"]).replace(final)
        return final.name

    async def _run(self, order: Mapping[str, object]) -> dict[str, str]:
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
        said: dict[str, str] = json.loads(out)
        if "flaw" in said:
            raise BadPicture(Flaw(said["flaw"]))
        return said

    def _path(self, name: str) -> Path:
        return self._folder / name


def _stem(job_id: int, nth: int) -> str:
    return f"job-{job_id}" if nth == 1 else f"job-{job_id}-{nth}"


def _job_of(path: Path) -> int | None:
    """Whose picture lies there; None for a file that is none of ours."""
    match = re.match(r"job-(\d+)[.-]", path.name)
    return int(match[1]) if match else None
