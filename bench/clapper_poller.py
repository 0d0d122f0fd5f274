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
import jobs
from rhythm import EVERY, KEY, STEP, serve

# isort: split
from bot.app import read_catalog
from bot.core.job import Job
from bot.core.video import ProviderVideo
from bot.delivery import Deliverer
from bot.logs import set_up
from bot.media.fetch import Files
from bot.media.picture import Pictures
from bot.provider.client import VideoClient
from bot.store.database import Database, open_database
from bot.store.films import FilmFolder
from bot.store.jobs import JobStore
from bot.store.progress import ProgressBook
from bot.tracker import Tracker
from bot.tracker.parts import Parts

FIRST_MOMENT = 1_790_000_000.0


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


@asynccontextmanager
async def opened(
    address: str, folder: Path, clock: Clock
) -> AsyncIterator[tuple[Database, Parts, Counted]]:
    catalog = read_catalog(None)
    model = catalog.find(jobs.MODEL)
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
            pictures=Pictures(folder / "pictures", Files(session)),
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
        yield database, parts, client


async def main(address: str, count: int, folder: Path) -> None:
    set_up(level="INFO", as_json=False, secrets=[KEY])
    clock = Clock()
    async with opened(address, folder, clock) as (database, parts, client):
        drafts = (
            jobs.running(number, f"video_{number:032x}", now=FIRST_MOMENT)
            for number in range(count)
        )
        await jobs.write(database, drafts, spread=EVERY)
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
