"""Bringing a film from the provider to the disk, whole, or saying why not."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path

import aiohttp
from yarl import URL

from bot.core.video import Failure, Fault, ProviderVideo
from bot.provider.errors import ProviderBusy, ProviderError, ProviderRejected
from bot.provider.failures import read_failure
from bot.provider.film import HEAD, Download, Part, film_kind
from bot.provider.loose import parse
from bot.provider.reading import urls_in
from bot.provider.wire import NO_ANSWER, Wire, wait_named

_MOST_WORDS = 2**20
"""Bytes read of what is no film."""
_MOST_HOPS = 5
_MOST_ADDRESSES = 12
_TRIES = 4
"""For one address, where the connection breaks off."""
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_SAYS_GONE = re.compile(r"expired|deleted|no longer (available|exists)", re.IGNORECASE)


class Outcome(Enum):
    """How one address answered, where it gave no film."""

    GONE = auto()
    UNCLEAR = auto()
    CUT = auto()
    """The connection broke off: the same address may well work."""
    EARLY = auto()
    """Not there yet, by the look of it."""
    EARLY_OR_GONE = auto()
    """Not there yet, or no more: patience tells."""


@dataclass(frozen=True)
class Miss:
    """No film from this address; `urls` are others that it named."""

    outcome: Outcome
    why: str
    urls: tuple[str, ...] = ()
    retry_after: float | None = None
    reached: bool = True


class _Broken(Exception):
    """The connection broke off within a film."""


class Fetch:
    """One film's way to the disk."""

    def __init__(
        self,
        wire: Wire,
        *,
        content: URL,
        clock: Callable[[], float],
        sleep: Callable[[float], Awaitable[object]],
        cap_bytes: int,
    ) -> None:
        self._wire = wire
        self._content = content
        self._clock = clock
        self._sleep = sleep
        self._cap = cap_bytes

    async def run(self, video: ProviderVideo, to: Path) -> Download:
        """Fetch into `to`; see VideoClient.download."""
        done = False
        file = await asyncio.to_thread(to.open, "wb")
        try:
            part = Part(file)
            if video.inline is not None:
                await self._inline(part, video.inline)
            else:
                await self._from_addresses(part, video)
            kind = film_kind(await part.settle(to))
            if kind is None:
                raise ProviderBusy("what arrived is no film", reached=True)
            done = True
            return Download(part.size, *kind)
        finally:
            await asyncio.to_thread(file.close)
            if not done:
                await asyncio.to_thread(to.unlink, missing_ok=True)

    async def _inline(self, part: Part, film: bytes) -> None:
        self._check_cap(len(film))
        if film_kind(film[:HEAD]) is None:
            raise ProviderBusy("the film within the reply is no film", reached=True)
        await part.add(film)

    async def _from_addresses(self, part: Part, video: ProviderVideo) -> None:
        """The named addresses first, then `/content`, and whatever any of them names."""
        misses: list[Miss] = []
        waiting = [*video.urls, str(self._content)]
        tried: set[str] = set()
        while waiting and len(tried) < _MOST_ADDRESSES:
            address = waiting.pop(0)
            if address in tried:
                continue
            tried.add(address)
            await part.restart()  # another address may hold another encoding of the film
            miss = await self._patiently(part, address)
            if miss is None:
                return
            misses.append(miss)
            waiting[:0] = miss.urls
        raise _verdict(misses)

    async def _patiently(self, part: Part, address: str) -> Miss | None:
        """One address until it gives the film, breaks off too often, or patience ends."""
        url = _url(address)
        if url is None:
            return Miss(Outcome.UNCLEAR, "an address that cannot be read")
        until = self._clock() + self._wire.timeouts.early
        breaks, pause = 0, 2.0
        while (miss := await self._once(part, url)) is not None:
            breaks += miss.outcome is Outcome.CUT
            early = miss.outcome in (Outcome.EARLY, Outcome.EARLY_OR_GONE)
            if early and self._clock() + pause > until:
                gone = miss.outcome is Outcome.EARLY_OR_GONE
                return Miss(Outcome.GONE if gone else Outcome.UNCLEAR, miss.why)
            if not early and (miss.outcome is not Outcome.CUT or breaks >= _TRIES):
                return miss
            await self._sleep(pause)
            pause = min(pause * 1.5, 10.0)
        return None

    async def _once(self, part: Part, url: URL) -> Miss | None:
        """One request, over its redirects. The key goes to the provider's own server only."""
        target = url
        for _ in range(_MOST_HOPS):
            reply = await self._open(target, part)
            if isinstance(reply, Miss):
                return reply
            try:
                if reply.status not in _REDIRECTS:
                    return await self._take(part, reply, own=url == self._content)
            except _Broken as error:
                return Miss(Outcome.CUT, str(error))
            finally:
                reply.close()
            following = _joined(target, reply.headers.get("location", ""))
            if following is None:
                return Miss(Outcome.UNCLEAR, "it points to an address that cannot be read")
            target = following
        return Miss(Outcome.UNCLEAR, "it points in a circle")

    async def _open(self, url: URL, part: Part) -> aiohttp.ClientResponse | Miss:
        # Packed on the way, a film's length and ranges would mean something else.
        headers = {"Accept-Encoding": "identity", **self._wire.headers_for(url), **part.headers()}
        limits = aiohttp.ClientTimeout(
            total=None,
            connect=self._wire.timeouts.connect,
            sock_connect=self._wire.timeouts.connect,
            sock_read=self._wire.timeouts.idle,
        )
        try:
            return await self._wire.session.get(
                url, headers=headers, allow_redirects=False, timeout=limits
            )
        except NO_ANSWER as error:
            return Miss(Outcome.CUT, self._wire.trouble(error), reached=part.size > 0)

    async def _take(self, part: Part, reply: aiohttp.ClientResponse, *, own: bool) -> Miss | None:
        """What a reply holds: the film (None), or why it does not."""
        if reply.status == 416 or not part.continues(reply.status, reply.headers):
            await part.restart()
            return Miss(Outcome.CUT, "the rest of the film could not be had")
        if reply.status not in (200, 206):
            return self._refused(reply, await self._words(reply, b""), own=own)
        part.note(reply.headers, reply.content_length)
        self._check_cap(part.total or 0)
        pieces = self._pieces(reply)
        if part.size == 0:
            head = await _head(pieces)
            if film_kind(head) is None:
                return self._not_a_film(reply, await self._words(reply, head), own=own)
            self._check_cap(len(head))
            await part.add(head)
        async for piece in pieces:
            self._check_cap(part.size + len(piece))
            await part.add(piece)
        if part.total is not None and part.size != part.total:
            return Miss(Outcome.CUT, f"{part.size} of {part.total} bytes arrived")
        return None

    def _not_a_film(self, reply: aiohttp.ClientResponse, words: bytes, *, own: bool) -> Miss:
        if not words:
            return Miss(Outcome.CUT, "an empty answer")
        body = parse(words)
        urls = urls_in(body)
        if urls:
            return Miss(Outcome.UNCLEAR, "an address in place of the film", urls)
        if body is not None and own:
            return self._refused(reply, words, own=own)
        return Miss(Outcome.UNCLEAR, f"{reply.content_type} in place of a film")

    def _refused(self, reply: aiohttp.ClientResponse, words: bytes, *, own: bool) -> Miss:
        """A no in place of a film: from the provider itself (`own`) or where the film lies."""
        body = parse(words)
        said = body if body is not None else words[:20_000].decode("utf-8", "replace")
        failure = read_failure(said)
        why = f"HTTP {reply.status}: {failure.text}"
        if reply.status == 410 or (_SAYS_GONE.search(failure.text) and reply.status < 500):
            return Miss(Outcome.GONE, why)
        if not own or body is None:
            gone = reply.status == 404 or (not own and reply.status in (401, 403))
            wait = wait_named(reply.headers, self._clock())
            return Miss(Outcome.GONE if gone else Outcome.UNCLEAR, why, retry_after=wait)
        if reply.status == 404 or failure.fault is Fault.LOST:
            return Miss(Outcome.EARLY_OR_GONE, why)
        if reply.status in (200, 206, 202, 400, 409, 425):
            return Miss(Outcome.EARLY, why)
        wait = wait_named(reply.headers, self._clock())
        return Miss(Outcome.UNCLEAR, why, retry_after=wait)

    async def _pieces(self, reply: aiohttp.ClientResponse) -> AsyncIterator[bytes]:
        """The body; _Broken where the network ends it, so that the disk's errors stay apart."""
        pieces = reply.content.iter_any()
        while True:
            try:
                piece = await anext(pieces)
            except StopAsyncIteration:
                return
            except NO_ANSWER as error:
                raise _Broken(self._wire.trouble(error)) from None
            yield piece

    async def _words(self, reply: aiohttp.ClientResponse, head: bytes) -> bytes:
        words = bytearray(head)
        async for piece in self._pieces(reply):
            words += piece
            if len(words) > _MOST_WORDS:
                break
        return self._wire.hide_in(bytes(words))

    def _check_cap(self, size: int) -> None:
        if size > self._cap:
            most = self._cap // 2**20
            text = f"The film is larger than {most} MiB."
            raise ProviderRejected(Failure(Fault.TOO_LARGE, text))


async def _head(pieces: AsyncIterator[bytes]) -> bytes:
    head = b""
    async for piece in pieces:
        head += piece
        if len(head) >= HEAD:
            break
    return head


def _url(address: str) -> URL | None:
    """The address as it was given: quoting it anew would break its signature."""
    plain = address.isascii() and address.isprintable() and " " not in address
    try:
        url = URL(address, encoded=plain)
        usable = url.scheme in ("http", "https") and bool(url.host) and url.port is not None
    except ValueError:
        return None
    return url if usable else None


def _joined(url: URL, location: str) -> URL | None:
    try:
        following = url.join(URL(location, encoded=True)) if location else None
    except ValueError:
        return None
    return _url(str(following)) if following is not None else None


def _verdict(misses: list[Miss]) -> ProviderError:
    """All say that it is gone: then it is. Otherwise it is worth another try."""
    open_still = [miss for miss in misses if miss.outcome is not Outcome.GONE]
    if not open_still:
        text = misses[-1].why if misses else ""
        return ProviderRejected(Failure(Fault.EXPIRED, text[:300]))
    waits = [miss.retry_after for miss in open_still if miss.retry_after is not None]
    return ProviderBusy(
        "no film yet: " + "; ".join(miss.why for miss in open_still),
        retry_after=min(waits, default=None),
        reached=any(miss.reached for miss in misses),
    )
