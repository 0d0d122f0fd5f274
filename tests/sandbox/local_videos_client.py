"""A plain client of the local video service, so that its tests read as sentences."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp

from bot.sandbox.clock import SandboxClock
from bot.sandbox.videos import LocalVideos

FILM = bytes(4) + b"ftypisom" + bytes(range(256)) * 40
KEY = {"Authorization": "Bearer sk-sandbox"}
OFFICIAL = {"model": "sora-2"}


@dataclass(frozen=True)
class Reply:
    status: int
    headers: dict[str, str]
    data: bytes
    body: Any


def form(*files: tuple[str, bytes], **fields: str) -> aiohttp.FormData:
    """A create as multipart; a field given as an empty text is left out."""
    asked = {"model": "veo3.1-fast", "prompt": "a fox on ice", "seconds": "4", "size": "1280x720"}
    data = aiohttp.FormData(default_to_multipart=True)
    for name, value in (asked | fields).items():
        if value:
            data.add_field(name, value)
    for name, content in files:
        data.add_field("input_reference", content, filename=name, content_type="image/png")
    return data


class Client:
    def __init__(self, session: aiohttp.ClientSession, videos: LocalVideos) -> None:
        self.session = session
        self.videos = videos

    async def send(self, method: str, path: str, **options: Any) -> Reply:
        url = path if path.startswith("http") else self.videos.base_url.removesuffix("/v1") + path
        async with self.session.request(method, url, allow_redirects=False, **options) as reply:
            data = await reply.read()
            body = await reply.json() if reply.content_type == "application/json" and data else None
            headers = {name.lower(): value for name, value in reply.headers.items()}
            return Reply(reply.status, headers, data, body)

    async def get(self, path: str, **options: Any) -> Reply:
        return await self.send("GET", path, **options)

    async def ask(self, *files: tuple[str, bytes], **fields: str) -> Reply:
        return await self.send("POST", "/v1/videos", data=form(*files, **fields))

    async def create(self, **fields: str) -> str:
        """The id of a new job."""
        reply = await self.ask(**fields)
        assert reply.status == 200, reply.data
        return reply.body["id"]

    async def look(self, job_id: str) -> dict[str, Any]:
        reply = await self.get(f"/v1/videos/{job_id}")
        assert reply.status == 200, reply.data
        return reply.body

    async def content(self, job_id: str, **options: Any) -> Reply:
        return await self.get(f"/v1/videos/{job_id}/content", **options)

    async def finished(self, job_id: str) -> dict[str, Any]:
        """The job's last reply, asked for as often as the service says."""
        async with asyncio.timeout(10):
            while True:
                reply = await self.get(f"/v1/videos/{job_id}")
                if reply.body["status"].lower() in ("completed", "success", "failed"):
                    return reply.body
                await asyncio.sleep(int(reply.headers["openai-poll-after-ms"]) / 1000)


@asynccontextmanager
async def served(
    speed: float = 200, clock: SandboxClock | None = None, **options: Any
) -> AsyncIterator[tuple[LocalVideos, Client]]:
    """The service with a ready-made film, fast, and a client with the right key."""
    options.setdefault("film", FILM)
    async with (
        LocalVideos(clock or SandboxClock(speed), **options) as videos,
        aiohttp.ClientSession(headers=KEY, timeout=aiohttp.ClientTimeout(10)) as session,
    ):
        yield videos, Client(session, videos)
