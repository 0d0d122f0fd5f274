"""The provider has an order: its id is written down."""

from __future__ import annotations

from typing import Any

import structlog

from bot.core import pace
from bot.core.job import Job, JobStatus
from bot.core.video import ProviderVideo, VideoStatus
from bot.tracker.bring import from_reply
from bot.tracker.parts import Parts

log = structlog.get_logger(__name__)


async def taken(parts: Parts, job: Job, video: ProviderVideo, **changes: Any) -> Job:
    """Write the provider's id down; some providers answer an order with the finished film."""
    now = parts.clock()
    log.info("order taken", job=job.id, provider_id=video.id)
    if job.status is JobStatus.SUBMITTING and (
        kept := await from_reply(parts, job, video, submitted_at=now, **changes)
    ):
        return kept
    if video.status is VideoStatus.DONE and video.urls and job.status is JobStatus.SUBMITTING:
        return await parts.move(
            job,
            JobStatus.READY,
            provider_id=video.id,
            submitted_at=now,
            ready_at=now,
            urls=video.urls,
            **changes,
        )
    model = parts.catalog.find(job.model)
    wait = pace.poll(model.poll_seconds if model else None, video.poll_after, parts.chance)
    return await parts.move(
        job,
        JobStatus.QUEUED,
        provider_id=video.id,
        submitted_at=now,
        next_at=now + wait,
        **changes,
    )
