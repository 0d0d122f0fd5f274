"""Brings a member's file from Discord's file servers to our disk, and from nowhere else."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import BinaryIO

import aiohttp
from yarl import URL

from bot.core.picture import MOST_BYTES, Flaw

DISCORDS = frozenset({"cdn.discordapp.com", "media.discordapp.net"})
TOTAL = 30.0
CONNECT = 5.0
"""Seconds for all of it, every try included, and for a connection."""
TRIES = 3
_GONE = frozenset({401, 403, 404, 410})
_CHUNK = 64 * 1024


class BadPicture(Exception):
    """The picture can't be had or can't be used."""

    def __init__(self, flaw: Flaw, why: str = "") -> None:
        super().__init__(f"{flaw.value} {why}".strip())
        self.flaw = flaw


class Files:
    """Discord's file servers.

    `own_host` is where DISCORD_API_URL points, if it is set: its files are trusted too. `sleep`
    waits that many seconds, `total` is what one file may take.
    """

    def __init__(
        self,
        session: aiohttp.ClientSession,
        *,
        own_host: str | None = None,
        total: float = TOTAL,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._session = session
        self._own_host = own_host
        self._total = total
        self._sleep = sleep

    async def fetch(self, address: str, to: Path, *, most: int = MOST_BYTES) -> None:
        """Fetch a file of at most `most` bytes into exactly `to`.

        Raises BadPicture: ELSEWHERE, GONE, TOO_MANY_BYTES, TOO_SLOW, UNREACHABLE. OSError where
        `to` can't be written.
        """
        url = self._checked(address)
        try:
            async with asyncio.timeout(self._total):
                await self._fetch(url, to, most)
        except TimeoutError as late:
            raise BadPicture(Flaw.TOO_SLOW) from late

    def _checked(self, address: str) -> URL:
        try:
            url = URL(address, encoded=True)
            known = url.scheme == "https" and url.host in DISCORDS and url.explicit_port is None
            own = self._own_host is not None and url.host == self._own_host
        except ValueError as error:
            raise BadPicture(Flaw.ELSEWHERE, repr(error)) from error
        if not (known or (own and url.scheme in ("http", "https"))):
            raise BadPicture(Flaw.ELSEWHERE, url.host or "")
        return url

    async def _fetch(self, url: URL, to: Path, most: int) -> None:
        for left in reversed(range(TRIES)):
            try:
                await self._try(url, to, most)
            except (aiohttp.ClientError, _Unwell) as error:
                if not left:
                    raise BadPicture(Flaw.UNREACHABLE, type(error).__name__) from error
                await self._sleep(float(TRIES - left))
            else:
                return

    async def _try(self, url: URL, to: Path, most: int) -> None:
        limits = aiohttp.ClientTimeout(total=None, sock_connect=CONNECT)
        # What is asked for plainly comes plainly: nothing that unpacks to more than it was.
        plainly = {"Accept-Encoding": "identity"}
        async with self._session.get(
            url, timeout=limits, allow_redirects=False, headers=plainly
        ) as reply:
            if reply.status in _GONE or 300 <= reply.status < 400:
                raise BadPicture(Flaw.GONE, str(reply.status))
            if reply.status != 200:
                raise _Unwell(reply.status)
            await _save(reply, to, most)


class _Unwell(Exception):
    """An answer that may be another one the next time."""


async def _save(reply: aiohttp.ClientResponse, to: Path, most: int) -> None:
    size = 0
    # Opened here and not in a thread: whoever is cancelled meanwhile would leave it open.
    with _new(to) as file:
        async for chunk in reply.content.iter_chunked(_CHUNK):
            size += len(chunk)
            if size > most:
                raise BadPicture(Flaw.TOO_MANY_BYTES, "while it came")
            await asyncio.to_thread(file.write, chunk)


def _new(path: Path) -> BinaryIO:
    return path.open("wb")
