"""What a reply means for the one who asked: the provider's errors, sorted by what comes next.

A create is judged hard: whatever is not surely a yes or surely a no is "nobody knows". A read is
judged mildly: whatever is not surely final is asked again.
"""

from __future__ import annotations

from dataclasses import replace

from bot.core.video import Failure, Fault
from bot.provider.errors import ProviderBusy, ProviderError, ProviderRejected, ProviderSilent
from bot.provider.failures import error_status, is_saturated, named_fault, read_failure
from bot.provider.loose import table
from bot.provider.wire import NoReply, Reply, wait_named

_PERHAPS_DONE = frozenset({408, 409, 425, 499})
"""4xx after which the work may yet be going on: timeouts and conflicts."""
_WRONG_ADDRESS = "The address answers, but not as a video service."
_REFUSALS_IN_5XX = frozenset({Fault.MODERATION, Fault.MODEL_GONE, Fault.INPUT})


def create_refused(reply: Reply | NoReply, now: float, *, of_a_job: bool = False) -> ProviderError:
    """The error for a create that brought no video; `of_a_job`: it named another one, a remix."""
    if isinstance(reply, NoReply):
        kind = ProviderSilent if reply.sent else ProviderBusy
        return kind(reply.why)
    status = _true_status(reply)
    failure = failure_of(reply, status)
    if _is_busy(reply, status, failure):
        return _busy(reply, now)
    if 300 <= status < 400:
        return ProviderRejected(
            replace(failure, fault=Fault.OTHER, text=_WRONG_ADDRESS), status=status
        )
    if 400 <= status < 500 and status not in _PERHAPS_DONE:
        nameless = (Fault.OTHER,) if of_a_job else (Fault.OTHER, Fault.LOST)
        if status in (404, 405) and failure.fault in nameless:
            failure = replace(failure, fault=Fault.OTHER, text=failure.text or _WRONG_ADDRESS)
        return ProviderRejected(failure, status=status)
    if table(reply.json) is not None and named_fault(reply.json) in _REFUSALS_IN_5XX:
        return ProviderRejected(failure, status=status)
    return ProviderSilent(f"HTTP {reply.status}, which tells nothing: {failure.text}")


def look_refused(reply: Reply | NoReply, now: float) -> ProviderError:
    """The error for a look that brought no video."""
    if isinstance(reply, NoReply):
        return ProviderBusy(reply.why)
    status = _true_status(reply)
    failure = failure_of(reply, status)
    # A page of HTML comes from something in between, whatever its status.
    speaks = table(reply.json) is not None
    if not speaks or _is_busy(reply, status, failure):
        return _busy(reply, now)
    if status in (401, 403):
        return ProviderRejected(failure, status=status)
    # A gateway without a route says 404 as well: only words about the job end it.
    if status == 410 or (status in (400, 404) and failure.fault is Fault.LOST):
        return ProviderRejected(replace(failure, fault=Fault.LOST), status=status)
    return _busy(reply, now)


def read_refused(reply: Reply | NoReply, now: float) -> ProviderError:
    """The error for a question about the account or its lists, which some servers do not answer."""
    if isinstance(reply, NoReply):
        return ProviderBusy(reply.why)
    failure = failure_of(reply, reply.status)
    passing = reply.status in (408, 425) or (reply.status >= 500 and reply.status != 501)
    if passing or _is_busy(reply, reply.status, failure):
        return _busy(reply, now)
    return ProviderRejected(failure, status=reply.status)


def failure_of(reply: Reply, status: int | None = None) -> Failure:
    """The failure in a reply, with the request id of its header where the text has none."""
    failure = read_failure(reply.said, status=status)
    return replace(failure, request_id=reply.request_id or failure.request_id)


def _true_status(reply: Reply) -> int:
    """The HTTP status, or the one that a reply with status 200 carries inside."""
    return (error_status(reply.json) or reply.status) if reply.ok else reply.status


def _is_busy(reply: Reply, status: int, failure: Failure) -> bool:
    if status == 429:
        # OpenAI's answer to an empty account, too: waiting does not mend that.
        return failure.fault is not Fault.FUNDS
    return status in (403, 500, 503) and is_saturated(reply.said)


def _busy(reply: Reply, now: float) -> ProviderBusy:
    failure = failure_of(reply)
    words, status = failure.text, _true_status(reply)
    in_trouble = status >= 500 or table(reply.json) is None
    return ProviderBusy(
        f"HTTP {reply.status}: {words}" if words else f"HTTP {reply.status}",
        retry_after=wait_named(reply.headers, now),
        reached=True,
        unwell=in_trouble and not _is_busy(reply, status, failure),
    )
