"""What is left of the owner's money at the provider, as far as it tells."""

from __future__ import annotations

import aiohttp

from bot.provider.dialects.call import Call
from bot.provider.loose import number, parse, table
from bot.provider.wire import NO_ANSWER, Reply, Wire, clean_key

COMET = "api.cometapi.com"
COMET_QUOTA = "https://query.cometapi.com/user/quota"
"""CometAPI's own balance query (its documentation, "Query balance"): the key is its `key`."""
_NO_END = 100_000_000.0
"""Dollars from which on a limit means that there is none (CometAPI's command line, `client.py`)."""
_CENTS = 100
_MICROS = 1_000_000


def quota_url(wire: Wire) -> str | None:
    """Where the balance can be asked with the key in the address: at CometAPI itself only."""
    return COMET_QUOTA if wire.base.host == COMET and wire.base.scheme == "https" else None


async def balance(
    wire: Wire, *, key: str, quota_at: str | None, timeout: float = 15.0
) -> int | None:
    """Micro-dollars that are left; None where the provider does not tell, or sets no end.

    Asks OpenAI's billing routes, as relays keep them, and then `quota_at` with the `key` in the
    address. `timeout` is in seconds, for each question. Raises nothing.
    """
    left = await _billing(wire, timeout)
    if left is None and quota_at is not None:
        left = await _quota(wire.session, quota_at, clean_key(key), timeout)
    return None if left is None else round(left * _MICROS)


async def _billing(wire: Wire, timeout: float) -> float | None:
    limit = await _told(wire, "/dashboard/billing/subscription", "hard_limit_usd", timeout)
    if limit is None or limit >= _NO_END:
        return None
    used = await _told(wire, "/dashboard/billing/usage", "total_usage", timeout)
    return None if used is None else limit - used / _CENTS


async def _told(wire: Wire, path: str, name: str, timeout: float) -> float | None:
    reply = await wire.send(Call("GET", path), timeout=timeout, most=2**16)
    body = table(reply.json) if isinstance(reply, Reply) and reply.ok else None
    return number(body.get(name)) if body else None


async def _quota(
    session: aiohttp.ClientSession, address: str, key: str, timeout: float
) -> float | None:
    """The key travels in the address here, so nothing of a failure is told or logged."""
    limits = aiohttp.ClientTimeout(total=timeout)
    try:
        async with session.get(
            address, params={"key": key}, allow_redirects=False, timeout=limits
        ) as reply:
            body = table(parse(await reply.read())) if reply.status == 200 else None
    except NO_ANSWER:
        return None
    return number(body.get("total_quota")) if body else None
