"""The HTTP session of the check: short patience, and a note of what time the others have."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncGenerator, Callable
from email.utils import parsedate_to_datetime

import aiohttp

PATIENCE = 10.0
"""Seconds for one request."""


@contextlib.asynccontextmanager
async def opened(
    clock: Callable[[], float],
) -> AsyncGenerator[tuple[aiohttp.ClientSession, dict[str, float]]]:
    """A session, and by how many seconds `clock` is ahead of each host that it spoke to."""
    ahead: dict[str, float] = {}

    async def compare(
        _session: object, _context: object, told: aiohttp.TraceRequestEndParams
    ) -> None:
        date = told.response.headers.get("Date")
        if date is None or told.url.host is None:
            return
        with contextlib.suppress(ValueError, OverflowError):
            ahead[told.url.host] = clock() - parsedate_to_datetime(date).timestamp()

    trace = aiohttp.TraceConfig()
    trace.on_request_end.append(compare)
    timeout = aiohttp.ClientTimeout(total=PATIENCE)
    async with aiohttp.ClientSession(timeout=timeout, trace_configs=[trace]) as session:
        yield session, ahead
