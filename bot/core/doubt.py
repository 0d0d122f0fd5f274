"""Finding an order again whose answer got lost: which of the provider's videos may be ours."""

from __future__ import annotations

from collections.abc import Iterable

from bot.core.job import Job
from bot.core.video import ProviderVideo

CLOCKS_DIFFER = 60.0
"""Seconds by which the provider's clock may be behind ours."""


def candidates(job: Job, listed: Iterable[ProviderVideo]) -> list[ProviderVideo]:
    """Those videos that can be this job's, oldest first; equal ones are interchangeable.

    Whatever a video tells of itself must agree, and it must tell the prompt or our reference: a
    match by model and time alone would claim somebody else's film.
    """
    found = [video for video in listed if _agrees(job, video)]
    return sorted(found, key=lambda video: video.created_at or 0.0)


def _agrees(job: Job, video: ProviderVideo) -> bool:
    if video.reference is not None:
        return video.reference == job.reference
    if video.prompt is None or video.prompt != job.prompt:
        return False
    if job.intent_at and video.created_at and video.created_at < job.intent_at - CLOCKS_DIFFER:
        return False
    told = ((video.seconds, str(job.seconds)), (video.size, job.size))
    return all(not theirs or theirs == ours for theirs, ours in told)
