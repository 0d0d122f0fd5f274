"""From the provider's queue to a film on our disk."""

from __future__ import annotations

from typing import assert_never

import structlog

from bot.core import pace
from bot.core.history import kind_of
from bot.core.job import Job, JobStatus
from bot.core.video import Failure, Fault, ProviderVideo, VideoStatus
from bot.media.probe import NotAFilm
from bot.provider.errors import ProviderBusy, ProviderRejected
from bot.tracker.bring import bring, from_reply, stored
from bot.tracker.doubt import instead, note_spare
from bot.tracker.parts import Parts

log = structlog.get_logger(__name__)

OWNERS_BUSINESS = frozenset({Fault.KEY, Fault.FUNDS})
"""Faults of the account, not of the film: it may still be made, so it is asked for again."""


async def poll(parts: Parts, job: Job) -> None:
    assert job.provider_id is not None
    try:
        client = parts.client(job)
        video = await parts.ask(job, client.look(job.provider_id, job.dialect, brief=True))
    except ProviderBusy as busy:
        wait = max(_usual(parts, job, None), busy.retry_after or 0.0)
        log.info("poll failed, asking again", job=job.id, why=str(busy))
        parts.progress.note(job.id, look_at=parts.clock() + wait)
    except ProviderRejected as no:
        await _unknown_there(parts, job, no.failure)
    else:
        await _follow(parts, job, video)


async def _follow(parts: Parts, job: Job, video: ProviderVideo) -> None:
    match video.status:
        case VideoStatus.RUNNING | VideoStatus.WAITING:
            await _still_running(parts, job, video)
        case VideoStatus.DONE:
            await _made(parts, job, video)
        case VideoStatus.FAILED:
            await _failed(parts, job, video)
        case _:
            assert_never(video.status)


async def _made(parts: Parts, job: Job, video: ProviderVideo) -> None:
    now = parts.clock()
    parts.progress.forget(job.id)
    if job.submitted_at is not None:
        parts.history.add(kind_of(job), now - job.submitted_at)
    spare = await note_spare(parts, job)
    if await from_reply(parts, job, video, **spare) is None:
        await parts.move(job, JobStatus.READY, urls=video.urls, ready_at=now, **spare)


async def _still_running(parts: Parts, job: Job, video: ProviderVideo) -> None:
    wait = _usual(parts, job, video.poll_after)
    before = parts.progress.get(job.id)
    now = parts.clock()
    known = parts.progress.note(
        job.id,
        look_at=now + wait,
        percent=video.progress,
        answered_at=now,
        longest_span=pace.longest_span(overdue=job.overdue),
    )
    if video.status is VideoStatus.RUNNING and job.status is JobStatus.QUEUED:
        job = await parts.move(job, JobStatus.RUNNING)
    elif known.percent != before.percent or before.unreached:
        parts.cards.changed(job)
    await _mind_the_deadline(parts, job, known.answered)


async def _mind_the_deadline(parts: Parts, job: Job, answered: float) -> None:
    """Past its deadline a job frees its place and is asked for seldom; a day later it is lost.

    Only time in which the provider answered counts, for the day as well.
    """
    model = parts.catalog.find(job.model)
    deadline = (model.deadline_minutes if model else 30) * 60
    if answered < deadline:
        return
    if answered > deadline + pace.PATIENCE:
        log.error("film given up", job=job.id, provider_id=job.provider_id)
        await parts.fail(job, Failure(Fault.LOST))
        return
    parts.progress.note(job.id, look_at=parts.clock() + pace.OVERDUE_EVERY)
    if not job.overdue:
        late = await parts.look_later(job, pace.OVERDUE_EVERY, overdue=True)
        parts.cards.changed(late)


async def _failed(parts: Parts, job: Job, video: ProviderVideo) -> None:
    """The provider says it failed. Where it gives no reason, its content route often does."""
    failure = video.failure or Failure(Fault.OTHER)
    if not failure.text and failure.fault is Fault.OTHER:
        reason = await parts.client(job).why_failed(video.id, job.dialect)
        if reason is None:
            log.warning("said to have failed, but the film is there", job=job.id)
            await _made(parts, job, video)
            return
        failure = reason
    if await instead(parts, job):
        return
    log.info("film failed", job=job.id, fault=failure.fault.value, text=failure.text)
    await parts.fail(job, failure)


async def _unknown_there(parts: Parts, job: Job, failure: Failure) -> None:
    """A no to a poll: the id may be too fresh, the key may be out of order, or the film is lost."""
    again, now = _usual(parts, job, None), parts.clock()
    if failure.fault in OWNERS_BUSINESS:
        known = parts.progress.note(job.id, look_at=now + again)
    else:
        known = parts.progress.note(job.id, look_at=now + again, answered_at=now)
    if failure.fault in OWNERS_BUSINESS or known.answered < pace.JUST_CREATED:
        log.warning("poll refused, asking again", job=job.id, fault=failure.fault.value)
        return
    await parts.fail(job, Failure(Fault.LOST, failure.text, request_id=failure.request_id))


async def fetch(parts: Parts, job: Job) -> None:
    """Bring the film to our disk: whole, checked, durable, before anything else is said of it."""
    assert job.provider_id is not None
    video = ProviderVideo(job.provider_id, VideoStatus.DONE, urls=job.urls)
    try:
        film = await bring(parts, job, video)
    except (ProviderBusy, ProviderRejected, NotAFilm) as error:
        await _fetch_again(parts, job, error)
        return
    await stored(parts, job, film)


async def _fetch_again(parts: Parts, job: Job, error: Exception) -> None:
    if isinstance(error, ProviderRejected) and error.failure.fault is Fault.TOO_LARGE:
        await parts.fail(job, error.failure)
        return
    log.warning("film not fetched yet", job=job.id, why=str(error))
    urls, answered = await _fresh_urls(parts, job)
    now = parts.clock()
    since = now - (job.ready_at or now)
    if min(answered, since) > pace.FETCH_FOR:
        await parts.fail(job, Failure(Fault.EXPIRED))
        return
    tries = max(1, int(since / 30))
    await parts.look_later(job, pace.back_off(tries, None, parts.chance), urls=urls)


async def _fresh_urls(parts: Parts, job: Job) -> tuple[tuple[str, ...], float]:
    """A new look gives newly signed links; without one the old ones are tried again.

    Also the seconds in which the provider answered such looks: while it does not, nothing expires.
    """
    assert job.provider_id is not None
    urls = job.urls
    try:
        video = await parts.ask(job, parts.client(job).look(job.provider_id, job.dialect))
        urls = video.urls or urls
    except ProviderBusy:
        return urls, 0.0
    except ProviderRejected:
        pass  # no new links, but an answer
    now = parts.clock()
    # A try at every address takes a minute or two by itself.
    span = 3 * pace.LONGEST_SPAN
    known = parts.progress.note(job.id, look_at=now, answered_at=now, longest_span=span)
    return urls, known.answered


def _usual(parts: Parts, job: Job, asked: float | None) -> float:
    """Seconds to the next poll: what the provider asks for, else what past films tell, else what
    the catalogue says."""
    age = parts.clock() - (job.submitted_at or job.created_at)
    usual = pace.by_history(parts.history.of(kind_of(job)), age)
    if usual is None and (model := parts.catalog.find(job.model)):
        usual = model.poll_seconds
    return pace.poll(usual, asked, parts.chance)
