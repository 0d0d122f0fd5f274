"""RE2, typed: expressions of other people's, in time that grows with the text and no faster."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Protocol

import re2 as _re2  # pyright: ignore[reportMissingTypeStubs]

_RE2: Any = _re2
MEMORY = 1 << 20
"""Bytes that one expression may take."""
LARGEST = 1_000
"""Steps of RE2's program: far larger ones take a prompt tens of milliseconds, for which everybody
else would wait."""


class Match(Protocol):
    def start(self) -> int: ...
    def end(self) -> int: ...
    def group(self) -> str: ...


class Pattern(Protocol):
    def finditer(self, text: str) -> Iterator[Match]: ...
    def fullmatch(self, text: str) -> Match | None: ...
    @property
    def programsize(self) -> int: ...


class BadExpression(Exception):
    """RE2 does not take it; the text says why, in RE2's words."""


def compiled(expression: str) -> Pattern:
    """Whatever its case. Raises BadExpression."""
    options = _RE2.Options()
    options.case_sensitive = False
    options.log_errors = False
    options.max_mem = MEMORY
    try:
        return _RE2.compile(expression, options)
    except _RE2.error as error:
        why = error.args[0] if error.args else b""
        text = why.decode(errors="replace") if isinstance(why, bytes) else str(why)
        raise BadExpression(text) from error


def quoted(text: str) -> str:
    """An expression that matches exactly this."""
    return str(_RE2.escape(text))
