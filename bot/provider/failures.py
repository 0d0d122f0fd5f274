"""Sorting a provider's no by its envelope, its code and its words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice

from bot.core.video import Failure, Fault
from bot.provider.loose import Table, items, layers, parse, table, text

_LONGEST_TEXT = 300
_LONGEST_READ = 20_000
_MOST_HOLDERS = 200

_CODES: Mapping[str, Fault] = {
    "moderation_blocked": Fault.MODERATION,
    "sentinel_block": Fault.MODERATION,
    "content_policy_violation": Fault.MODERATION,
    "content_moderation_failed": Fault.MODERATION,
    "model_not_found": Fault.MODEL_GONE,
    "insufficient_user_quota": Fault.FUNDS,
    "insufficient_quota": Fault.FUNDS,
    "billing_hard_limit_reached": Fault.FUNDS,
    "invalid_api_key": Fault.KEY,
    "task_not_exist": Fault.LOST,
    "task_not_found": Fault.LOST,
    "not_found": Fault.LOST,
    "not_found_error": Fault.LOST,
    "invalid_request": Fault.INPUT,
    "invalid_value": Fault.INPUT,
    "invalid_size": Fault.INPUT,
    "invalid_json": Fault.INPUT,
    "invalid_multipart_form": Fault.INPUT,
    "missing_model": Fault.INPUT,
    "invalidparameter": Fault.INPUT,
}
_TEXTS: tuple[tuple[Fault, re.Pattern[str]], ...] = tuple(
    (fault, re.compile(pattern, re.IGNORECASE))
    for fault, pattern in (
        (
            Fault.MODERATION,
            r"(blocked|rejected|flagged) by (\w+ ){0,3}moderation|moderation[ _](block|fail)"
            r"|content[ _]polic|safety (system|polic|filter)|sensitive (content|word|info)"
            r"|people-in-user-uploads|sentinel[ _]block|hmmm something didn.t look right"
            r"|current status: violation|^violation$|violat\w+ .{0,40}(polic|guideline|terms)",
        ),
        (
            Fault.FUNDS,
            r"quota is not enough|insufficient (user )?(quota|balance|credit|fund)"
            r"|(balance|credit|quota) (is )?(insufficient|exhausted|too low)|余额不足|额度不足",
        ),
        (
            Fault.MODEL_GONE,
            r"no available channel|model_not_found|model\b.{0,60}\b(not found|does not exist)"
            r"|model\b.{0,60}\b(is|was|been) (retired|shut down|removed|deprecated)",
        ),
        (
            Fault.LOST,
            r"task_not_exist|(task|video|job|generation)\b.{0,60}\b(not found|not exist)"
            r"|no such (task|video|job)|^not found$",
        ),
    )
)
_SATURATED = re.compile(r"负载已饱和|load (is )?saturated|too many requests", re.IGNORECASE)
_REQUEST_ID = re.compile(r"\s*\(?\s*request[ _]id:?\s*([\w.-]{6,80})\s*\)?", re.IGNORECASE)
_REASONS = re.compile(r"possible reasons?:\s*([^.\n]+)", re.IGNORECASE)
_CURRENT = re.compile(r"current status:\s*([\w -]+)", re.IGNORECASE)
_TITLE = re.compile(r"<title[^>]*>([^<]*)", re.IGNORECASE)


def read_failure(body: object, *, status: int | None = None) -> Failure:
    """Why: from a parsed body, or from text that is not JSON.

    `status` is the HTTP status, where that was the no.
    """
    codes, words, request_id = _gather(body)
    whole = " ".join(words)
    named = _by_code(codes) or _by_words(whole)
    fault = _by_status(named, status)
    reasons = _REASONS.search(whole)
    found = _REQUEST_ID.search(whole)
    return Failure(
        fault=fault,
        text=_shown(next((word for word in words if word), "")),
        reasons=_split(reasons[1]) if reasons else (),
        request_id=request_id or (found[1] if found else None),
    )


def named_fault(body: object) -> Fault | None:
    """The fault that code or words name, whatever the HTTP status; None where they name none."""
    codes, words, _ = _gather(body)
    return _by_code(codes) or _by_words(" ".join(words))


def is_saturated(body: object) -> bool:
    """A relay that is too busy, which some say with a 403 or a 500."""
    return any(_SATURATED.search(word) for word in _gather(body)[1])


def error_in(body: object) -> object | None:
    """The error that a reply carries, whatever its HTTP status; None where it carries none."""
    for layer in layers(body):
        error = layer.get("error")
        if error not in (None, "", {}, [], False):
            return error
    outer = table(body) or {}
    code = outer.get("code")
    fine = code in (None, "", 0, 200, "0", "200") or str(code).casefold() in ("success", "ok")
    return outer.get("message") or code if not fine else None


def error_status(body: object) -> int | None:
    """The HTTP status that a reply with status 200 hides in its `code`."""
    for layer in layers(body):
        for holder in (layer, table(layer.get("error")) or {}):
            code = text(holder.get("code"))
            if re.fullmatch(r"[45]\d\d", code):
                return int(code)
    return None


def current_status(body: object) -> str:
    """The word after `current status:`, which some give in place of a reason; else empty."""
    found = (_CURRENT.search(word) for word in _gather(body)[1])
    return next((match[1].strip() for match in found if match), "")


def _by_code(codes: list[str]) -> Fault | None:
    # The innermost code knows most: it is the maker's, the outer one is the relay's.
    return next((_CODES[code] for code in reversed(codes) if code in _CODES), None)


def _by_words(words: str) -> Fault | None:
    short = words[:_LONGEST_READ]
    return next((fault for fault, pattern in _TEXTS if pattern.search(short)), None)


def _by_status(named: Fault | None, status: int | None) -> Fault:
    if named is not None and not (named is Fault.INPUT and status in (401, 403, 413)):
        return named
    if status in (400, 422):
        return Fault.INPUT
    if status in (401, 403):
        return Fault.KEY
    return {402: Fault.FUNDS, 413: Fault.TOO_LARGE}.get(status or 0, Fault.OTHER)


def _gather(body: object) -> tuple[list[str], list[str], str | None]:
    """All codes (outermost first), all messages (innermost first) and the request id."""
    codes: list[str] = []
    words: list[str] = []
    request_id: str | None = None
    for holder in islice(_holders(body, depth=6), _MOST_HOLDERS):
        if isinstance(holder, str):
            words.insert(0, _plain(holder))
            continue
        codes += [text(holder.get(key)).casefold() for key in ("code", "type") if holder.get(key)]
        request_id = text(holder.get("request_id")) or request_id
    return codes, [word for word in words if word], request_id


def _holders(value: object, depth: int) -> Iterator[Table | str]:
    """Everything in an error that says something: tables with codes, and texts."""
    if depth == 0:
        return
    if isinstance(value, str):
        inner = parse(value.encode("utf-8", "replace")) if value.lstrip()[:1] in "{[" else None
        # A relay passes the maker's JSON on as a string.
        if inner is None:
            yield value
        else:
            yield from _holders(inner, depth - 1)
    elif (found := table(value)) is not None:
        yield found
        for key in ("detail", "fail_reason", "failure_reason", "msg", "message", "error"):
            yield from _holders(found.get(key), depth - 1)
        yield from _holders(table(found.get("data")), depth - 1)
    else:
        for each in items(value)[:5]:
            yield from _holders(each, depth - 1)


def _plain(words: str) -> str:
    """A page of HTML is known by its title; anything else as it is."""
    short = text(words[:_LONGEST_READ])
    if not short.startswith("<"):
        return short
    title = _TITLE.search(short)
    return " ".join(title[1].split()) if title else ""


def _shown(words: str) -> str:
    flat = " ".join(_REQUEST_ID.sub("", words).split())
    return flat if len(flat) <= _LONGEST_TEXT else flat[: _LONGEST_TEXT - 1] + "…"


def _split(reasons: str) -> tuple[str, ...]:
    return tuple(each.strip()[:60] for each in reasons.split(",") if each.strip())[:10]
