"""Films on their way to our disk: whole, checked, durable, before anything else is said of them."""

from __future__ import annotations

from typing import Any

import structlog

from bot.core.job import Film, Job, JobStatus
from bot.core.video import ProviderVideo
from bot.media.probe import NotAFilm, probe
from bot.provider.errors import ProviderBusy, ProviderRejected
from bot.tracker.parts import Parts

log = structlog.get_logger(__name__)


async def bring(parts: Parts, job: Job, video: ProviderVideo) -> Film:
    """Raises ProviderBusy, ProviderRejected, NotAFilm; OSError for our own disk."""
    draft = parts.films.draft(job.id)
    download = await parts.client(job).download(
        video, draft, job.dialect, cap_bytes=parts.cap_bytes
    )
    film = await probe(draft, name=f"job-{job.id}{download.suffix}")
    await parts.films.keep(draft, film.name)
    return film


async def stored(parts: Parts, job: Job, film: Film, **changes: Any) -> Job:
    token = f"{parts.chance.getrandbits(128):032x}"
    parts.progress.forget(job.id)
    return await parts.move(job, JobStatus.STORED, film=film, watch_token=token, **changes)


async def from_reply(parts: Parts, job: Job, video: ProviderVideo, **changes: Any) -> Job | None:
    """Keep the film that a reply held; None where it held none, or none that can be kept.

    The film is on the disk before the step is written. Who dies in between leaves the job as it
    was: one being sent is in doubt then, and nothing is paid for a second time.
    """
    if video.inline is None:
        return None
    try:
        film = await bring(parts, job, video)
    except ProviderRejected as no:
        return await parts.fail(job, no.failure)
    except (ProviderBusy, NotAFilm, OSError) as error:
        log.warning("the film in the reply can't be kept", job=job.id, why=str(error))
        return None
    log.info("film came with the reply", job=job.id, bytes=film.size)
    now = parts.clock()
    return await stored(parts, job, film, provider_id=video.id, ready_at=now, **changes)
