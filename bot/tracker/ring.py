"""Calls a job's owner once the end of a long wait stands on its card."""

from __future__ import annotations

import structlog

from bot.core.job import Job
from bot.core.notify import Notify
from bot.delivery import CardBusy, CardGone
from bot.tracker.parts import Parts

log = structlog.get_logger(__name__)

AGAIN_AFTER = 30.0


async def ring(parts: Parts, job: Job) -> None:
    """The attempt is written down before it is made, so that a crash in between is known of."""
    wanted = await parts.members.notify(job.owner_id)
    if wanted is Notify.OFF:
        await parts.store.rung(job)
        return
    now = parts.clock()
    await parts.store.ringing(job, at=now, again_at=now + AGAIN_AFTER)
    try:
        await parts.cards.ring(
            job, privately=wanted is Notify.DM, begun_before=job.bell_at is not None
        )
    except CardBusy as busy:
        log.info("owner not called yet", job=job.id, why=str(busy))
        return
    except CardGone as gone:
        log.info("nowhere to call the owner", job=job.id, why=str(gone))
    await parts.store.rung(job)
