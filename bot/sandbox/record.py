"""What reached a far end, kept as it came: tests hold it against the published specs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal


@dataclass(frozen=True)
class Part:
    """One part of a multipart body."""

    name: str
    content_type: str | None
    filename: str | None
    data: bytes


@dataclass(frozen=True)
class Recorded:
    """One request and the status it was answered with."""

    far_end: Literal["discord", "videos"]
    method: str
    path: str
    """Without query, and for Discord without `/api/v10`; for videos with `/v1`."""
    query: Mapping[str, str]
    headers: Mapping[str, str]
    """Names in lower case. Secrets as they came: never print this."""
    content_type: str | None
    json: Any = None
    """The JSON body, or the `payload_json` part of a multipart one."""
    parts: tuple[Part, ...] = field(default=())
    status: int = 0


Listener = Callable[[Recorded], None]
