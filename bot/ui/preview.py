"""What a card shows of its picture: as it was fitted, small, and still there when all is over."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import discord

from bot.core.job import Delivery, Job, JobStatus
from bot.core.picture import Fit
from bot.core.sentence import say
from bot.ui.words import Words

KEPT = 1_000
_FITTED = {
    Fit.CROP: say("picture: cropped to fit"),
    Fit.PAD: say("picture: whole, with bars"),
    Fit.AS_IS: say("picture: as it is"),
}


def fitted(job: Job, words: Words) -> str | None:
    """How the member's picture was made as large as the film; None where there is none."""
    if job.picture is None or job.frame is not None:
        return None
    count = len(job.picture.all)
    how = words(_FITTED[job.picture.fit])
    return f"-# {how}" if count == 1 else f"-# {how} · " + words(say("{n} pictures", n=count))


@dataclass(frozen=True)
class Preview:
    """What one edit shows, and the file that has to go up with it."""

    address: str | None = None
    file: Path | None = None


class Previews:
    """A fitted picture goes up twice: when it is ready, and with the end of its job.

    Between the two the card names the address that Discord gave the first one. An edit that brings
    a file drops those that were there, so the last one brings everything that shall stay.
    """

    def __init__(self, file_of: Callable[[int], Path | None]) -> None:
        """`file_of` knows the small picture of a job, by its number."""
        self._file_of = file_of
        self._addresses: dict[int, str | None] = {}
        """By message; None where Discord does not take the file."""

    def of(self, job: Job, *, film: bool) -> Preview:
        """`film`: whether this edit puts up the film."""
        assert job.message_id is not None
        known = self._addresses.get(job.message_id)
        if not job.ended and known is not None:
            return Preview(known)
        if known is None and job.message_id in self._addresses:
            return Preview()
        if job.picture is None or (_holds_film(job) and not film):
            return Preview()
        file = self._file_of(job.id)
        return Preview(f"attachment://{file_name(job)}", file) if file else Preview()

    def noted(self, job: Job, message: discord.Message) -> None:
        """The picture went up: from now on it lies where the answer says."""
        found = _thumbnail(message.components)
        if found is not None:
            self._keep(job, found)

    def refused(self, job: Job) -> None:
        """Discord does not take the file; the card does without."""
        self._keep(job, None)

    def _keep(self, job: Job, address: str | None) -> None:
        assert job.message_id is not None
        self._addresses[job.message_id] = address
        if len(self._addresses) > KEPT:
            del self._addresses[next(iter(self._addresses))]


def file_name(job: Job) -> str:
    return f"picture-{job.id}.webp"


def _holds_film(job: Job) -> bool:
    return job.status is JobStatus.DELIVERED and job.delivery is Delivery.ATTACHED


def _thumbnail(components: Sequence[object]) -> str | None:
    """The address of the first small picture in a message."""
    pending: list[object] = list(components)
    while pending:
        match pending.pop(0):
            case discord.ThumbnailComponent(media=media):
                return media.url
            case discord.SectionComponent(accessory=accessory):
                pending.append(accessory)
            case discord.Container(children=children):
                pending += children
            case _:
                pass
    return None
