"""A film that only its owner can see any more, and who may look at which film."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.refused import Refused
from bot.core.sentence import say


@dataclass(frozen=True)
class Down:
    """A film was taken down."""

    at: float
    by: int | None
    """Who did it; None: somebody deleted its card."""


def refuse_down(number: int) -> Refused:
    """What is said to everybody but its owner."""
    return Refused(say("Film #{number} was taken down. Only who asked for it can still see it.",
                       number=str(number)))  # fmt: skip
