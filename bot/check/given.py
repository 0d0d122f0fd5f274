"""The settings as far as they can be read: one wrong value does not hide the other findings."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from pydantic import ValidationError

from bot.check.line import Line, right, wrong
from bot.settings import NOT_UTF8, Settings, sentences

UNKNOWN = "-"
"""Stands in for a token or key that is missing; it is never sent."""


@dataclass(frozen=True)
class Given:
    settings: Settings
    unusable: frozenset[str]
    """Names of settings that are missing or wrong; `settings` holds their defaults."""
    lines: tuple[Line, ...]


def read_given() -> Given:
    """What the environment and `.env` say. Never raises for what stands in them."""
    try:
        return _read()
    except UnicodeDecodeError:
        found = _read(_env_file=None)
        return replace(found, lines=(wrong("Settings", NOT_UTF8), *found.lines))


def _read(**how: Any) -> Given:
    try:
        settings = Settings(**how)
    except ValidationError as error:
        return _without(error, how)
    return Given(settings, frozenset(), (right("Settings", "can all be read."),))


def _without(error: ValidationError, how: dict[str, Any]) -> Given:
    names = frozenset(str(each["loc"][0]) for each in error.errors() if each["loc"])
    instead: dict[str, Any] = {}
    for name in names:
        field = Settings.model_fields[name]
        instead[name] = UNKNOWN if field.is_required() else field.default
    lines = tuple(wrong("Settings", sentence) for sentence in sentences(error))
    return Given(Settings(**instead, **how), names, lines)
