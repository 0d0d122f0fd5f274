"""A film on its way to the disk: what is there so far, and whether it is a film at all."""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

HEAD = 12
"""Bytes that tell a film from a page."""
_RANGE = re.compile(r"bytes (\d{1,18})-\d+/(\d{1,18}|\*)$")
_BATCH = 2**20
"""Bytes written at a time, off the event loop."""


@dataclass(frozen=True)
class Download:
    """A film that lies on the disk."""

    bytes: int
    content_type: str
    """By what the file begins with, not by what the server called it."""
    suffix: str
    """`.mp4`, `.webm`, `.mov` or `.gif`."""


def film_kind(head: bytes) -> tuple[str, str] | None:
    """Content type and suffix of a film that begins so; None for anything else.

    ISO base media (ISO/IEC 14496-12: `ftyp` at byte 4), EBML (RFC 8794) and GIF89a.
    """
    if head[4:8] == b"ftyp":
        return ("video/quicktime", ".mov") if head[8:10] == b"qt" else ("video/mp4", ".mp4")
    if head[:4] == b"\x1a\x45\xdf\xa3":
        return "video/webm", ".webm"
    return ("image/gif", ".gif") if head[:4] == b"GIF8" else None


@dataclass
class Part:
    """What of a film is on the disk so far."""

    file: BinaryIO
    size: int = 0
    total: int | None = None
    validator: str | None = None
    """The ETag or date by which a server tells whether it is still the same film."""
    waiting: list[bytes] = field(default_factory=list[bytes])
    held: int = 0

    def headers(self) -> dict[str, str]:
        """Ask for what is missing only, and only of the same film."""
        if not self.size:
            return {}
        same = {"If-Range": self.validator} if self.validator else {}
        return {"Range": f"bytes={self.size}-", **same}

    def continues(self, status: int, headers: Mapping[str, str]) -> bool:
        """Whether a 206 goes on exactly where we are, in a film of the same length."""
        if status != 206:
            return status != 200 or not self.size
        match = _RANGE.match(headers.get("content-range", ""))
        if match is None or int(match[1]) != self.size:
            return False
        return self.total is None or match[2] in ("*", str(self.total))

    def note(self, headers: Mapping[str, str], length: int | None) -> None:
        """Keep what the first reply tells of the whole film."""
        if self.size == 0:
            self.total = length
            etag = headers.get("etag", "")
            weak = etag.startswith("W/")
            self.validator = (None if weak else etag) or headers.get("last-modified")

    async def add(self, piece: bytes) -> None:
        self.waiting.append(piece)
        self.held += len(piece)
        self.size += len(piece)
        if self.held >= _BATCH:
            await self.flush()

    async def flush(self) -> None:
        if self.waiting:
            await asyncio.to_thread(self.file.write, b"".join(self.waiting))
        self.waiting, self.held = [], 0

    async def restart(self) -> None:
        self.waiting, self.held, self.size = [], 0, 0
        self.total, self.validator = None, None
        await asyncio.to_thread(self._empty)

    def _empty(self) -> None:
        self.file.seek(0)
        self.file.truncate()

    async def settle(self, path: Path) -> bytes:
        """Everything down to the disk: an announced film must survive a power cut.

        Returns what the file begins with.
        """
        await self.flush()
        return await asyncio.to_thread(self._sync, path)

    def _sync(self, path: Path) -> bytes:
        self.file.flush()
        os.fsync(self.file.fileno())
        with path.open("rb") as written:
            return written.read(HEAD)
