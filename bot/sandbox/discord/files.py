"""The CDN: what was uploaded, on disk, served from an origin of its own and never run."""

from __future__ import annotations

import hashlib
import hmac
import mimetypes
import re
import secrets
import tempfile
from collections import deque
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from aiohttp import web

from bot.sandbox.clock import SandboxClock
from bot.sandbox.discord.faults import Faults, cut
from bot.sandbox.discord.messages import Attachment
from bot.sandbox.discord.shapes import snowflake

LINK_LIFE = 24 * 3600
"""Seconds of the sandbox's time; Discord names no number, observers say about a day."""

LOOSE_MOST = 50

_SHOWN = re.compile(r"(image|video|audio)/(?!svg)|text/plain")


@dataclass(frozen=True)
class Upload:
    """A file as it came in: not yet anybody's attachment."""

    filename: str
    content_type: str | None
    path: Path
    size: int
    """Bytes sent. The file at `path` may hold less, where this is above every limit."""


class FileStore:
    """Attachments by id, under a folder that goes away with the store."""

    def __init__(self, clock: SandboxClock) -> None:
        self._clock = clock
        self._folder = tempfile.TemporaryDirectory(prefix="local-discord-")
        self._secret = secrets.token_bytes(16)
        self._kept: dict[int, tuple[int, Attachment]] = {}
        self._loose: deque[Attachment] = deque()
        self.origin = ""
        """Set when the CDN listens: `http://127.0.0.1:PORT`."""
        self.faults = Faults(clock)
        """What goes wrong here; paths begin with `/attachments/`. A lost reply is half a file."""

    def new_path(self) -> Path:
        return Path(self._folder.name) / secrets.token_hex(12)

    def save(self, filename: str, data: bytes, content_type: str | None = None) -> Upload:
        """Keep bytes that a person of the sandbox sends."""
        path = self.new_path()
        path.write_bytes(data)
        return Upload(filename, content_type, path, len(data))

    def attach(
        self,
        upload: Upload,
        *,
        attachment_id: int,
        channel_id: int,
        filename: str | None = None,
        description: str | None = None,
        ephemeral: bool = False,
    ) -> Attachment:
        """Make an upload an attachment that the CDN serves."""
        name = safe_name(filename or upload.filename)
        guessed = mimetypes.guess_type(name)[0]
        made = Attachment(
            id=attachment_id,
            filename=name,
            size=upload.size,
            content_type=guessed or upload.content_type or "application/octet-stream",
            description=description,
            ephemeral=ephemeral,
            path=upload.path,
            link=self._link,
        )
        self._kept[made.id] = (channel_id, made)
        return made

    def attach_loose(self, upload: Upload, *, attachment_id: int, channel_id: int) -> Attachment:
        """For a file that no message holds: kept until fifty later ones have come."""
        made = self.attach(
            upload, attachment_id=attachment_id, channel_id=channel_id, ephemeral=True
        )
        self._loose.append(made)
        if len(self._loose) > LOOSE_MOST:
            self.drop([self._loose.popleft()])
        return made

    def drop(self, attachments: Iterable[Attachment]) -> None:
        for one in attachments:
            self._kept.pop(one.id, None)
            with suppress(OSError):  # Windows keeps a file that is being read
                one.path.unlink(missing_ok=True)

    def close(self) -> None:
        with suppress(OSError):
            self._folder.cleanup()

    def application(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/attachments/{channel}/{id}/{name}", self._serve)
        return app

    def _link(self, attachment: Attachment) -> str:
        channel_id = self._kept[attachment.id][0] if attachment.id in self._kept else 0
        path = f"/attachments/{channel_id}/{attachment.id}/{quote(attachment.filename)}"
        now = int(self._clock.now())
        ends, issued = f"{now + LINK_LIFE:x}", f"{now:x}"
        return f"{self.origin}{path}?ex={ends}&is={issued}&hm={self._sign(path, ends, issued)}&"

    def _sign(self, path: str, ends: str, issued: str) -> str:
        return hmac.new(
            self._secret, f"{path} {ends} {issued}".encode(), hashlib.sha256
        ).hexdigest()

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        """The file, unless a fault says otherwise."""
        fault = self.faults.meet(request.method, request.path)
        if fault and (spoiled := await self.faults.before(fault, request)):
            return spoiled
        kept = self._kept.get(snowflake(request.match_info["id"]) or 0)
        named = request.match_info["name"]
        if kept is None or kept[1].filename != named or not self._signed(request):
            return web.Response(
                status=404,
                text="This content is no longer available.",
                headers={"X-Content-Type-Options": "nosniff"},
            )
        if fault and fault.kind == "lost reply":
            return await _half(request, kept[1].path.read_bytes())
        return web.FileResponse(kept[1].path, headers=_headers(kept[1]))

    def _signed(self, request: web.Request) -> bool:
        ends, issued = request.query.get("ex", ""), request.query.get("is", "")
        expected = self._sign(request.rel_url.raw_path, ends, issued)
        if not hmac.compare_digest(expected, request.query.get("hm", "")):
            return False
        return int(ends, 16) >= self._clock.now()


async def _half(request: web.Request, data: bytes) -> web.StreamResponse:
    """Send the first half of a file, and reset the connection."""
    response = web.StreamResponse(headers={"Content-Length": str(len(data))})
    await response.prepare(request)
    await response.write(data[: len(data) // 2])
    return cut(request)


def _headers(attachment: Attachment) -> dict[str, str]:
    """A page that somebody uploads is downloaded, never shown: it could hold a script."""
    shown = _SHOWN.match(attachment.content_type)
    place = "inline" if shown else "attachment"
    return {
        "Content-Type": attachment.content_type if shown else "application/octet-stream",
        "Content-Disposition": f"{place}; filename*=UTF-8''{quote(attachment.filename)}",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, max-age=31536000",
    }


def safe_name(filename: str) -> str:
    """As Discord stores it: letters, digits, dot, dash and underscore."""
    return re.sub(r"[^\w.\-]", "_", filename)[:255] or "unknown"
