"""One request out, one whole reply back: addresses, the key, timeouts and sizes.

Nothing here raises for what the far end does, and nothing here is ever sent twice: aiohttp 3.14
repeats only GET, HEAD, OPTIONS, TRACE, PUT and DELETE on a dead kept-alive connection
(`client.IDEMPOTENT_METHODS`), so a POST leaves once; redirects are not followed.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from functools import lru_cache

import aiohttp
from multidict import istr
from yarl import URL

from bot.provider.dialects.call import Call
from bot.provider.loose import number, parse

log = logging.getLogger(__name__)

NO_ANSWER = (aiohttp.ClientError, TimeoutError, OSError, ValueError)
"""What aiohttp raises for the far end's doings; ValueError for headers that cannot be read."""

_REPLY = "provider %s %s: %s, request id %s"
_NEVER_SENT = (
    aiohttp.ClientConnectorError,  # refused, no such name, TLS
    aiohttp.ConnectionTimeoutError,  # no connection in time, or none free
    aiohttp.ClientHttpProxyError,  # a proxy that opened no way
)
_JUNK = " \t\r\n\ufeff\u200b\u2060\u00a0\"'"
_LONGEST_WAIT = 3600.0
# As `istr` they need not be folded anew for every reply.
_IN_MILLISECONDS = (istr("openai-poll-after-ms"), istr("retry-after-ms"))
_RETRY_AFTER = istr("retry-after")
_REQUEST_IDS = (istr("x-cometapi-request-id"), istr("x-request-id"))
_SECRET = 8
"""Characters from which on a key is a secret. A server of one's own may have the key `test`, which
must not be cut out of what it says."""


@dataclass(frozen=True)
class Timeouts:
    """How long we wait, in seconds."""

    connect: float = 10.0
    """Until a connection stands. Nothing was sent before."""
    create: float = 120.0
    look: float = 30.0
    idle: float = 60.0
    """Between two pieces of a film."""
    early: float = 60.0
    """For a film whose job is done, but whose `/content` is not there yet."""


@dataclass(frozen=True)
class NoReply:
    """No reply came. `sent` tells whether the request may have reached the provider."""

    why: str
    sent: bool


@dataclass(slots=True)
class Reply:
    """A whole reply, whatever its status. Not frozen, since one is made for every poll."""

    status: int
    headers: Mapping[str, str]
    """As sent, whatever case they are asked for in."""
    body: bytes = field(repr=False)
    cut: bool = False
    """Whether the body was longer than we read."""
    request_id: str | None = None
    """What the provider's support asks for, from the headers."""

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300

    @property
    def json(self) -> object | None:
        """The parsed body; None where it is no JSON or was cut."""
        return None if self.cut else parse(self.body)

    @property
    def said(self) -> object:
        """The body for reading a failure from it: parsed, else its text."""
        found = self.json
        return found if found is not None else self.body[:20_000].decode("utf-8", "replace")


def wait_named(headers: Mapping[str, str], now: float) -> float | None:
    """Seconds after which the provider wants to be asked again, at most an hour.

    Read from `openai-poll-after-ms` (openai-python), `retry-after-ms` or `Retry-After`, which is
    seconds or a date. `now` is seconds since 1970.
    """
    for name in _IN_MILLISECONDS:
        if name in headers and (found := number(headers[name])) is not None:
            return min(max(found / 1000, 0.0), _LONGEST_WAIT)
    after = headers.get(_RETRY_AFTER)
    if after is None:
        return None
    seconds = number(after)
    if seconds is None:
        try:
            seconds = parsedate_to_datetime(after).timestamp() - now
        except (ValueError, OverflowError, TypeError):
            return None
    return min(max(seconds, 0.0), _LONGEST_WAIT)


def clean_key(key: str) -> str:
    """The key as pasted, without what pasting adds: blanks, line ends, a BOM, `Bearer `.

    Raises ValueError (without the key in it) for what no header can carry.
    """
    bare = key.strip(_JUNK).removeprefix("Bearer ").strip(_JUNK)
    if not all("!" <= character <= "~" for character in bare):
        raise ValueError("The provider's key holds blanks or characters that no key has.")
    return bare


def clean_base(base_url: str) -> URL:
    """The provider's address as typed, ending in `/v1` without a slash.

    Raises ValueError for what is no http(s) address.
    """
    typed = base_url.strip(_JUNK)
    if "://" not in typed:
        typed = "https://" + typed
    try:
        url = URL(typed).with_query(None).with_fragment(None)
    except ValueError:
        url = URL()
    if url.scheme not in ("http", "https") or not url.host:
        raise ValueError("The provider's address is not an http(s) address.")
    path = url.path.rstrip("/").removesuffix("/videos").rstrip("/")
    return url.with_path(path if path.endswith("/v1") else path + "/v1")


def same_place(one: URL, other: URL) -> bool:
    """Whether both are the same server over the same scheme, so that it may see the key."""
    return one.origin() == other.origin()


class Wire:
    """The provider's address and key, and the way to send a Call there."""

    def __init__(
        self, session: aiohttp.ClientSession, *, base_url: str, key: str, timeouts: Timeouts
    ) -> None:
        self.session = session
        self.base = clean_base(base_url)
        self.timeouts = timeouts
        self._key = clean_key(key)
        self._key_in_bodies = {key.encode() for key in (self._key, self._key.replace("/", "\\/"))}
        self._prefix = str(self.base)
        self._own_headers = self.headers_for(self.base)

    def __repr__(self) -> str:
        return f"Wire({self.base})"

    def address(self, call: Call) -> URL:
        # Quoted by the dialect: an id may hold %2F, which must stay.
        url = _url(self._prefix + call.path)
        return url.update_query(call.query) if call.query else url

    def headers_for(self, url: URL) -> dict[str, str]:
        """The key, for the provider's own server only."""
        mine = self._key and same_place(url, self.base)
        return {"Authorization": f"Bearer {self._key}"} if mine else {}

    def hide(self, words: str) -> str:
        """The words without the key: some servers repeat it in their errors."""
        return words.replace(self._key, "***") if len(self._key) >= _SECRET else words

    def hide_in(self, body: bytes) -> bytes:
        """A body without the key, also where JSON escapes its slashes."""
        if len(self._key) < _SECRET:
            return body
        for key in self._key_in_bodies:
            body = body.replace(key, b"***")
        return body

    async def send(self, call: Call, *, timeout: float, most: int) -> Reply | NoReply:
        """Send once. At most `most` bytes of the reply are read."""
        url = self.address(call)
        limits = _limits(timeout, self.timeouts.connect)
        try:
            async with self.session.request(
                call.method,
                url,
                data=_form(call),
                json=call.json,
                headers={**call.headers, **self._own_headers},
                allow_redirects=False,
                timeout=limits,
            ) as reply:
                body, cut = await read_body(reply, most)
                body, request_id = self.hide_in(body), self._request_id(reply.headers)
                log.debug(_REPLY, call.method, call.path, reply.status, request_id)
                return Reply(reply.status, reply.headers, body, cut, request_id)
        except NO_ANSWER as error:
            why = self.trouble(error)
            log.warning("provider %s %s: no reply (%s)", call.method, call.path, why)
            return NoReply(why, sent=not isinstance(error, _NEVER_SENT))

    def _request_id(self, headers: Mapping[str, str]) -> str | None:
        ours, other = _REQUEST_IDS
        found = headers.get(ours) or headers.get(other)
        return self.hide(found[:100]) if found else None

    def trouble(self, error: BaseException) -> str:
        """An error in words: never its repr, which may hold the request's headers."""
        return self.hide(f"{type(error).__name__}: {error}"[:300])


@lru_cache(maxsize=4_096)
def _url(address: str) -> URL:
    """A job is asked about many times, and a URL keeps its parts once they are taken from it."""
    return URL(address, encoded=True)


@lru_cache(maxsize=16)
def _limits(total: float, connect: float) -> aiohttp.ClientTimeout:
    return aiohttp.ClientTimeout(total=total, connect=connect, sock_connect=connect)


def _form(call: Call) -> aiohttp.FormData | None:
    """Multipart even without a file: aiohttp would send text fields urlencoded otherwise."""
    if call.method != "POST" or call.json is not None:
        return None
    form = aiohttp.FormData(default_to_multipart=True)
    for name, value in call.fields:
        form.add_field(name, value)
    for name, picture in call.pictures:
        form.add_field(
            name, picture.data, filename=picture.filename, content_type=picture.content_type
        )
    return form


async def read_body(reply: aiohttp.ClientResponse, most: int) -> tuple[bytes, bool]:
    """The body, and whether there was more than `most` of it."""
    if reply.content.is_eof():  # a poll's few hundred bytes have come along with the headers
        body = reply.content.read_nowait()
        return body[:most], len(body) > most
    pieces: list[bytes] = []
    size = 0
    async for piece in reply.content.iter_any():
        pieces.append(piece)
        size += len(piece)
        if size > most:
            return b"".join(pieces)[:most], True
    return b"".join(pieces), False
