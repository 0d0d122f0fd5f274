"""What the provider itself says that its models cost: CometAPI's public catalogue.

`GET /api/models` needs no key and lies beside `/v1` (facts: CometAPI's documentation, "Models").
Its prices may be before or after a discount, so they are compared and told, never taken over.
"""

from __future__ import annotations

import math

import aiohttp

from bot.provider.loose import items, number, parse, table
from bot.provider.wire import Wire

MOST_BYTES = 4 * 2**20
"""Where CometAPI's own helper stops reading, too."""


async def published_prices(wire: Wire, *, timeout: float = 20.0) -> dict[str, int]:
    """Micro-dollars a second by the provider's name for a model; empty where it does not tell.

    Raises nothing: rows that make no sense are left out.
    """
    address = wire.base.origin() / "api" / "models"
    limits = aiohttp.ClientTimeout(total=timeout)
    try:
        async with wire.session.get(address, timeout=limits, allow_redirects=False) as reply:
            if reply.status != 200:
                return {}
            body = await reply.content.read(MOST_BYTES)
            while len(body) < MOST_BYTES and (more := await reply.content.read(2**16)):
                body += more
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError):
        return {}
    return read_prices(parse(body))


def read_prices(body: object) -> dict[str, int]:
    """The rows with a usable price by the second. An id that comes twice keeps its higher price."""
    listed = table(body)
    prices: dict[str, int] = {}
    for entry in items(listed.get("data")) if listed else []:
        row = table(entry)
        pricing = table(row.get("pricing")) if row else None
        dollars = number(pricing.get("per_second")) if pricing else None
        name = row.get("id") if row else None
        if not isinstance(name, str) or dollars is None or not _makes_sense(dollars):
            continue
        prices[name] = max(round(dollars * 1_000_000), prices.get(name, 0))
    return prices


def _makes_sense(dollars: float) -> bool:
    return math.isfinite(dollars) and 0 < dollars < 1_000
