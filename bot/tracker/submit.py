"""From accepted to the provider's queue, and what to do when nobody knows whether it got there."""

from __future__ import annotations

from collections.abc import Sequence

import structlog

from bot.core import pace
from bot.core.job import Job, JobStatus
from bot.core.video import VideoRequest
from bot.delivery import CardBusy
from bot.provider.dialects import Picture
from bot.provider.errors import ProviderBusy, ProviderRejected, ProviderSilent
from bot.tracker.doubt import doubt, turned_up
from bot.tracker.parts import Parts
from bot.tracker.prepare import fitted, prepare
from bot.tracker.review import put_to_review
from bot.tracker.source import order
from bot.tracker.taken import taken

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
    if job.awaits_review:
        await put_to_review(parts, job)
        return
    if await turned_up(parts, job):
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
    await _send(parts, sending, pictures)


async def _send(parts: Parts, sending: Job, pictures: Sequence[Picture]) -> None:
    """The order leaves, once; what is known of it afterwards is written down."""
    request = VideoRequest(
        model=parts.offer.sent_as(sending.model),
        prompt=sending.prompt,
        seconds=sending.seconds,
        size=sending.size,
        reference=sending.reference or "",
        character=sending.character.sent if sending.character else None,
    )
    try:
        video = await order(parts, sending, request, pictures)
    except ProviderBusy as busy:
        # Certain that nothing was created, so the same order may be sent again.
        wait = pace.back_off(sending.attempt, busy.retry_after, parts.chance)
        log.info("provider busy, order waits", job=sending.id, seconds=round(wait, 1))
        await parts.move(sending, JobStatus.ACCEPTED, next_at=parts.clock() + wait)
    except ProviderRejected as no:
        log.info(
            "order refused", job=sending.id, fault=no.failure.fault.value, text=no.failure.text
        )
        if not await turned_up(parts, sending):
            await parts.fail(sending, no.failure)
    except ProviderSilent as silence:
        log.warning("no answer to the order", job=sending.id, why=str(silence))
        await doubt(parts, sending)
    else:
        await taken(parts, sending, video)


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
