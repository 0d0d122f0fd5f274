"""A film and how it is sent: whole, in a range, or as badly as a fault asks for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from aiohttp import hdrs, web

from bot.sandbox.clock import SandboxClock
from bot.sandbox.videos.faults import Drop, Fault

PIECE = 256 * 1024
DRIPS_PER_SECOND = 10

_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


@dataclass(frozen=True)
class Film:
    """Bytes in memory or in a file; a file is read piece by piece, never whole."""

    size: int
    path: Path | None = None
    data: bytes = b""

    @classmethod
    def from_bytes(cls, data: bytes) -> Film:
        return cls(len(data), data=data)

    @classmethod
    def from_file(cls, path: Path) -> Film:
        return cls(path.stat().st_size, path=path)

    def read(self, start: int = 0, length: int | None = None) -> bytes:
        """Up to `length` bytes from `start`. FileNotFoundError once the file is gone."""
        end = self.size if length is None else start + length
        if self.path is None:
            return self.data[start:end]
        with self.path.open("rb") as file:
            file.seek(start)
            return file.read(end - start)


async def send(
    request: web.Request, film: Film, clock: SandboxClock, fault: Fault | None
) -> web.StreamResponse:
    """Answer with the film, or with the part that a Range asks for.

    One range is understood; a header of another shape is passed over, as HTTP allows. Raises Drop
    where the fault cuts the answer short.
    """
    asked = _RANGE.fullmatch(request.headers.get(hdrs.RANGE, "").strip())
    if asked is not None and asked.groups() == ("", ""):
        asked = None
    span = _span(asked, film.size) if asked else (0, film.size)
    if span is None:
        headers = {hdrs.CONTENT_RANGE: f"bytes */{film.size}"}
        return web.Response(status=416, headers=headers)
    start, end = span
    kind = fault.content_type if fault and fault.content_type else "video/mp4"
    headers = {
        hdrs.CONTENT_TYPE: kind,
        hdrs.ACCEPT_RANGES: "bytes",
        hdrs.CACHE_CONTROL: "public, max-age=86400",
        hdrs.CONTENT_LENGTH: str(end - start),
    }
    if asked:
        headers[hdrs.CONTENT_RANGE] = f"bytes {start}-{end - 1}/{film.size}"
    response = web.StreamResponse(status=206 if asked else 200, headers=headers)
    await response.prepare(request)
    if request.method != hdrs.METH_HEAD:
        await _pour(response, film, start, end, clock, fault)
    await response.write_eof()
    return response


async def _pour(
    response: web.StreamResponse,
    film: Film,
    start: int,
    end: int,
    clock: SandboxClock,
    fault: Fault | None,
) -> None:
    cut = fault is not None and fault.kind == "cut"
    stop = start + int((end - start) * fault.keep) if fault is not None and cut else end
    speed = fault.bytes_per_second if fault is not None and fault.kind == "drip" else 0
    piece = max(1, speed // DRIPS_PER_SECOND) if speed else PIECE
    while start < stop:
        data = film.read(start, min(piece, stop - start))
        await response.write(data)
        start += len(data)
        if speed:
            await clock.sleep(len(data) / speed)
    if cut:
        raise Drop(hard=False)


def _span(asked: re.Match[str], size: int) -> tuple[int, int] | None:
    """First byte and the one after the last; None for a range that cannot be served."""
    first, last = asked.groups()
    if not first:
        return (max(0, size - int(last)), size) if int(last) else None
    start, end = int(first), int(last) + 1 if last else size
    return (start, min(end, size)) if start < min(end, size) else None
