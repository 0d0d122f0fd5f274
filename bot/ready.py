"""Parts that may be handed to the root ready-made, where something stands in the way out."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

import aiohttp

from bot.store.database import Database, open_database


@dataclass(frozen=True)
class Ready:
    """By default the plain ones. Whoever kills the bot on purpose stands in the first two."""

    open_database: Callable[[str], AbstractAsyncContextManager[Database]] = open_database
    trace: aiohttp.TraceConfig | None = None
    """Told of every request that leaves, to Discord, to the providers and for pictures."""
    settle: Callable[[], None] = lambda: None
    """Called once all is built. What it does to the process is for whoever owns that to say."""
