"""A provider that goes down under a bot without Discord, and what the cards then say."""

from __future__ import annotations

from collections import Counter

import discord

from bot.core.job import Job, JobStatus
from bot.sandbox.videos import LocalVideos, faults
from bot.ui.card import card
from bot.ui.words import words_for
from tests.house import House

WAITS = (
    "📡 **The provider does not answer at present.** I keep trying, and go on as soon as it does; "
    "nothing is lost meanwhile."
)


class Board:
    """What the cards say, edit by edit, as they would be drawn."""

    def __init__(self, house: House) -> None:
        self.edits: list[tuple[int, str]] = []
        self._house = house
        house.seen.changed = self._changed

    def _changed(self, job: Job) -> None:
        view = card(job, words_for("en-US"), self._house.progress.get(job.id))
        texts = [each for each in view.walk_children() if isinstance(each, discord.ui.TextDisplay)]
        self.edits.append((job.id, "\n".join(each.content for each in texts)))

    def said(self, waits: bool) -> Counter[int]:
        return Counter(job_id for job_id, text in self.edits if (WAITS in text) is waits)


def goes_down(videos: LocalVideos, fault: faults.Fault) -> None:
    videos.faults.next("any", fault, times=100_000)


async def pass_time(house: House, *, minutes: float, step: float = 5.0) -> None:
    for _ in range(round(minutes * 60 / step)):
        await house.tracker.round()
        house.clock.pass_(seconds=step)


async def all_running(house: House, count: int) -> list[Job]:
    jobs = [await house.ask(f"film {number}") for number in range(count)]
    return [await house.rounds(job, lambda now: now.status is JobStatus.RUNNING) for job in jobs]
