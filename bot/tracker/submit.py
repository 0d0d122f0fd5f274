"""From accepted to the provider's queue, and what to do when nobody knows whether it got there."""

from __future__ import annotations

import structlog

from bot.core import pace
from bot.core.doubt import candidates
from bot.core.job import Job, JobStatus
from bot.core.problems import NEVER_FOUND
from bot.core.video import ProviderVideo, VideoRequest, VideoStatus
from bot.delivery import CardBusy
from bot.provider.errors import ProviderBusy, ProviderError, ProviderRejected, ProviderSilent
from bot.tracker.bring import from_reply
from bot.tracker.parts import Parts
from bot.tracker.prepare import fitted, prepare

log = structlog.get_logger(__name__)

ASK_AGAIN = 10.0
"""Seconds until Discord is asked again whether a command was answered."""


async def submit(parts: Parts, job: Job) -> None:
    """Order the film. The intent is on the disk before the request leaves."""
    if job.message_id is None:
        await _settle_answer(parts, job)
        return
    try:
        pictures = await fitted(parts, job)
    except FileNotFoundError:
        await prepare(parts, job)
        return
    now = parts.clock()
    sending = await parts.move(
        job,
        JobStatus.SUBMITTING,
        at_most=parts.max_running,
        attempt=job.attempt + 1,
        intent_at=now,
        reference=f"clapper-{job.interaction_id}-{job.attempt + 1}",
    )
    request = VideoRequest(
        model=parts.offer.sent_as(job.model),
        prompt=job.prompt,
        seconds=job.seconds,
        size=job.size,
        reference=sending.reference or "",
    )
    try:
        video = await parts.ask(job, parts.client(job).create(request, job.dialect, pictures))
    except ProviderBusy as busy:
        # Certain that nothing was created, so the same order may be sent again.
        wait = pace.back_off(sending.attempt, busy.retry_after, parts.chance)
        log.info("provider busy, order waits", job=job.id, seconds=round(wait, 1))
        await parts.move(sending, JobStatus.ACCEPTED, next_at=parts.clock() + wait)
    except ProviderRejected as no:
        log.info("order refused", job=job.id, fault=no.failure.fault.value, text=no.failure.text)
        await parts.fail(sending, no.failure)
    except ProviderSilent as silence:
        log.warning("no answer to the order", job=job.id, why=str(silence))
        await parts.move(sending, JobStatus.IN_DOUBT, next_at=parts.clock() + pace.SETTLE)
    else:
        await taken(parts, sending, video)


async def taken(parts: Parts, job: Job, video: ProviderVideo) -> Job:
    """Write the provider's id down; some providers answer an order with the finished film."""
    now = parts.clock()
    log.info("order taken", job=job.id, provider_id=video.id)
    if job.status is JobStatus.SUBMITTING and (
        kept := await from_reply(parts, job, video, submitted_at=now)
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
        )
    model = parts.catalog.find(job.model)
    wait = pace.poll(model.poll_seconds if model else None, video.poll_after, parts.chance)
    return await parts.move(
        job, JobStatus.QUEUED, provider_id=video.id, submitted_at=now, next_at=now + wait
    )


async def doubt(parts: Parts, job: Job) -> None:
    """An order of an earlier life: nobody knows whether it arrived. It is never sent again here."""
    await parts.move(job, JobStatus.IN_DOUBT, next_at=parts.clock() + pace.SETTLE)


async def look_for_it(parts: Parts, job: Job) -> None:
    """Ask the provider's list for an order whose answer got lost."""
    age = parts.clock() - (job.intent_at or job.created_at)
    if age > pace.PATIENCE:
        await parts.move(job, JobStatus.FAILED, problem=NEVER_FOUND)
        return
    try:
        listed = await parts.ask(job, parts.client(job).list(job.dialect))
    except ProviderError as error:
        log.info("can't look for the order", job=job.id, why=str(error))
        listed = ()
    found = candidates(job, listed)
    claimed = await parts.store.known_provider_ids(job.provider, (video.id for video in found))
    for video in found:
        if video.id not in claimed:
            log.info("order found again", job=job.id, provider_id=video.id)
            await taken(parts, job, video)
            return
    await parts.look_later(job, max(pace.SETTLE, min(age, pace.OVERDUE_EVERY)))


async def _settle_answer(parts: Parts, job: Job) -> None:
    """The process died, or Discord fell silent, between writing the job and showing its card."""
    try:
        message_id = await parts.cards.find_answer(job)
    except CardBusy as busy:
        log.info("can't ask for the answer now", job=job.id, why=str(busy))
        await parts.look_later(job, ASK_AGAIN)
        return
    if message_id is not None:
        placed = job.placed(message_id, now=parts.clock())
        parts.cards.changed(await parts.store.step(job, placed))
        return
    log.info("command was never answered, job cancelled", job=job.id)
    await parts.store.step(job, job.to(JobStatus.CANCELLED, now=parts.clock(), answer_token=None))
