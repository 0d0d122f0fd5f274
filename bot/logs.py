"""Logs: for people or machines, with the job's number, and never with a secret."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterable
from typing import Any

import structlog

HIDDEN = "[secret]"


def set_up(*, level: str, as_json: bool, secrets: Iterable[str]) -> None:
    """Send every log, ours and the libraries', to standard error, with `secrets` blotted out."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    last: list[Any] = (
        [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
        if as_json
        else [
            structlog.dev.ConsoleRenderer(
                colors=sys.stderr.isatty(),
                # The other one shows every local variable, where it happens to be installed.
                exception_formatter=structlog.dev.plain_traceback,
            )
        ]
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
            [secret for secret in secrets if len(secret) >= 6],
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


class Blotting(structlog.stdlib.ProcessorFormatter):
    """The last thing a line passes: whatever secret turned up in it, in a URL or a trace, goes."""

    def __init__(self, secrets: list[str], **others: Any) -> None:
        super().__init__(**others)
        self._secrets = secrets

    def format(self, record: logging.LogRecord) -> str:
        line = super().format(record)
        for secret in self._secrets:
            line = line.replace(secret, HIDDEN)
        return line
