"""Reading a video out of whatever a `/v1/videos` server answers.

The same route is served by many programs, and no two agree on envelope, status words or where the
film's address stands. What was seen of them is gathered here; nothing but an id is required of a
create, nothing but a status of a look.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from bot.core.video import Failure, Fault, ProviderVideo, VideoStatus
from bot.provider.failures import error_in, read_failure
from bot.provider.loose import Table, is_list, items, layers, moment, number, reach, table, text

_WORDS: Mapping[VideoStatus, str] = {
    VideoStatus.WAITING: "queued submitted pending not_start not_started created accepted "
    "preparing starting waiting in_queue scheduled unknown",
    VideoStatus.RUNNING: "in_progress processing running generating rendering started",
    VideoStatus.DONE: "completed complete success succeeded succeed done finished",
    VideoStatus.FAILED: "failed failure fail error cancelled canceled expired rejected "
    "violation deleted",
}
_STATUS = {word: status for status, words in _WORDS.items() for word in words.split()}

_OPEN = (VideoStatus.RUNNING, VideoStatus.WAITING)

_ID_KEYS = ("id", "task_id", "video_id")
_STATUS_KEYS = ("status", "state", "task_status")
_URL_PATHS = (
    "video_url", "url", "output.url", "output.0", "output.0.url", "outputs.0", "data.0.url",
    "urls.0", "unsigned_urls.0", "result.video_url", "result.url", "result", "result_url",
    "metadata.url", "content.video_url", "video.url", "video", "videos.0.url", "generations.0.url",
    "task_result.videos.0.url", "download_url", "fail_reason",
)  # fmt: skip
_INLINE_PATHS = ("data.0.b64_json", "b64_json", "output.0.b64_json", "data.0.url", "url")
_LIST_PATHS = ("data", "data.items", "data.data", "items", "videos", "")
_BETWEEN_WORDS = re.compile(r"[\s-]+")
_MOST_URLS = 8
_LONGEST_ID = 1000


def known_word(word: str) -> bool:
    """Whether the status word is one we have met before (or is missing)."""
    return not word or word in _STATUS or _folded(word) in _STATUS


def read_video(
    body: object, *, asked: str | None = None, brief: bool = False
) -> ProviderVideo | None:
    """The video in a parsed reply; None where it holds neither an id nor a status.

    Without `asked` an id is required. An error without a status is no video. `brief` leaves out
    what the reply repeats of the order, where the job goes on.
    """
    found = layers(body)
    main = _main_layer(found)
    word = text(_first(main, _STATUS_KEYS, str))
    own = "" if asked and word else _id(main)
    if not (asked or own) or not (own or word) or (not word and error_in(body) is not None):
        return None
    status = _status(word, asked is None)
    if brief and status in _OPEN:
        return ProviderVideo(asked or own, status, _progress(found), word=word)
    return ProviderVideo(
        id=asked or own,
        status=status,
        progress=_progress(found),
        urls=_urls(found) if status is VideoStatus.DONE else (),
        inline=_inline(found) if status is VideoStatus.DONE else None,
        word=word,
        created_at=_created(main),
        failure=_failure(body, found, word) if status is VideoStatus.FAILED else None,
        # What it repeats of the request may be wrong, so nobody charges by it.
        model=_echo(main, "model", "model_name"),
        prompt=_echo(main, "prompt"),
        seconds=_echo(main, "seconds", "duration"),
        size=_echo(main, "size"),
        reference=_reference(main),
        remixed_from=_echo(main, "remixed_from_video_id"),
    )


def read_list(body: object) -> tuple[ProviderVideo, ...] | None:
    """The videos of a list, rows that cannot be read left out; None where there is no list."""
    for path in _LIST_PATHS:
        for rows in reach(body, path):
            if is_list(rows):
                videos = (read_video(row) for row in items(rows))
                return tuple(video for video in videos if video is not None)
    return None


def urls_in(body: object) -> tuple[str, ...]:
    """Addresses of a film in a reply that was expected to be the film."""
    return _urls(layers(body))


def _main_layer(found: Sequence[Table]) -> Table:
    """The layer that speaks of the job: an envelope may have a status of its own."""
    if len(found) == 1:
        return found[0]
    both = (layer for layer in found if _id(layer) and _first(layer, _STATUS_KEYS, str))
    named = (layer for layer in found if _id(layer))
    stated = (layer for layer in reversed(found) if _first(layer, _STATUS_KEYS, str))
    for choice in (both, named, stated):
        for layer in choice:
            return layer
    return {}


def _status(word: str, at_create: bool) -> VideoStatus:
    if not word:
        return VideoStatus.WAITING if at_create else VideoStatus.RUNNING
    # A word nobody has met means that it goes on: the deadline ends it, not a guess.
    return _STATUS.get(word) or _STATUS.get(_folded(word), VideoStatus.RUNNING)


def _folded(word: str) -> str:
    return _BETWEEN_WORDS.sub("_", word.strip().casefold())


def _id(layer: Table) -> str:
    found = text(_first(layer, _ID_KEYS, str) or _first(layer, _ID_KEYS, int))
    usable = found.strip(".") and len(found) <= _LONGEST_ID  # `..` would leave the route
    return found if usable else ""


def _first(layer: Table, keys: Sequence[str], kind: type) -> object:
    """The first value of that kind which is not empty."""
    for key in keys:
        value = layer.get(key)
        if value and isinstance(value, kind):
            return value
    return None


def _progress(found: Sequence[Table]) -> int | None:
    for layer in found:
        for key in ("progress", "progress_pct"):
            if key in layer and (value := number(layer[key])) is not None:
                return round(min(100.0, max(0.0, value)))
    return None


def _urls(found: Sequence[Table]) -> tuple[str, ...]:
    urls = (
        value.strip()
        for path in _URL_PATHS
        for layer in found
        for value in reach(layer, path)
        if isinstance(value, str) and _is_web(value)
    )
    return tuple(dict.fromkeys(urls))[:_MOST_URLS]


def _is_web(value: str) -> bool:
    """Only http(s): a `file://` address lies on the provider's disk, not on ours."""
    if len(value) > 20_000 or value != text(value):
        return False
    try:
        parts = urlsplit(value.strip())
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def _inline(found: Sequence[Table]) -> bytes | None:
    for layer in found:
        for path in _INLINE_PATHS:
            for value in reach(layer, path):
                if isinstance(value, str) and (film := _decoded(value, path)):
                    return film
    return None


def _decoded(value: str, path: str) -> bytes | None:
    if value.startswith("data:video/") and ";base64," in value[:100]:
        value = value.partition(";base64,")[2]
    elif not path.endswith("b64_json"):
        return None
    try:
        return base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        return None


def _created(layer: Table) -> float | None:
    keys = ("created_at", "created", "submit_time")
    return next((at for key in keys if (at := moment(layer.get(key))) is not None), None)


def _failure(body: object, found: Sequence[Table], word: str) -> Failure:
    failure = read_failure(body)
    if _folded(word) == "violation" and failure.fault is Fault.OTHER:
        return replace(failure, fault=Fault.MODERATION)
    if not failure.text:
        reasons = (
            text(layer.get(key)) for layer in found for key in ("fail_reason", "failure_reason")
        )
        said = next((each for each in reasons if each), "")
        return replace(read_failure({"message": said}), request_id=failure.request_id)
    return failure


def _echo(layer: Table, *keys: str) -> str | None:
    for key in keys:
        if key in layer and (found := text(layer[key])):
            return found
    return None


def _reference(layer: Table) -> str | None:
    own = _echo(layer, "idempotency_key", "client_reference_id")
    return own or _echo(table(layer.get("metadata")) or {}, "idempotency_key")
