"""What a film is made from: a job of the provider that it is to change, or a frame of our film."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.job import Job
from bot.core.video import Failure, Fault, ProviderVideo, VideoRequest
from bot.media.frames import NoFrames
from bot.provider.dialects import Picture
from bot.provider.errors import ProviderRejected
from bot.tracker.parts import Parts


async def order(
    parts: Parts, job: Job, request: VideoRequest, pictures: Sequence[Picture]
) -> ProviderVideo:
    """Send the order, once: a remix, or a film of its own. Raises as the client does."""
    client = parts.client(job)
    if not job.is_remix:
        return await parts.ask(job, client.create(request, job.dialect, pictures))
    source = await remixed(parts, job)
    if source is None:
        raise ProviderRejected(Failure(Fault.LOST))
    return await parts.ask(
        job,
        client.remix(source, request.prompt, job.dialect, reference=request.reference),
    )


async def remixed(parts: Parts, job: Job) -> str | None:
    """The provider's id of the film that the job is a remix of; None where it is none."""
    source = await parts.store.get(job.source_id) if job.is_remix and job.source_id else None
    return source.provider_id if source else None


async def frame_of(parts: Parts, job: Job) -> bytes | None:
    """The frame that the job begins with, as a PNG; None where it has none. Raises NoFrames."""
    if job.source_id is None or job.frame is None:
        return None
    source = await parts.store.get(job.source_id)
    if source is None or source.film is None:
        raise NoFrames("its job is no longer known")
    return await parts.frames.one(parts.films.path(source.film.name), job.frame)
