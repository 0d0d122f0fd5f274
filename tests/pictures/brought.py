"""Jobs that bring a picture: what is asked for, and what became of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

from bot.core.job import JobStatus
from bot.core.picture import Handed
from bot.sandbox.videos import LocalVideos
from tests.house import House
from tests.pictures.drawn import corners, encoded
from tests.pictures.test_fetch import Server

SORA = {"model": "sora-2", "seconds": 4, "size": "1280x720"}
SEEDANCE = {"model": "doubao-seedance-2-0"}
FOX = encoded(corners(300, 200))

Begin = Callable[..., AbstractAsyncContextManager[House]]


def handed(server: Server, **others: Any) -> Handed:
    told: dict[str, Any] = {"url": server.url, "name": "fox.png", "size": len(FOX),
                            "content_type": "image/png", **others}  # fmt: skip
    return Handed(**told)


def sent(videos: LocalVideos) -> list[tuple[str, str | None, str | None, bytes]]:
    """Every part of every order that is a file: name, file name, type, bytes."""
    return [
        (part.name, part.filename, part.content_type, part.data)
        for order in videos.recorded
        if order.method == "POST"
        for part in order.parts
        if part.filename is not None
    ]


def prompts(videos: LocalVideos) -> list[str]:
    return [made.prompt for made in videos.creates]


def kept(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "pictures").glob("job-*"))


async def until(seen: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not seen():  # noqa: ASYNC110 (what is waited for happens on a socket or on the disk)
            await asyncio.sleep(0.002)


async def until_async(house: House, job_id: int, status: JobStatus) -> None:
    async with asyncio.timeout(10):
        while True:
            job = await house.store.get(job_id)
            if job is not None and job.status is status:
                return
            await asyncio.sleep(0.01)
