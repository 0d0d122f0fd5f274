"""A film that a moderator must agree to first: they are asked, and waited for until it is over."""

from __future__ import annotations

from dataclasses import replace

import structlog

from bot.core.job import Job, JobStatus
from bot.core.to_review import rejected
from bot.delivery import CardBusy, CardGone
from bot.tracker.parts import Parts

log = structlog.get_logger(__name__)

HOUR = 3_600.0
ASK_AGAIN = 30.0
"""Seconds until the moderators' channel is tried again."""


async def put_to_review(parts: Parts, job: Job) -> None:
    """From now on its time runs; what is to be looked at is ready."""
    assert job.review is not None
    until = parts.clock() + parts.review_hours * HOUR
    await parts.move(job, JobStatus.IN_REVIEW, review=replace(job.review, until=until))


async def review(parts: Parts, job: Job) -> None:
    """Ask the moderators, once; or end what nobody decided about in time."""
    assert job.review is not None
    now, until = parts.clock(), job.review.until or 0.0
    if now >= until:
        await _over(parts, job)
    elif job.review.message_id is None:
        await _ask(parts, job, until - now)
    else:
        await parts.look_later(job, until - now)


async def _ask(parts: Parts, job: Job, left: float) -> None:
    """The message carries the job's number, so that asking twice within minutes shows one."""
    assert job.review is not None
    channel = await parts.houses.moderators_channel(job.home)
    try:
        if channel is None:
            raise CardGone("this server has no channel for it any more")
        message = await parts.cards.ask_moderators(job, channel)
    except (CardBusy, CardGone) as problem:
        log.info("moderators not asked yet", job=job.id, why=str(problem))
        await parts.look_later(job, min(left, ASK_AGAIN))
        return
    asked = replace(job.review, channel_id=channel, message_id=message)
    await parts.look_later(job, left, review=asked)


async def _over(parts: Parts, job: Job) -> None:
    to, entry = rejected(job, by=None, now=parts.clock())
    ended = await parts.take(job, to, entry=entry)
    log.info("nobody decided in time", job=job.id)
    await parts.cards.review_over(ended)
