"""Clapper's own tracker, client and store on a file, polling; its jobs have no cards to draw.

With `live` as last word time passes as it does; without, only as fast as the work is done.
"""

from __future__ import annotations

import asyncio
import random
import sys
import time
from collections.abc import Coroutine
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import ground  # noqa: F401  # puts the checkout on the path
import jobs
from rhythm import EVERY, KEY, STEP, serve, tell

# isort: split
from bot import heap
from bot.app import built, read_catalog
from bot.core.video import ProviderVideo
from bot.logs import set_up
from bot.provider.client import VideoClient
from bot.settings import Settings
from bot.store.database import open_database
from bot.tracker.loop import Tracker

FIRST_MOMENT = 1_790_000_000.0


class Clock:
    def __init__(self) -> None:
        self.now = FIRST_MOMENT

    def __call__(self) -> float:
        return self.now


class Looks:
    """Counts the polls of every client in this process."""

    def __init__(self) -> None:
        self.done = 0
        look = VideoClient.look

        def counted(
            client: VideoClient, provider_id: str, dialect: str, *, brief: bool = False
        ) -> Coroutine[Any, Any, ProviderVideo]:
            self.done += 1
            return look(client, provider_id, dialect, brief=brief)

        VideoClient.look = counted


async def main(address: str, count: int, folder: Path, live: bool) -> None:
    set_up(level="INFO", as_json=False, secrets=[KEY])
    catalog, looks = read_catalog(None), Looks()
    clock = time.time if live else Clock()
    model = catalog.find(jobs.MODEL)
    assert model is not None
    assert model.poll_seconds == EVERY
    settings = Settings(
        _env_file=None,
        discord_token="not used here",
        cometapi_key=KEY,
        cometapi_base_url=address,
        data_dir=folder,
        database_url=None,
    )
    drafts = (
        replace(jobs.running(number, f"video_{number:032x}", now=clock()), message_id=None)
        for number in range(count)
    )
    async with open_database(settings.database) as database:
        await jobs.write(database, drafts, spread=EVERY)
    async with built(settings, catalog, clock=clock, chance=random.Random(7)) as app:
        await app.tracker.start()
        heap.settle()  # as `python -m bot` does
        if isinstance(clock, Clock):
            await serve(partial(_second, app.tracker, clock, looks))
            return
        running = asyncio.ensure_future(app.tracker.run())
        await tell(lambda: looks.done)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def _second(tracker: Tracker, clock: Clock, looks: Looks) -> int:
    clock.now += STEP
    before = looks.done
    await tracker.round()
    return looks.done - before


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]), "live" in sys.argv[4:]))
