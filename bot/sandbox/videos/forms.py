"""What a request carries, read from any of the three encodings; its parts kept for the record."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, cast
from urllib.parse import parse_qsl

from aiohttp import BodyPartReader, web
from aiohttp.http_exceptions import HttpProcessingError

from bot.sandbox.record import Part
from bot.sandbox.videos import refusals

MOST_BYTES = 40 * 1024 * 1024
"""What one request may carry. The provider states none; it answers 413 somewhere."""


@dataclass(frozen=True)
class Form:
    """Fields as text, files apart, both in the order in which they came."""

    fields: dict[str, str] = field(default_factory=dict[str, str])
    files: tuple[Part, ...] = ()
    parts: tuple[Part, ...] = ()
    json: Any = None
    kind: str = ""
    """The content type without its parameters; empty where there is no body."""
    problem: refusals.Refusal | None = None
    """What is wrong with the body itself. Kept, not raised: it is recorded all the same."""


async def read(request: web.Request) -> Form:
    """Read the whole body. Never raises for what is in it: see `problem`."""
    if not request.can_read_body:
        return Form()
    kind = request.content_type
    try:
        if kind == "multipart/form-data":
            return await _multipart(request)
        raw = await request.read()
        if kind == "application/x-www-form-urlencoded":
            pairs = parse_qsl(raw.decode(), keep_blank_values=True)
            parts = tuple(Part(name, None, None, value.encode()) for name, value in pairs)
            return Form(dict(pairs), parts=parts, kind=kind)
        return _json(raw, kind)
    except web.HTTPRequestEntityTooLarge:
        return Form(kind=kind, problem=_too_large())
    except (ValueError, AssertionError, HttpProcessingError) as error:
        slug = "invalid_multipart_form" if kind.startswith("multipart") else "invalid_json"
        return Form(kind=kind, problem=refusals.task_layer(400, slug, str(error)))


def _json(raw: bytes, kind: str) -> Form:
    body = json.loads(raw)
    if not isinstance(body, dict):
        raise ValueError("the body is no JSON object")
    known = cast("dict[str, object]", body)
    fields = {name: _as_text(value) for name, value in known.items() if value is not None}
    return Form(fields, json=known, kind=kind)


def _as_text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)


async def _multipart(request: web.Request) -> Form:
    parts: list[Part] = []
    left = MOST_BYTES
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader) or part.name is None:
            raise ValueError("a part has no name")
        data = bytes(await part.read(decode=True))
        left -= len(data)
        if left < 0:
            raise web.HTTPRequestEntityTooLarge(MOST_BYTES, MOST_BYTES - left)
        parts.append(Part(part.name, part.headers.get("Content-Type"), part.filename, data))
    texts = {part.name: part.data.decode() for part in parts if part.filename is None}
    files = tuple(part for part in parts if part.filename is not None)
    return Form(texts, files, tuple(parts), kind="multipart/form-data")


def _too_large() -> refusals.Refusal:
    return refusals.content(413, f"request body too large, limit {MOST_BYTES} bytes")
