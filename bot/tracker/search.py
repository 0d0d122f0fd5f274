"""Looking at the provider for orders whose answer got lost: in its list, then in its log."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import structlog

from bot.core.doubt import (
    CLOCKS_DIFFER,
    LOGGED_WITHIN,
    candidates,
    disputed,
    interchangeable,
    logged,
    near,
    orders_in_doubt,
    ours,
    tells,
)
from bot.core.job import Job, JobStatus
from bot.core.video import ProviderVideo, VideoStatus
from bot.provider.errors import ProviderBusy, ProviderError, ProviderRejected
from bot.tracker.parts import Parts
from bot.tracker.source import remixed

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Found:
    """What a look at the provider has shown."""

    videos: tuple[ProviderVideo, ...] = ()
    """Ours, and nobody else's; the likeliest first."""
    may_tell: bool = False
    """Whether another look may show what this one did not."""


async def search(parts: Parts, job: Job) -> Found:
    """Look for those orders of a job that nobody knows the fate of. Raises nothing of theirs."""
    listed, may_tell = await _listed(parts, job)
    # Read after the list: whoever is in it was being sent, or was known, before we look here.
    others = await parts.store.unsettled(job)
    if any(other.status is JobStatus.SUBMITTING and near(job, other) for other in others):
        return Found(may_tell=True)  # a film in the list may be theirs, in a moment we know
    in_doubt = [other for other in others if other.status is JobStatus.IN_DOUBT]
    model = parts.offer.sent_as(job.model)
    found: list[ProviderVideo] = []
    for order in orders_in_doubt(job):
        by_words = candidates(order, listed, model=model)
        if disputed(order, in_doubt):
            by_words = [video for video in by_words if video.reference is not None]
        found += by_words
    found = await _unclaimed(parts, job, found)
    if not found:
        found, log_tells = await _in_log(parts, job, model, in_doubt)
        may_tell = may_tell or log_tells
    if any(interchangeable(job, other) for other in in_doubt):
        found = found[:1]  # the next one is theirs
    return Found(tuple(found), may_tell or bool(found))


async def _listed(parts: Parts, job: Job) -> tuple[tuple[ProviderVideo, ...], bool]:
    """The provider's list, and whether it may tell more another time."""
    try:
        listed = await parts.ask(job, parts.client(job).list(job.dialect))
    except ProviderRejected as none:
        log.info("the provider keeps no list", job=job.id, why=str(none))
        return (), False
    except ProviderError as error:
        log.info("can't look for the order", job=job.id, why=str(error))
        return (), True
    source = await remixed(parts, job)
    fitting = tuple(video for video in listed if video.remixed_from in (None, source))
    return fitting, not listed or tells(listed)


async def _in_log(
    parts: Parts, job: Job, model: str, in_doubt: list[Job]
) -> tuple[list[ProviderVideo], bool]:
    """What the account's own log names, asked one by one for what it is about."""
    found: list[ProviderVideo] = []
    may_tell = False
    for order in orders_in_doubt(job):
        left = order.intent_at or order.created_at
        try:
            tasks = await parts.client(job).tasks(left - CLOCKS_DIFFER, left + LOGGED_WITHIN)
        except ProviderError as error:
            log.warning("can't look into the provider's log", job=job.id, why=str(error))
            may_tell = may_tell or isinstance(error, ProviderBusy)
            continue
        if tasks is None:
            continue
        may_tell = True
        named = (
            ProviderVideo(task.id, VideoStatus.RUNNING)
            for task in logged(order, tasks, model=model)
        )
        videos = await _asked(parts, job, await _unclaimed(parts, job, named))
        if videos is None:
            return [], True
        source = await remixed(parts, job)
        videos = [video for video in videos if video.remixed_from in (None, source)]
        found += ours(order, videos, [other for other in in_doubt if near(order, other)])
    return found, may_tell


async def _asked(
    parts: Parts, job: Job, named: Iterable[ProviderVideo]
) -> list[ProviderVideo] | None:
    """What the provider says of them, without those that it has none of for us; None where it
    can't be asked now."""
    videos: list[ProviderVideo] = []
    for each in named:
        try:
            videos.append(await parts.ask(job, parts.client(job).look(each.id, job.dialect)))
        except ProviderRejected:
            continue
        except ProviderError as error:
            log.info("can't ask what a task is about", job=job.id, why=str(error))
            return None
    return videos


async def _unclaimed(
    parts: Parts, job: Job, videos: Iterable[ProviderVideo]
) -> list[ProviderVideo]:
    """Without those that a job has already; each once."""
    by_id = {video.id: video for video in videos}
    claimed = await parts.store.known_provider_ids(job.provider, by_id)
    return [video for name, video in by_id.items() if name not in claimed]
