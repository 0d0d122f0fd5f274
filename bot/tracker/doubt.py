"""Orders that nobody knows the fate of: looked for, asked about, and never sent again unasked."""

from __future__ import annotations

from typing import Any

import structlog

from bot.core import pace
from bot.core.job import Decider, Job, JobStatus, Sent
from bot.core.problems import LOST_TWICE, NEVER_FOUND
from bot.tracker.parts import Parts
from bot.tracker.search import Found, search
from bot.tracker.taken import taken

log = structlog.get_logger(__name__)

SURELY_LISTED = 120.0
"""Seconds after which a provider that can tell would have told, in three looks. Then people are
asked."""


SOON = 5.0
"""Seconds until another look, where another order had to be waited for."""


async def doubt(parts: Parts, job: Job) -> None:
    """An order whose answer got lost, or that an earlier process left under way."""
    now = parts.clock()
    until = now + parts.doubt.seconds
    await parts.move(job, JobStatus.IN_DOUBT, next_at=now + pace.SETTLE, doubt_until=until)


async def look_for_it(parts: Parts, job: Job) -> None:
    """One look at the provider; then the people's answer, their question, or the end."""
    found = await search(parts, job)
    until = job.doubt_until or parts.clock() + parts.doubt.seconds
    if found.videos:
        await _found(parts, job, found)
    elif job.again_at is not None and job.earlier is None:
        kept = parts.doubt.kept(job.cost - job.again_cost)
        first = Sent(job.reference or "", job.intent_at or job.created_at, kept)
        await parts.move(job, JobStatus.ACCEPTED, earlier=first, **_SETTLED)
    elif parts.clock() >= until:
        log.warning("order never found, job ended", job=job.id, reference=job.reference)
        problem = LOST_TWICE if job.earlier else NEVER_FOUND
        await parts.move(job, JobStatus.FAILED, problem=problem, cost=parts.doubt.kept(job.cost))
    else:
        await _look_on(parts, job, found, until)


async def turned_up(parts: Parts, job: Job) -> bool:
    """Whether the first order of one that is to be sent again is found after all, and taken.

    Asked right before the second leaves, and where the second was refused.
    """
    if job.earlier is None:
        return False
    found = await search(parts, job)
    if not found.videos:
        return False
    await _found(parts, job, found)
    return True


async def instead(parts: Parts, job: Job) -> bool:
    """Whether the first order's film is found where the second one's failed; the job goes on so."""
    if job.earlier is None:
        return False
    found = await search(parts, job)
    if not found.videos:
        return False
    video = found.videos[0]
    log.info("first order found, its film is taken", job=job.id, provider_id=video.id)
    parts.progress.forget(job.id)
    changes = {"cost": job.cost - job.again_cost, "again_cost": 0, "earlier": None}
    await parts.look_later(job, pace.SOONEST, provider_id=video.id, **changes)
    return True


async def note_spare(parts: Parts, job: Job) -> dict[str, Any]:
    """What to write down where the second order's film is made and the first one's exists too."""
    if job.earlier is None or job.spare_id is not None:
        return {}
    found = await search(parts, job)
    if not found.videos:
        return {}
    return _spare(job, found.videos[0].id)


async def _found(parts: Parts, job: Job, found: Found) -> None:
    video = found.videos[0]
    log.info("order found again", job=job.id, provider_id=video.id)
    changes: dict[str, Any] = dict(_SETTLED)
    if job.status is not JobStatus.IN_DOUBT or job.earlier is None:
        # No second order has left, or it was answered with a no.
        changes |= {"cost": job.cost - job.again_cost, "again_cost": 0, "earlier": None}
    elif len(found.videos) > 1:
        changes |= _spare(job, found.videos[1].id)
    await taken(parts, job, video, **changes)


def _spare(job: Job, provider_id: str) -> dict[str, Any]:
    log.warning("both orders of a job were taken and paid for; this film is not shown",
                job=job.id, provider_id=provider_id)  # fmt: skip
    return {"spare_id": provider_id}


async def _look_on(parts: Parts, job: Job, found: Found, until: float) -> None:
    now = parts.clock()
    age = now - (job.intent_at or job.created_at)
    changes: dict[str, Any] = {}
    asks = parts.doubt.decider is not Decider.NEVER and job.again_at is None
    if found.soon:
        await parts.look_later(job, SOON, doubt_until=until)
        return
    if asks and job.question is None and (age >= SURELY_LISTED or not found.may_tell):
        log.info("people are asked whether to order again", job=job.id)
        changes["question"] = parts.doubt.decider
    model = parts.catalog.find(job.model)
    if age > (model.deadline_minutes if model else 30) * 60 and not job.overdue:
        changes["overdue"] = True  # its place is free again
    wait = min(max(pace.SETTLE, min(age, pace.OVERDUE_EVERY)), max(until - now, 1.0))
    later = await parts.look_later(job, wait, doubt_until=until, **changes)
    if changes:
        parts.cards.changed(later)


_SETTLED = {"question": None, "doubt_until": None, "overdue": False}
