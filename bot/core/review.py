"""What is known of a film that a moderator must agree to first."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Review:
    why: dict[str, object]
    """The rule that asks for it: a sentence, as JSON."""
    until: float | None = None
    """When nobody is waited for any longer; None: it was not shown to the moderators yet."""
    channel_id: int | None = None
    message_id: int | None = None
    """Where they are asked."""
    approved: bool | None = None
    by: int | None = None
    """Who decided; None: nobody did in time."""
    at: float | None = None
