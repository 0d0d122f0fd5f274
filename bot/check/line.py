"""One finding of the check: a mark, what it is about, and a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

WIDTH = 10


class Mark(StrEnum):
    RIGHT = "✓"
    WRONG = "✗"
    """Keeps the bot from working; the check ends with code 1."""
    NOTE = "!"
    """Worth knowing; the bot works all the same."""


@dataclass(frozen=True)
class Line:
    mark: Mark
    topic: str
    text: str
    """What is so, and where it is not right, what to do."""

    def __str__(self) -> str:
        return f"{self.mark} {self.topic.ljust(WIDTH)} {self.text}"


def right(topic: str, text: str) -> Line:
    return Line(Mark.RIGHT, topic, text)


def wrong(topic: str, text: str) -> Line:
    return Line(Mark.WRONG, topic, text)


def note(topic: str, text: str) -> Line:
    return Line(Mark.NOTE, topic, text)
