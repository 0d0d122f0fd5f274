"""The settings as far as they can be read: one wrong value does not hide the other findings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from bot.check.line import Line, right, wrong
from bot.settings import Settings, sentences

UNKNOWN = "-"
"""Stands in for a token or key that is missing; it is never sent."""


@dataclass(frozen=True)
class Wishes:
    settings: Settings
    unusable: frozenset[str]
    """Names of settings that are missing or wrong; `settings` holds their defaults."""
    lines: tuple[Line, ...]


def read_wishes() -> Wishes:
    """What the environment and `.env` say. Never raises for what stands in them."""
    try:
        settings = Settings()  # pyright: ignore[reportCallIssue]
    except ValidationError as error:
        return _without(error)
    return Wishes(settings, frozenset(), (right("Settings", "can all be read."),))


def _without(error: ValidationError) -> Wishes:
    names = frozenset(str(each["loc"][0]) for each in error.errors() if each["loc"])
    instead: dict[str, Any] = {}
    for name in names:
        field = Settings.model_fields[name]
        instead[name] = UNKNOWN if field.is_required() else field.default
    lines = tuple(wrong("Settings", sentence) for sentence in sentences(error))
    return Wishes(Settings(**instead), names, lines)
