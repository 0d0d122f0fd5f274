"""The local video service, seen by a plain client over its socket."""

from __future__ import annotations

import asyncio
import io
import os
from collections.abc import AsyncIterator

import aiohttp
import av
import pytest

from bot.sandbox.clock import SandboxClock
from bot.sandbox.videos import LocalVideos

FILM = bytes(4) + b"ftypisom" + bytes(range(256)) * 40
PROMPT = "a fox on ice"


def ask(model: str = "veo3.1-fast", **fields: str) -> aiohttp.FormData:
    form = aiohttp.FormData(default_to_multipart=True)
    asked = {"model": model, "prompt": PROMPT, "seconds": "4", "size": "1280x720", **fields}
    for name, value in asked.items():
        form.add_field(name, value)
    return form


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    headers = {"Authorization": "Bearer sk-sandbox"}
    async with aiohttp.ClientSession(headers=headers) as session:
        yield session


@pytest.fixture
async def videos() -> AsyncIterator[LocalVideos]:
    async with LocalVideos(SandboxClock(speed=100), film=FILM) as service:
        yield service


async def finished(http: aiohttp.ClientSession, videos: LocalVideos, job_id: str) -> dict:
    """The job's last reply, polled for as often as the service asks."""
    async with asyncio.timeout(10):
        while True:
            async with http.get(f"{videos.base_url}/videos/{job_id}") as reply:
                body = await reply.json()
                if body["status"].lower() in ("completed", "failed", "success"):
                    return body
                await asyncio.sleep(int(reply.headers["openai-poll-after-ms"]) / 1000)


async def test_a_job_becomes_a_film_of_the_size_and_length_asked_for(http) -> None:
    async with LocalVideos(SandboxClock(speed=20)) as videos:
        form = ask(
            "viduq3-turbo",
            prompt="狐 \U0001f98a \u202e on ice\n" * 300,
            seconds="2",
            size="640x352",
        )
        async with http.post(f"{videos.base_url}/videos", data=form) as reply:
            created = await reply.json()
        job = await finished(http, videos, created["id"])
        async with http.get(job["video_url"], headers={"Authorization": ""}) as reply:
            data = await reply.read()

    assert data[4:8] == b"ftyp"
    assert data.index(b"moov") < data.index(b"mdat")
    with av.open(io.BytesIO(data)) as film:
        stream = film.streams.video[0]
        assert (stream.width, stream.height, stream.pix_fmt) == (640, 352, "yuv420p")
        assert film.duration == 2_000_000
        frames = [frame.pts for frame in film.decode(stream)]
    assert len(frames) == 48
