"""The bot as it runs, but for the knife in it: `python -m tests.chaos.bot TRAIL LOG`.

`tests.chaos.nursery` says how it is started. Its settings come from the environment, as ever; its
clock is the far ends', which may run faster than the world's.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import sqlite3
import sys
import time
from collections.abc import AsyncGenerator, Callable
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.logs import set_up
from bot.ready import Ready
from bot.run import run
from bot.settings import Settings
from bot.store.database import Database, open_database
from bot.store.straight import Rows, Spoken
from tests.chaos.knife import Knife, Place, place, tracing
from tests.chaos.nursery import serve


class ChaosDatabase(Database):
    """The real one; each of its transactions is a point just before and just after its commit."""

    def __init__(self, real: Database, knife: Knife) -> None:
        self.__dict__.update(real.__dict__)
        self._knife = knife

    def write(self) -> contextlib.AbstractAsyncContextManager[AsyncConnection]:
        return self._write(place("commit"))

    @contextlib.asynccontextmanager
    async def _write(self, at: Place) -> AsyncGenerator[AsyncConnection]:
        async with super().write() as connection:
            yield connection
            self._knife.reach("before", at)
        self._knife.reach("after", at)

    async def write_rows(self, spoken: Spoken, rows: Rows) -> None:
        at = place("commit")
        self._knife.reach("before", at)
        await super().write_rows(spoken, rows)
        self._knife.reach("after", at)


def opening(knife: Knife) -> Callable[[str], contextlib.AbstractAsyncContextManager[Database]]:
    @contextlib.asynccontextmanager
    async def opened(url: str) -> AsyncGenerator[Database]:
        async with open_database(url) as database:
            yield ChaosDatabase(database, knife)

    return opened


def watch_files(knife: Knife) -> None:
    """Stand in the two calls by which a file becomes durable, for the rest of this process."""
    replace, fsync = os.replace, os.fsync

    def replacing(source: Any, target: Any, **options: Any) -> None:
        at = _file(f"rename to {Path(target).parent.name}/", str(target))
        knife.reach("before", at)
        replace(source, target, **options)
        knife.reach("after", at)

    def syncing(number: Any) -> None:
        path = os.readlink(f"/proc/self/fd/{number}") if sys.platform == "linux" else ""
        at = _file("fsync", path)
        knife.reach("before", at)
        fsync(number)
        knife.reach("after", at)

    os.replace, os.fsync = replacing, syncing


def _file(what: str, path: str) -> Place:
    """A worker thread knows no job; the file's name tells its number."""
    found, name = place(what), Path(path).stem
    return Place(found.name, f"#{name[4:]}" if name.startswith("job-") else found.about)


def forget_the_intent(file: Path) -> None:
    """What a bot does that writes an order down only once it was answered: it sends it again."""
    if file.exists():
        with contextlib.closing(sqlite3.connect(file, timeout=10)) as db:
            doubtful = "status IN ('submitting', 'in_doubt')"
            db.execute(f"UPDATE jobs SET status = 'accepted' WHERE {doubtful}")
            db.commit()


def live(trail: Path, life: dict[str, Any]) -> None:
    settings = Settings()  # pyright: ignore[reportCallIssue]
    set_up(level=settings.log_level, as_json=False, secrets=[])
    if life["broken"]:
        forget_the_intent(settings.data_dir / "clapper.db")
    knife = Knife(trail, armed=life["armed"])
    watch_files(knife)

    def clock() -> float:
        return life["then"] + (time.monotonic() - life["mark"]) * life["speed"]

    ready = Ready(open_database=opening(knife), trace=tracing(knife))
    asyncio.run(run(settings, clock=clock, chance=random.Random(life["seed"]), ready=ready))


if __name__ == "__main__":
    sys.exit(serve(partial(live, Path(sys.argv[1])), Path(sys.argv[2])))
