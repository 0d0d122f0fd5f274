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
    same_words,
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
    soon: bool = False
    """Nothing could be told, because another job's order is under way this moment."""


async def search(parts: Parts, job: Job) -> Found:
    """Look for those orders of a job that nobody knows the fate of. Raises nothing of theirs."""
    listed, may_tell = await _listed(parts, job)
    # Read after the list: whoever is in it was being sent, or was known, before we look here.
    others = await parts.store.unsettled(job)
    sending = [other for other in others if other.status is JobStatus.SUBMITTING]
    in_doubt = [other for other in others if other.status is JobStatus.IN_DOUBT]
    model = parts.offer.sent_as(job.model)
    found = await _unclaimed(parts, job, _in_list(job, listed, model, sending, in_doubt))
    soon = not found and any(same_words(job, other) for other in sending)
    if not found and any(near(job, other) for other in sending):
        soon = soon or parts.client(job).has_log
    elif not found:
        found, log_tells = await _in_log(parts, job, model, in_doubt)
        may_tell = may_tell or log_tells
    if any(interchangeable(job, other) for other in in_doubt):
        found = found[:1]  # the next one is theirs
    return Found(tuple(found), may_tell or bool(found), soon)


def _in_list(
    job: Job,
    listed: tuple[ProviderVideo, ...],
    model: str,
    sending: list[Job],
    in_doubt: list[Job],
) -> list[ProviderVideo]:
    """Those of the list that are ours; by their words only where these are nobody else's."""
    found: list[ProviderVideo] = []
    for order in orders_in_doubt(job):
        fitting = candidates(order, listed, model=model)
        theirs = any(same_words(job, other) for other in sending) or disputed(order, in_doubt)
        found += [video for video in fitting if video.reference is not None or not theirs]
    return found


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
