"""Opens a database and dies on the way: SIGKILL before the n-th statement or commit."""

from __future__ import annotations

import asyncio
import os
import signal
from itertools import count

from sqlalchemy import Engine, event

from bot.store.database import open_database


def opens_and_dies(url: str, point: int) -> None:
    """Run in a process of its own. It ends normally where there are fewer points than that."""
    seen = count()

    def reached(*_: object) -> None:
        if next(seen) == point:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(Engine, "before_cursor_execute", reached)
    event.listen(Engine, "commit", reached)
    asyncio.run(_open(url))


async def _open(url: str) -> None:
    async with open_database(url):
        pass
