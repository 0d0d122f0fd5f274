"""One asked-for film, and how far it is."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Literal

from bot.sandbox.videos.catalogue import Model
from bot.sandbox.videos.films import Film
from bot.sandbox.videos.keywords import Outcome
from bot.sandbox.videos.storyboard import Shot

Status = Literal["queued", "in_progress", "completed", "failed"]

KEPT_SECONDS = 3600
"""A finished film can be fetched this long (seen: expires_at - completed_at is exactly 3600)."""

_STEPS = ((0.35, 0), (0.5, 18), (0.65, 37), (0.8, 64), (1.0, 88))
"""Up to which part of the running time which percentage is told: 0 for long, then jumps."""


@dataclass(frozen=True)
class Order:
    """What a valid create asks for."""

    prompt: str
    model: Model
    seconds: int
    size: str
    references: int = 0
    remixed_from: str | None = None
    shots: tuple[Shot, ...] = ()
    """Of a prompt that is a storyboard."""
    label: str = ""
    """The size as it was asked for, where that was a ratio."""
    inline: bool = False
    """The film is wanted within the reply."""

    @property
    def price_micros(self) -> int:
        return self.model.price_micros(self.seconds, self.size)


@dataclass(eq=False)
class Job:
    """A job as the far end keeps it. Times are the sandbox's, in seconds since 1970."""

    id: str
    key: str
    order: Order
    outcome: Outcome
    created_at: float
    film_token: str
    """The secret part of `video_url`."""
    charged_micros: int = 0
    """What the job costs now: 0 again after a refund."""
    least_bytes: int = 0
    status: Status = "queued"
    started_at: float | None = None
    completed_at: float | None = None
    film: Film | None = None
    """Here as soon as it is rendered, which may be before `completed`."""
    problem: str = ""
    """Why it failed, where the sandbox itself is to blame."""
    rendering: asyncio.Task[Film] | None = field(default=None, repr=False)
    living: asyncio.Task[None] | None = field(default=None, repr=False)

    @property
    def prompt(self) -> str:
        return self.order.prompt

    @property
    def model(self) -> str:
        return self.order.model.id

    @property
    def seconds(self) -> int:
        return self.order.seconds

    @property
    def size(self) -> str:
        return self.order.size

    @property
    def finished(self) -> bool:
        return self.status in ("completed", "failed")

    @property
    def expires_at(self) -> float | None:
        if self.status != "completed" or self.completed_at is None:
            return None
        return self.completed_at + KEPT_SECONDS

    def fetchable(self, now: float) -> bool:
        """True while the finished film is kept."""
        return self.film is not None and now < (self.expires_at or 0)

    def progress(self, now: float, running_seconds: float) -> int:
        """The percentage that is told at `now`, 0 to 100; coarse, and no sign of completion."""
        if self.status == "completed":
            return 100
        if self.status == "failed":
            # Seen on the shared route: moderation fails a job at 100, other failures leave 0.
            return 100 if self.outcome is Outcome.MODERATED else 0
        if self.started_at is None:
            return 0
        part = (now - self.started_at) / max(running_seconds, 0.001)
        return next((percent for until, percent in _STEPS if part < until), _STEPS[-1][1])


@dataclass(frozen=True)
class Created:
    """One create that was accepted. There is one for each charge."""

    job_id: str
    at: float
    key: str
    prompt: str
    model: str
    charged_micros: int
