"""Logs: for people or machines, with the job's number, and never with a secret."""

from __future__ import annotations

import logging
import os
import re
import sys
from collections.abc import Iterable, Mapping
from types import TracebackType
from typing import Any

import structlog

HIDDEN = "[secret]"
SHORTEST = 6
"""Characters. A shorter secret is none, and would be cut out of ordinary words."""
SECRET_NAMES = ("_KEY", "_TOKEN", "_SECRET", "_PASSWORD")
"""How variables are named that hold the keys of further providers."""

# What lets others act or look in somebody's name, and stands in addresses: the token of an
# interaction or a webhook (discord.py names whole addresses in its warnings, aiohttp in its
# timeouts), the last part of a film's own page, and the signature of a provider's link.
TELLING = (
    (re.compile(r"(/(?:interactions|webhooks)/\d+/)[^/\s\"'?]+"), rf"\1{HIDDEN}"),
    (re.compile(r"(/v/)[0-9a-f]{32}\b"), rf"\1{HIDDEN}"),
    (re.compile(r"(\b(?:https?|wss?)://[^\s\"'<>?]+\?)[^\s\"'<>)]+"), rf"\1{HIDDEN}"),
    (re.compile(r"(\b[a-z+]+://[^\s:/@\"']+:)[^\s/@\"']+@"), rf"\1{HIDDEN}@"),
    (re.compile(r"(\b(?:Bot|Bearer) )[A-Za-z0-9._~+/=-]{20,}"), rf"\1{HIDDEN}"),
)


class Blots:
    """Takes secrets out of whatever is about to be read by somebody."""

    def __init__(self, secrets: Iterable[str]) -> None:
        # The longest first, so that none is cut in two by another that it holds.
        known = {secret for secret in secrets if len(secret) >= SHORTEST}
        self._secrets = sorted(known, key=len, reverse=True)

    def __call__(self, words: str) -> str:
        for secret in self._secrets:
            words = words.replace(secret, HIDDEN)
        for pattern, instead in TELLING:
            words = pattern.sub(instead, words)
        return words


def secrets_in(environment: Mapping[str, str] = os.environ) -> list[str]:
    """The values of variables that are named like a secret."""
    return [value for name, value in environment.items() if name.upper().endswith(SECRET_NAMES)]


def set_up(*, level: str, as_json: bool, secrets: Iterable[str]) -> None:
    """Send every log, ours and the libraries', to standard error, with `secrets` blotted out.

    So goes an error that ends the process, too.
    """
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    # Without a formatter of its own, structlog shows local variables where `rich` is installed.
    for_people = structlog.dev.ConsoleRenderer(
        colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
    )
    last: list[Any] = (
        [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
        if as_json
        else [for_people]
    )
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler()
    handler.setFormatter(
        Blotting(
            Blots(secrets),
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    # Their INFO tells of every request and gateway event; ours says what it means for a job.
    for noisy in ("discord", "aiohttp", "alembic", "sqlalchemy", "asyncio"):
        logging.getLogger(noisy).setLevel(
            max(logging.WARNING, logging.getLevelNamesMapping()[level])
        )
    sys.excepthook = _last_words


def _last_words(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    logging.getLogger("bot").critical("ended by an error", exc_info=(kind, error, trace))


class Blotting(structlog.stdlib.ProcessorFormatter):
    """The last thing a line passes: whatever secret turned up in it, in a URL or a trace, goes."""

    def __init__(self, blots: Blots, **others: Any) -> None:
        super().__init__(**others)
        self._blots = blots

    def format(self, record: logging.LogRecord) -> str:
        return self._blots(super().format(record))
