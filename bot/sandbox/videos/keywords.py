"""Words in square brackets that make a job or a request go wrong, for people who try it by hand.

This is the one place that explains them; `EXPLAINED` is also what a page or command may show.
Write them anywhere in the prompt, for example `a fox on ice [fail]`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum


class Outcome(StrEnum):
    """How a job ends."""

    COMPLETED = "completed"
    FAILED = "fail"
    MODERATED = "moderate"
    REFUSED = "refuse"
    SILENT = "silent"
    STRING = "string"
    ODD = "odd"
    STALLED = "stall"
    SLOW = "slow"
    LOST = "lost"


EXPLAINED: Mapping[str, str] = {
    "fail": "the job fails; the official dialect says why, Comet's shared route does not",
    "moderate": "the job fails on moderation (shared route: told by /content only)",
    "refuse": "the create is refused by moderation, nothing is charged",
    "silent": "the job fails and no dialect says why",
    "string": "the job fails with an error that is a bare text",
    "odd": "the job runs under a status word nobody knows, then completes",
    "stall": "the job runs and never ends",
    "slow": "the job takes ten times as long",
    "lost": "the job is charged, and its id is unknown ever after",
    "401": "the create answers 401, as to a wrong key",
    "403": "the create answers 403, as to an empty balance",
    "429": "the first create of this prompt answers 429 with Retry-After",
    "500": "the create answers 500 invalid_request: a bad request in disguise",
    "502": "the create answers an HTML page, and no job exists",
    "503": "the create answers 503 model_not_found",
    "524": "the create answers an HTML page, and the job exists",
    "301": "the create answers 301, as at a wrong address",
    "hang": "the create makes a job and never answers",
    "reset": "the first create of this prompt loses its connection, and no job exists",
    "lost-reply": "the create makes a job, then the connection is lost",
    "garbled": "the create makes a job and answers broken JSON",
    "poll-502": "the first look at the job answers an HTML page",
    "cut": "the first download ends half way",
    "drip": "the download comes slowly",
    "json-url": "the download answers JSON with an address",
    "elsewhere": "the download redirects to another port",
}

_WORD = re.compile(r"\[([a-z0-9-]{2,20})\]")


def found(prompt: str) -> list[str]:
    """The keywords in a prompt, in order; brackets around anything else are left alone."""
    return [word for word in _WORD.findall(prompt.lower()) if word in EXPLAINED]


def outcome(prompt: str) -> Outcome:
    """How the prompt wants its job to end."""
    for word in found(prompt):
        if word in _ENDS:
            return Outcome(word)
    return Outcome.COMPLETED


_ENDS = frozenset(outcome.value for outcome in Outcome if outcome is not Outcome.COMPLETED)
