"""What can be made to go wrong with a request, and when."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from bot.sandbox.videos import keywords, refusals

Operation = Literal[
    "create",
    "retrieve",
    "content",
    "film",
    "list",
    "delete",
    "remix",
    "models",
    "catalogue",
    "balance",
    "tasks",
    "any",
]
"""`content` is `/v1/videos/{id}/content`, `film` the signed address in `video_url`."""

Kind = Literal["answer", "hang", "reset", "cut", "drip", "mislabel", "json_url", "elsewhere"]

HTML = "text/html; charset=utf-8"


class Drop(Exception):
    """End the connection without (the rest of) an answer; `hard` resets it."""

    def __init__(self, *, hard: bool) -> None:
        super().__init__(hard)
        self.hard = hard


@dataclass(frozen=True)
class Fault:
    """One thing that goes wrong. Use the functions of this module to make one."""

    kind: Kind
    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    after: bool = False
    """Act first, then go wrong: a create so broken has made, and charged, a job."""
    keep: float = 0.5
    bytes_per_second: int = 0
    content_type: str = ""


def answer(
    status: int,
    body: bytes | str | dict[str, object] = b"",
    *,
    headers: Mapping[str, str] | None = None,
    after: bool = False,
) -> Fault:
    """Any status with any body. A dict goes as JSON, a text as HTML unless `headers` says else."""
    kind = {"Content-Type": "application/json" if isinstance(body, dict) else HTML}
    raw = json.dumps(body) if isinstance(body, dict) else body
    data = raw.encode() if isinstance(raw, str) else raw
    return Fault("answer", status, data, {**kind, **(headers or {})}, after)


def refused(refusal: refusals.Refusal, *, headers: Mapping[str, str] | None = None) -> Fault:
    """One of the far end's own refusals, see `refusals`."""
    return answer(refusal.status, refusal.body, headers=headers)


def page(status: int, *, after: bool = False) -> Fault:
    """The HTML page of something between client and provider (502, 504, 524)."""
    text = f"<html><head><title>{status}</title></head><body><h1>Error {status}</h1></body></html>"
    return answer(status, text, after=after)


def rate_limited(retry_after: float | None = None) -> Fault:
    """429; `Retry-After` in seconds where one is given."""
    headers = {} if retry_after is None else {"Retry-After": f"{retry_after:g}"}
    body = refusals.gateway(429, "too many requests", _ID, code="rate_limit_exceeded")
    return refused(body, headers=headers)


def bad_key() -> Fault:
    return refused(refusals.bad_key(_ID))


def no_quota() -> Fault:
    return refused(refusals.out_of_money())


def bad_request() -> Fault:
    """The 500 that is a 400 in disguise."""
    return refused(refusals.gateway(500, "invalid request", _ID))


def model_gone(model: str = "any") -> Fault:
    return refused(refusals.model_gone(model, _ID))


def moved(location: str = "https://www.cometapi.com/") -> Fault:
    """301, as a wrong base address gets it."""
    return answer(301, headers={"Location": location})


def hang(*, after: bool = False) -> Fault:
    """No answer until the service stops or the client goes."""
    return Fault("hang", after=after)


def reset(*, after: bool = False) -> Fault:
    """The connection ends without an answer; with `after` the job exists."""
    return Fault("reset", after=after)


def garbled(*, after: bool = False) -> Fault:
    """200 with JSON that ends too early."""
    return answer(200, b'{"id": "video_', headers={"Content-Type": "application/json"}, after=after)


def empty(*, after: bool = False) -> Fault:
    """200 without a body."""
    return answer(200, after=after)


def cut(keep: float = 0.5) -> Fault:
    """The film ends after this part of it, short of its Content-Length."""
    return Fault("cut", keep=keep)


def drip(bytes_per_second: int) -> Fault:
    """The film comes this slowly, by the sandbox's clock."""
    return Fault("drip", bytes_per_second=bytes_per_second)


def mislabelled(content_type: str = "application/octet-stream") -> Fault:
    """The film under another content type."""
    return Fault("mislabel", content_type=content_type)


def json_url() -> Fault:
    """`/content` answers 200 with JSON that holds an address instead of bytes."""
    return Fault("json_url")


def elsewhere() -> Fault:
    """`/content` answers 302 to another port, where no key may arrive."""
    return Fault("elsewhere")


_ID = "20260101000000000000000sAndbOxx"


class Faults:
    """What goes wrong next, per operation, in the order in which it was asked for."""

    def __init__(self) -> None:
        self._waiting: dict[Operation, deque[Fault]] = {}
        self._done: deque[tuple[str, str]] = deque(maxlen=200)

    def next(self, operation: Operation, fault: Fault, times: int = 1) -> None:
        """Let the next `times` requests of this operation go wrong so."""
        self._waiting.setdefault(operation, deque()).extend([fault] * times)

    def clear(self) -> None:
        self._waiting.clear()

    @property
    def left(self) -> int:
        """How many are still to come."""
        return sum(len(waiting) for waiting in self._waiting.values())

    def take(self, operation: Operation, prompt: str) -> Fault | None:
        """The fault for this request: one that was asked for, else one named in the prompt."""
        for name in (operation, "any"):
            if waiting := self._waiting.get(name):
                return waiting.popleft()
        return self._named(operation, prompt)

    def _named(self, operation: Operation, prompt: str) -> Fault | None:
        for word in keywords.found(prompt):
            known = NAMED.get(word)
            if known is None or known[0] != operation:
                continue
            if word in ONCE and (word, prompt) in self._done:
                continue
            self._done.append((word, prompt))
            return known[1]
        return None


NAMED: Mapping[str, tuple[Operation, Fault]] = {
    "401": ("create", bad_key()),
    "403": ("create", no_quota()),
    "429": ("create", rate_limited(2)),
    "500": ("create", bad_request()),
    "502": ("create", page(502)),
    "503": ("create", model_gone()),
    "524": ("create", page(524, after=True)),
    "301": ("create", moved()),
    "hang": ("create", hang(after=True)),
    "reset": ("create", reset()),
    "lost-reply": ("create", reset(after=True)),
    "garbled": ("create", garbled(after=True)),
    "poll-502": ("retrieve", page(502)),
    "cut": ("content", cut()),
    "drip": ("content", drip(50_000)),
    "json-url": ("content", json_url()),
    "elsewhere": ("content", elsewhere()),
}
"""What a word in the prompt does to a request; `keywords` says it in words."""

ONCE = frozenset({"429", "reset", "poll-502", "cut"})
"""These go wrong once per prompt, so that one can watch the client get over it."""
