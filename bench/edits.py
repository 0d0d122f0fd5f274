"""How soon a finished film stands on its card, where many cards of one channel change.

Both ways get the same changes at the same moments and draw the same cards, through discord.py,
which keeps to Discord's limits by itself. Ours is the bot's announcer; the naive way is a task for
each change that calls `message.edit()`. The wait counts from the order to show the film until the
local Discord, a process of its own, has accepted the edit that carries it.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import logging
import random
import statistics
import time
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass, replace
from pathlib import Path
from subprocess import Popen
from typing import Protocol

import discord
import ground
import jobs
from crowd import Change, Crowd, changes
from discord.http import Route

# isort: split
from bot.core.history import History
from bot.core.job import Delivery, Film, Job, JobStatus
from bot.store.database import open_database
from bot.store.jobs import JobStore
from bot.store.progress import Progress, ProgressBook
from bot.ui.announcer import Announcer
from bot.ui.card import Links, card, film_file_name
from bot.ui.words import words_for

FIRST_MOMENT = 1_790_000_000.0
FILM_BYTES = 50_000
"""Small: what an uplink can do isn't measured here."""
GRACE = 10.0
"""Seconds after the last change, in which what waits may still be shown."""
WRITING = 0.005
"""How long the windows last while the cards are written, so that a benchmark is no afternoon."""


QUICK = Crowd(10, takes=95, lasts=240, speed=20)
CROWDS = (
    Crowd(10, takes=95, lasts=900, speed=6),
    Crowd(100, takes=240, lasts=600, speed=20),
    Crowd(500, takes=1200, lasts=600, speed=20),
)


class QuickTime:
    """The loop's time, so many times as fast."""

    def __init__(self, speed: float) -> None:
        self._loop = asyncio.get_running_loop()
        self._speed = speed

    def time(self) -> float:
        return self._loop.time() * self._speed

    def call_later(self, delay: float, callback: Callable[[], object], /) -> asyncio.TimerHandle:
        return self._loop.call_later(delay / self._speed, callback)


class Way(Protocol):
    """A way to bring changes to cards; neither method waits."""

    def changed(self, job: Job, percent: int) -> None: ...

    def done(self, job: Job, film: Path) -> None: ...


class Naive:
    def __init__(self, client: discord.Client) -> None:
        self._client = client
        self.tasks: set[asyncio.Task[None]] = set()

    def changed(self, job: Job, percent: int) -> None:
        self._begin(job, Progress(percent), None)

    def done(self, job: Job, film: Path) -> None:
        self._begin(job, Progress(100), film)

    def _begin(self, job: Job, progress: Progress, film: Path | None) -> None:
        task = asyncio.create_task(self._edit(job, progress, film))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def _edit(self, job: Job, progress: Progress, film: Path | None) -> None:
        view = card(job, words_for(job.locale), progress, Links())
        channel = self._client.get_partial_messageable(job.channel_id)
        message = channel.get_partial_message(job.message_id or 0)
        if film is None:
            await message.edit(view=view)
        else:
            file = discord.File(film, filename=film_file_name(job))
            await message.edit(view=view, attachments=[file])


class Ours:
    def __init__(self, announcer: Announcer, progress: ProgressBook) -> None:
        self._announcer = announcer
        self._progress = progress
        self.tasks: set[asyncio.Task[None]] = set()

    def changed(self, job: Job, percent: int) -> None:
        self._progress.note(job.id, look_at=0.0, percent=percent)
        self._announcer.changed(job)

    def done(self, job: Job, film: Path) -> None:
        task = asyncio.create_task(self._announcer.show(job, film))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)


@dataclass
class Bench:
    far_end: Popen[str]
    client: discord.Client
    home: Path

    @contextlib.asynccontextmanager
    async def naive(self, crowd: Crowd) -> AsyncGenerator[Way]:
        way = Naive(self.client)
        try:
            yield way
        finally:
            await _cut_short(way.tasks)

    @contextlib.asynccontextmanager
    async def ours(self, crowd: Crowd) -> AsyncGenerator[Way]:
        url = f"sqlite+aiosqlite:///{(self.home / 'clapper.db').as_posix()}"
        async with open_database(url) as database:
            progress = ProgressBook(database)
            announcer = Announcer(
                self.client,
                JobStore(database),
                progress,
                History(),
                lambda _number: None,
                clock=lambda: FIRST_MOMENT,
                chance=random.Random(7),
                links=lambda _job: Links(),
                time=QuickTime(crowd.speed),
            )
            way = Ours(announcer, progress)
            try:
                yield way
            finally:
                await announcer.close()
                await _cut_short(way.tasks)

    async def run(self, name: str, crowd: Crowd, way: Way) -> Outcome:
        happens = changes(crowd)
        count = 1 + max(change.card for change in happens)
        channel = int(ground.told(self.far_end, f"channel {name}-{crowd.jobs}")[0])
        ground.told(self.far_end, f"stretch {WRITING}")
        cards = [await self._card(number, channel) for number in range(count)]
        ground.told(self.far_end, f"stretch {1 / crowd.speed}")
        ground.told(self.far_end, "edits")
        ordered = await self._replay(happens, cards, crowd.speed, way)
        end = time.time()
        accepted, refused, *films = ground.told(self.far_end, "edits")
        shown = {int(one.split("=")[0]): float(one.split("=")[1]) for one in films}
        waits = [(shown.get(message, end) - at) * crowd.speed for message, at in ordered.items()]
        missing = len(ordered.keys() - shown.keys())
        return Outcome(name, crowd, len(happens), int(accepted), int(refused), waits, missing)

    async def _card(self, number: int, channel: int) -> Job:
        film = Film(f"job-{number}.mp4", FILM_BYTES, 4.0, 1280, 720)
        draft = jobs.running(number, f"v{number}", now=FIRST_MOMENT, channel_id=channel)
        job = replace(draft, id=number + 1, film=film)
        place = self.client.get_partial_messageable(channel)
        message = await place.send(view=card(job, words_for(job.locale)))
        return replace(job, message_id=message.id)

    async def _replay(
        self, happens: list[Change], cards: list[Job], speed: float, way: Way
    ) -> dict[int, float]:
        """When each film was ordered to be shown, by message."""
        film = self.home / "film.mp4"
        film.write_bytes(b"\0" * FILM_BYTES)
        ordered: dict[int, float] = {}
        loop = asyncio.get_running_loop()
        began = loop.time()
        for change in happens:
            await asyncio.sleep(max(0.0, began + change.at / speed - loop.time()))
            job = cards[change.card]
            job = replace(job, status=change.status, seq=job.seq + 1)
            if change.status is JobStatus.DELIVERED:
                job = replace(job, delivery=Delivery.ATTACHED)
                assert job.message_id is not None
                ordered[job.message_id] = time.time()
                way.done(job, film)
            else:
                way.changed(job, change.percent)
            cards[change.card] = job
        await asyncio.sleep(GRACE / speed)
        return ordered


@dataclass(frozen=True)
class Outcome:
    way: str
    crowd: Crowd
    changes: int
    accepted: int
    refused: int
    waits: list[float]
    missing: int
    """Films that were not shown when it ended; they count with what they had waited by then."""

    def at(self, part: int) -> float:
        return statistics.quantiles(self.waits, n=100, method="inclusive")[part - 1]


async def _cut_short(tasks: set[asyncio.Task[None]]) -> None:
    left = list(tasks)
    for task in left:
        task.cancel()
    await asyncio.gather(*left, return_exceptions=True)


async def main(quick: bool) -> None:
    logging.getLogger("discord").setLevel(logging.CRITICAL)  # its 429s are counted at their source
    outcomes: list[Outcome] = []
    with (
        ground.folder() as home,
        ground.started([str(ground.HERE / "discord_end.py")], home) as far_end,
    ):
        Route.BASE, token = ground.told(far_end)
        async with discord.Client(intents=discord.Intents.none(), max_messages=None) as client:
            await client.login(token)
            bench = Bench(far_end, client, home)
            for crowd in [QUICK] if quick else CROWDS:
                for name in ("ours", "naive"):
                    async with getattr(bench, name)(crowd) as way:
                        outcomes.append(await bench.run(name, crowd, way))
    _report(outcomes)


def _report(outcomes: list[Outcome]) -> None:
    rows = [
        [
            f"{one.crowd.jobs} jobs, {one.way}",
            str(one.changes), str(one.accepted), str(one.refused), str(len(one.waits)),
            f"{one.at(50):.2f}", f"{one.at(99):.2f}", f"{max(one.waits):.2f}", str(one.missing),
            f"{one.crowd.lasts:.0f} s, {one.crowd.speed}x",
        ]
        for one in outcomes
    ]  # fmt: skip
    head = ["", "changes", "edits", "429s", "films", "p50 s", "p99 s", "most", "unshown", "lasted"]
    ground.show(
        "From a film that may be shown to its card, seconds as a bot's day has them", head, rows
    )
    print(
        "\nThe channel's time ran faster, 6x or 20x, limits included; a delay of this machine"
        "\ncounts as many times. Unshown films count with what they had waited at the end."
    )
    ours, naive = outcomes[:2]
    ground.ratio("film on its card at 10 jobs, p99, naive / ours", naive.at(99) / ours.at(99))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="10 jobs only, for a shorter time")
    asyncio.run(main(parser.parse_args().quick))
