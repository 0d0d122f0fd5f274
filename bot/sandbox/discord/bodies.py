"""Reads what a request carries: JSON, or a form whose files go straight to disk."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from aiohttp import BodyPartReader, ClientPayloadError, web

from bot.sandbox.discord.errors import Reason, Refusal
from bot.sandbox.discord.files import FileStore, Upload
from bot.sandbox.discord.shapes import JSON, as_object
from bot.sandbox.record import Part

KEPT_MOST = 128 * 1024 * 1024
"""Bytes of one file; beyond, they are counted and thrown away."""

_FILE = re.compile(r"files\[(\d+)\]")


@dataclass
class Body:
    json: Any = None
    parts: list[Part] = field(default_factory=list[Part])
    files: dict[int, Upload] = field(default_factory=dict[int, Upload])
    """By the n of `files[n]`."""
    broken: bool = False
    """It said it was JSON and was not."""
    taken: bool = False
    """The files became attachments, and are no longer the request's."""

    @property
    def object(self) -> JSON:
        """Raises Refusal 50109 for what is no JSON."""
        if self.broken:
            raise Refusal(Reason.BAD_JSON)
        return as_object(self.json)

    def discard(self) -> None:
        """Delete what nobody took."""
        if not self.taken:
            for upload in self.files.values():
                with suppress(OSError):
                    upload.path.unlink(missing_ok=True)


@dataclass(frozen=True)
class Ask:
    """One request, as the routes see it."""

    method: str
    path: str
    match: Mapping[str, str]
    query: Mapping[str, str]
    body: Body

    def id(self, name: str) -> int:
        """A snowflake in the path. Raises Refusal 50035 for what is none."""
        value = self.match[name]
        if not value.isascii() or not value.isdigit():
            error = {"code": "NUMBER_TYPE_COERCE", "message": f'Value "{value}" is not snowflake.'}
            raise Refusal(Reason.BAD_FORM, errors={name: {"_errors": [error]}})
        return int(value)


@dataclass(frozen=True)
class Answer:
    json: Any = None
    status: int = 200


NO_CONTENT = Answer(status=204)


async def read_body(request: web.Request, files: FileStore, body: Body) -> bool:
    """Read the whole body, however large, so that the connection stays usable.

    False where the other side went away in the middle; what `body` has then is half of it.
    """
    try:
        if request.content_type.startswith("multipart/"):
            await _read_form(request, files, body)
        elif data := await request.read():
            _parse(body, data)
    except (ConnectionError, ClientPayloadError):
        return False
    return True


def _parse(body: Body, data: bytes) -> None:
    try:
        body.json = json.loads(data)
    except ValueError:
        body.broken = True


async def _read_form(request: web.Request, files: FileStore, body: Body) -> None:
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader):
            continue
        name = part.name or ""
        content_type = part.headers.get("Content-Type")
        if found := _FILE.fullmatch(name):
            upload = await _keep(part, files, body, int(found[1]))
            data = upload.path.read_bytes()
        else:
            data = bytes(await part.read())
            if name == "payload_json":
                _parse(body, data)
        body.parts.append(Part(name, content_type, part.filename, data))


async def _keep(part: BodyPartReader, files: FileStore, body: Body, index: int) -> Upload:
    path, size = files.new_path(), 0
    content_type = part.headers.get("Content-Type")
    filename = part.filename or "unknown"
    body.files[index] = Upload(filename, content_type, path, size)  # to be discarded if it breaks
    with path.open("wb") as file:
        while chunk := await part.read_chunk(64 * 1024):
            if size < KEPT_MOST:
                file.write(chunk)
            size += len(chunk)
    body.files[index] = Upload(filename, content_type, path, size)
    return body.files[index]
