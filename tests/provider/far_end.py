"""A video service that does what a test tells it to, on a real socket."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web

from bot.core.catalog import ABILITIES
from bot.core.video import ProviderVideo, VideoRequest, VideoStatus
from bot.provider.client import VideoClient
from bot.provider.film import Download
from bot.provider.wire import Timeouts

KEY = "sk-very-secret-0123456789"
FILM = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + bytes(range(256)) * 400

CONTENT = "/v1/videos/x/content"

ASK = VideoRequest(
    model="veo3.1-fast", prompt="a fox on ice", seconds=8, size="1280x720", reference="job1-try1"
)


@dataclass
class Answer:
    """What the far end answers: a body, or one of the ways not to."""

    status: int = 200
    body: Any = b""
    headers: dict[str, str] = field(default_factory=dict)
    abort: bool = False
    """Resets the connection instead of answering."""
    hang: bool = False
    """Never answers."""
    cut_at: int | None = None
    """Announces the whole body, sends so many bytes of it, resets."""
    late: float = 0
    """Seconds until it answers."""

    @property
    def data(self) -> bytes:
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()


@dataclass
class Seen:
    """A request as it arrived."""

    method: str
    path: str
    """As on the wire, not unquoted."""
    query: dict[str, str]
    raw_query: str
    headers: dict[str, str]
    parts: list[tuple[str, str, str | None, str]]
    """Multipart: name, text, filename, content type."""
    json: Any = None


class FarEnd:
    """A scripted server: answers per path, the last of a list repeats."""

    def __init__(self) -> None:
        self.seen: list[Seen] = []
        self.script: dict[str, list[Answer]] = {}
        self.handlers: dict[str, Callable[[web.Request], Awaitable[web.StreamResponse]]] = {}
        self.closing = asyncio.Event()
        self.url = ""

    def on(self, path: str, *answers: Answer) -> None:
        self.script[path] = list(answers)

    def asked(self, path: str) -> int:
        return sum(request.path == path for request in self.seen)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        path = request.raw_path.partition("?")[0]
        self.seen.append(
            Seen(
                request.method,
                path,
                dict(request.query),
                request.raw_path.partition("?")[2],
                {name.lower(): value for name, value in request.headers.items()},
                await _parts(request),
                await request.json() if request.content_type == "application/json" else None,
            )
        )
        if path in self.handlers:
            return await self.handlers[path](request)
        answers = self.script.get(path, [Answer(599, {"error": f"no script for {path}"})])
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        return await self.give(request, answer)

    async def give(self, request: web.Request, answer: Answer) -> web.StreamResponse:
        await asyncio.sleep(answer.late)
        if answer.hang:
            await self.closing.wait()
        if answer.abort or answer.hang:
            assert request.transport is not None
            request.transport.abort()
            return web.Response()
        if answer.cut_at is None:
            return web.Response(status=answer.status, body=answer.data, headers=answer.headers)
        response = web.StreamResponse(status=answer.status, headers=answer.headers)
        response.content_length = len(answer.data)
        await response.prepare(request)
        await response.write(answer.data[: answer.cut_at])
        assert request.transport is not None
        request.transport.close()  # what was written still arrives, the rest never does
        return response


async def _parts(request: web.Request) -> list[tuple[str, str, str | None, str]]:
    if not request.content_type.startswith("multipart/"):
        return []
    found: list[tuple[str, str, str | None, str]] = []
    async for part in await request.multipart():
        assert isinstance(part, aiohttp.BodyPartReader)
        data = bytes(await part.read())
        kind = part.headers.get("Content-Type", "")
        found.append((part.name or "", data.decode("utf-8", "replace"), part.filename, kind))
    return found


PATIENT = Timeouts(connect=30, create=30, look=30, idle=30)
"""Longer than a busy machine takes."""
IMPATIENT = Timeouts(connect=30, create=1, look=1, idle=0.3)


def waits_for(answer: Answer) -> Timeouts:
    """Only where no answer ever comes, a test waits for a timeout."""
    return IMPATIENT if answer.hang else PATIENT


ORDERING = sorted(name for name, can in ABILITIES.items() if can.orders)
"""The dialects in which something can be ordered."""

Start = Callable[..., VideoClient]
"""Makes a client; `base_url`, `key` and `timeouts` can be given."""


class Clock:
    """Time that passes only when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 1_790_000_000.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


async def serve() -> AsyncIterator[FarEnd]:
    """A far end on a port of its own, until the test is over."""
    far = FarEnd()
    app = web.Application()
    app.router.add_route("*", "/{tail:.*}", far.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    far.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield far
    far.closing.set()
    await runner.cleanup()


async def order(client: VideoClient, dialect: str) -> ProviderVideo:
    """ASK in any dialect, with a film where it is one that changes films."""
    film = FILM if ABILITIES[dialect].film else None
    return await client.create(ASK, dialect, film=film)


async def fetch(client: VideoClient, to: Path, *urls: str, cap: int = 10**6) -> Download:
    video = ProviderVideo("x", VideoStatus.DONE, urls=urls)
    return await client.download(video, to, "comet-form", cap_bytes=cap)


def there(to: Path) -> bytes | None:
    return to.read_bytes() if to.exists() else None
