"""The first step of a job that brings a picture: it is made ready before anything is ordered."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import structlog

from bot.core.catalog import ImageRule
from bot.core.job import MAY_BE_SENT, Job, JobStatus
from bot.core.picture import JobPicture, flawed
from bot.core.problems import NO_FRAME
from bot.media.fetch import BadPicture
from bot.media.frames import NoFrames
from bot.media.picture import Pictures
from bot.provider.dialects import Picture
from bot.store.jobs import JobStore, StaleJob
from bot.tracker.parts import Parts
from bot.tracker.source import frame_of

log = structlog.get_logger(__name__)

KEPT_FOR = 30 * 86_400.0
"""Seconds for which a picture can be used again, and is shown on its card if that is drawn anew."""


async def prepare(parts: Parts, job: Job) -> None:
    """Fetch, check and fit the pictures; a bad one ends the job free of charge.

    The job stays ACCEPTED: nothing has left us. Whatever dies meanwhile, the next start finds a
    picture without a file and begins again.
    """
    assert job.picture is not None
    await sweep(parts.store, parts.pictures, now=parts.clock())
    ready_ones: list[JobPicture] = []
    try:
        frame = await frame_of(parts, job)
        for nth, picture in enumerate(job.picture.all, start=1):
            ready_ones.append(await _one(parts, job, picture, nth, frame))
    except NoFrames as none:
        log.warning("no frame to begin with", job=job.id, why=str(none))
        await parts.move(job, JobStatus.FAILED, problem=NO_FRAME)
        return
    except BadPicture as bad:
        nth = len(ready_ones) + 1
        log.info("picture can't be used", job=job.id, nth=nth, why=str(bad))
        await parts.move(job, JobStatus.FAILED, problem=flawed(bad.flaw, nth, job.picture))
        return
    first, *others = ready_ones
    log.info("pictures ready", job=job.id, count=len(ready_ones))
    try:
        ready = await parts.look_later(job, 0.0, picture=replace(first, more=tuple(others)))
    except StaleJob:  # cancelled meanwhile
        await asyncio.to_thread(parts.pictures.remove, job.id)
        raise
    parts.cards.changed(ready)
    parts.wake.set()


async def _one(
    parts: Parts, job: Job, picture: JobPicture, nth: int, frame: bytes | None
) -> JobPicture:
    model = parts.catalog.find(job.model)
    formats = (model.image if model else ImageRule()).formats
    file = await parts.pictures.prepare(job.id, picture, job.size, formats, nth=nth, frame=frame)
    return replace(picture, file=file)


async def fitted(parts: Parts, job: Job) -> list[Picture]:
    """What goes along with the order. Raises FileNotFoundError where it has to be made again."""
    if job.picture is None:
        return []
    found: list[Picture] = []
    for nth, picture in enumerate(job.picture.all, start=1):
        if picture.file is None:
            raise FileNotFoundError(job.id)
        ready = await parts.pictures.read(picture.file, nth)
        found.append(Picture(ready.data, ready.filename, ready.content_type))
    return found


async def sweep(store: JobStore, pictures: Pictures, *, now: float) -> None:
    """Remove the pictures of jobs that ended, or whose order the provider has, without us; and
    those that were kept for long enough."""
    needed = {job.id for job in await store.open() if job.status in MAY_BE_SENT}
    since = await store.first_since(now - KEPT_FOR)
    await asyncio.to_thread(pictures.keep_only, needed, since=since)
