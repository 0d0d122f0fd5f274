"""Finding an order again whose answer got lost: which of the provider's videos may be ours.

A film of somebody else's is worse than none, so what is not surely ours is left alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from bot.core.job import Decider, Job, JobStatus
from bot.core.video import ProviderVideo, Task

CLOCKS_DIFFER = 60.0
"""Seconds by which the provider's clock may be behind ours, or before it."""
LOGGED_WITHIN = 240.0
"""Seconds after an order left in which the provider's log must name it: we wait 120 s at most for
its answer, and clocks differ."""


@dataclass(frozen=True)
class DoubtRules:
    """What the operator decided about orders that nobody knows the fate of."""

    decider: Decider = Decider.MEMBER
    seconds: float = 86_400.0
    """How long an order is looked for before its job ends."""
    keep: bool = True
    """Whether the price of such an order stays counted as spent when the job ends."""

    def kept(self, micros: int) -> int:
        """What stays counted of micro-dollars that nobody knows to be spent."""
        return micros if self.keep else 0


def orders_in_doubt(job: Job) -> list[Job]:
    """The job as each of its orders left that nobody knows the fate of, oldest first."""
    orders: list[Job] = []
    if job.earlier is not None:
        orders.append(replace(job, reference=job.earlier.reference, intent_at=job.earlier.at))
    if job.status is JobStatus.IN_DOUBT:
        orders.append(job)
    return orders


def candidates(
    job: Job, listed: Iterable[ProviderVideo], *, model: str | None = None
) -> list[ProviderVideo]:
    """Those videos that can be this job's, oldest first.

    `model` is what the provider calls the job's. Whatever a video tells of itself must agree, and
    it must tell the prompt or our reference: a match by model and time alone would claim somebody
    else's film.
    """
    found = [video for video in listed if _agrees(job, video, model)]
    return sorted(found, key=lambda video: video.created_at or 0.0)


def tells(listed: Collection[ProviderVideo]) -> bool:
    """Whether a list says what its videos are about, so that ours could be told from others."""
    return any(video.prompt is not None or video.reference is not None for video in listed)


def interchangeable(job: Job, other: Job) -> bool:
    """Whether the two want the very same film, so that it does not matter whose is whose."""
    return job.picture is None and other.picture is None and _wish(job) == _wish(other)


def same_words(job: Job, other: Job) -> bool:
    """Whether the provider's list could name the one's order in the other's place."""
    return job.prompt == other.prompt and job.model == other.model


def disputed(job: Job, others: Iterable[Job]) -> bool:
    """Whether another unsettled job's film could look like this one's and be another film."""
    return any(same_words(job, other) and not interchangeable(job, other) for other in others)


def logged(job: Job, tasks: Iterable[Task], *, model: str) -> list[Task]:
    """The tasks of a log that can be this order's by model and time, oldest first."""
    left = job.intent_at or job.created_at
    return sorted(
        (
            task
            for task in tasks
            if task.model.casefold() == model.casefold()
            and left - CLOCKS_DIFFER <= task.created_at <= left + LOGGED_WITHIN
        ),
        key=lambda task: task.created_at,
    )


def near(job: Job, other: Job) -> bool:
    """Whether the log could name the one's order in the other's place."""
    apart = abs((job.intent_at or 0.0) - (other.intent_at or 0.0))
    return job.model == other.model and apart <= CLOCKS_DIFFER + LOGGED_WITHIN


def ours(job: Job, videos: Iterable[ProviderVideo], others: Iterable[Job]) -> list[ProviderVideo]:
    """Which of the `videos` that a log has named are this job's, the likeliest first.

    One that tells our prompt is. Those that tell nothing are only if every job in doubt near this
    one wants the very same film, and there is exactly one for each of them.
    """
    by_prompt: list[ProviderVideo] = []
    silent: list[ProviderVideo] = []
    for video in videos:
        if video.prompt is None and video.reference is None:
            silent.extend([video] if _measures_agree(job, video) else [])
        elif _agrees(job, video, None):
            by_prompt.append(video)
    if by_prompt:
        return by_prompt
    others = list(others)
    alike = all(interchangeable(job, other) for other in others)
    return silent if alike and len(silent) == 1 + len(others) else []


def _wish(job: Job) -> tuple[object, ...]:
    return (
        job.provider,
        job.model,
        job.prompt,
        job.seconds,
        job.size,
        job.source_id,
        job.character,
    )


def _agrees(job: Job, video: ProviderVideo, model: str | None) -> bool:
    if video.reference is not None:
        return video.reference == job.reference
    if video.prompt is None or video.prompt != job.prompt:
        return False
    if job.intent_at and video.created_at and video.created_at < job.intent_at - CLOCKS_DIFFER:
        return False
    return _same_model(model, video.model) and _measures_agree(job, video)


def _same_model(ours: str | None, theirs: str | None) -> bool:
    """Providers call `sora-2-all` `sora-2`, and `sora-2` by a name that ends in a date."""
    if not ours or not theirs:
        return True
    one, other = ours.casefold(), theirs.casefold()
    return one.startswith(other) or other.startswith(one)


def _measures_agree(job: Job, video: ProviderVideo) -> bool:
    told = ((video.seconds, str(job.seconds)), (video.size, job.size))
    return all(not theirs or theirs == ours for theirs, ours in told)
