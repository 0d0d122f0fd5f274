"""Films on our disk: complete or not there at all."""

from __future__ import annotations

import asyncio
import os
import shutil
from pathlib import Path


class FilmFolder:
    """`DATA_DIR/films`. A film appears under its name only when all of it is on the disk."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder

    def path(self, name: str) -> Path:
        return self._folder / name

    def draft(self, job_id: int) -> Path:
        """Where a download may write. A leftover of an earlier process is overwritten."""
        return self._folder / f"job-{job_id}.part"

    async def keep(self, draft: Path, name: str) -> Path:
        """Give a finished download its name. Durable when this returns."""
        final = self.path(name)
        await asyncio.to_thread(_move_durably, draft, final)
        return final

    async def remove(self, name: str) -> None:
        """Nothing happens where it is gone already."""
        await asyncio.to_thread(self.path(name).unlink, missing_ok=True)

    def free_bytes(self) -> int:
        return shutil.disk_usage(self._folder).free


def _move_durably(draft: Path, final: Path) -> None:
    draft.replace(final)
    if os.name == "nt":  # a folder can't be synced there, and needs no sync
        return
    folder = os.open(final.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
