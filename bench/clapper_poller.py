"""Clapper's own tracker, client and store on a file, polling; the cards are nobody's."""

from __future__ import annotations

import asyncio
import random
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import ground  # noqa: F401  # puts the checkout on the path
from rhythm import EVERY, KEY, STEP, serve

# isort: split
from bot.app import read_catalog
from bot.core.job import Job, JobStatus
from bot.core.video import ProviderVideo
from bot.delivery import Deliverer
from bot.logs import set_up
from bot.provider.client import VideoClient
from bot.store.database import open_database
from bot.store.films import FilmFolder
from bot.store.jobs import JobStore
from bot.store.progress import ProgressBook
from bot.tracker import Tracker
from bot.tracker.parts import Parts

FIRST_MOMENT = 1_790_000_000.0
MODEL = "veo3.1-fast"


class Clock:
    def __init__(self) -> None:
        self.now = FIRST_MOMENT

    def __call__(self) -> float:
        return self.now


class Nobody:
    """Sees the cards, and shows them to nobody."""

    def changed(self, job: Job) -> None:
        """A card would be put into its channel's lane here."""

    async def show(self, job: Job, film: Path | None = None) -> None:
        raise AssertionError(f"job {job.id} must not end here")

    async def find_answer(self, job: Job) -> int | None:
        raise AssertionError(f"job {job.id} has its card")


class Counted(VideoClient):
    looks = 0

    async def look(self, provider_id: str, dialect: str) -> ProviderVideo:
        self.looks += 1
        return await super().look(provider_id, dialect)


def draft(number: int) -> Job:
    return Job(
        id=0,
        interaction_id=number,
        application_id=1,
        guild_id=5,
        channel_id=7,
        owner_id=11,
        locale="en-US",
        prompt="A fox runs over the ice of a frozen lake at dawn, seen from a low camera. " * 5,
        model=MODEL,
        model_title="Veo 3.1 Fast",
        provider="cometapi",
        dialect="comet-form",
        seconds=4,
        size="1280x720",
        upload_limit=10_000_000,
        price=320_000,
        cost=0,
        created_at=FIRST_MOMENT,
        changed_at=FIRST_MOMENT,
        next_at=FIRST_MOMENT,
        status=JobStatus.RUNNING,
        message_id=number,
        provider_id=f"video_{number:032x}",
        submitted_at=FIRST_MOMENT,
    )


@asynccontextmanager
async def opened(address: str, folder: Path, clock: Clock) -> AsyncIterator[tuple[Parts, Counted]]:
    catalog = read_catalog(None)
    model = catalog.find(MODEL)
    assert model is not None
    assert model.poll_seconds == EVERY
    url = f"sqlite+aiosqlite:///{(folder / 'clapper.db').as_posix()}"
    async with open_database(url) as database, aiohttp.ClientSession() as session:
        store, films, cards = JobStore(database), FilmFolder(folder / "films"), Nobody()
        client = Counted(session, base_url=address, key=KEY, clock=clock)
        parts = Parts(
            store=store,
            progress=ProgressBook(database),
            films=films,
            providers={"cometapi": client},
            catalog=catalog,
            sent_as=str,
            cards=cards,
            deliverer=Deliverer(
                store, films, cards, clock=clock, public_url=None, provider_host=None
            ),
            clock=clock,
            chance=random.Random(7),
            cap_bytes=1,
            wake=asyncio.Event(),
        )
        yield parts, client


async def main(address: str, jobs: int, folder: Path) -> None:
    set_up(level="INFO", as_json=False, secrets=[KEY])
    clock = Clock()
    chance = random.Random(7)
    async with opened(address, folder, clock) as (parts, client):
        for number in range(jobs):
            job = await parts.store.accept(draft(number), lambda _usage: 0)
            parts.progress.note(job.id, look_at=FIRST_MOMENT + chance.uniform(0, EVERY))
        await parts.progress.flush()
        tracker = Tracker(parts)
        await tracker.start()

        async def second() -> int:
            clock.now += STEP
            before = client.looks
            await tracker.round()
            return client.looks - before

        await serve(second)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])))
