"""Jobs in the making, written down by the bot's own store as if the bot had brought them so far."""

from __future__ import annotations

import random
from collections.abc import Iterable

from bot.core.job import Job, JobStatus
from bot.store.database import Database
from bot.store.jobs import JobStore
from bot.store.progress import ProgressBook

MODEL = "veo3.1-fast"
PROMPT = "A fox runs over the ice of a frozen lake at dawn, seen from a low camera. " * 5


def running(
    number: int, provider_id: str, *, now: float, channel_id: int = 7, message_id: int = 1
) -> Job:
    return Job(
        id=0,
        interaction_id=number,
        application_id=1,
        guild_id=5,
        channel_id=channel_id,
        owner_id=number,
        locale="en-US",
        prompt=PROMPT,
        model=MODEL,
        model_title="Veo 3.1 Fast",
        provider="cometapi",
        dialect="comet-form",
        seconds=4,
        size="1280x720",
        upload_limit=10_000_000,
        price=320_000,
        cost=320_000,
        created_at=now,
        changed_at=now,
        next_at=now,
        status=JobStatus.RUNNING,
        message_id=message_id,
        provider_id=provider_id,
        submitted_at=now,
    )


async def write(database: Database, jobs: Iterable[Job], *, spread: float) -> None:
    """Write them down; their next polls lie `spread` over so many seconds."""
    store, progress, chance = JobStore(database), ProgressBook(database), random.Random(7)
    for draft in jobs:
        job = await store.accept(draft, lambda _usage: 320_000)
        progress.note(job.id, look_at=job.next_at + chance.uniform(0, spread))
    await progress.flush()
