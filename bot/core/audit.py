"""What is written down of who changed what, and who was refused what."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from bot.core.job import Job
from bot.core.refused import Refused


class Act(StrEnum):
    RULE = "rule"
    ZONE = "zone"
    MODERATORS = "moderators"
    PAUSE = "pause"
    RESUME = "resume"
    BLOCK = "block"
    UNBLOCK = "unblock"
    APPROVAL = "approval"
    WORD = "word"
    REPORT = "report"
    REPORTS_TO = "reports_to"
    LOG_TO = "log_to"
    TAKE_DOWN = "take_down"
    PUT_BACK = "put_back"
    REFUSAL = "refusal"
    APPROVE = "approve"
    REJECT = "reject"


@dataclass(frozen=True)
class Entry:
    """A row of the table `audit`. `before` and `after` are plain JSON; None: nothing was set."""

    guild_id: int
    at: float
    actor_id: int | None
    """Who did it; None: the bot itself."""
    act: Act
    about: str
    """What it was done to: `member:5`, `role:7 films_day`."""
    before: Any = None
    after: Any = None
    id: int = 0


def refusal_of(draft: Job, refused: Refused) -> Entry:
    """What is written down of a film that a rule did not allow."""
    return Entry(
        draft.home,
        draft.created_at,
        draft.owner_id,
        Act.REFUSAL,
        f"member:{draft.owner_id}",
        after=refused.sentence.to_json(),
    )
