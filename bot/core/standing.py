"""What a film is held against before it is accepted, as it is read in one transaction."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.core.allowance import Rules
from bot.core.job import Job
from bot.core.periods import Period, Zone
from bot.core.wallet import Usage


@dataclass(frozen=True)
class Wanted:
    """Who wants which film, and where. A part that is None is not known yet, and not looked at."""

    member: int
    roles: tuple[int, ...]
    guild: int
    place: int
    """The channel; of a thread or a post, the channel it belongs to."""
    model: str | None = None
    size: str | None = None
    seconds: int | None = None
    picture: bool = False
    character: bool = False


def wanted_by(job: Job) -> Wanted:
    """Who wants which film, and where, as the job says."""
    return Wanted(
        member=job.owner_id,
        roles=job.roles or (),
        guild=job.home,
        place=job.place,
        model=job.model,
        size=job.size,
        seconds=job.seconds,
        picture=job.picture is not None,
        character=job.character is not None,
    )


@dataclass(frozen=True)
class Tally:
    """What was used up. Money in micro-dollars: charged to a member, or spent out of a pot."""

    films: int = 0
    """Today."""
    running: int = 0
    day: int = 0
    month: int = 0
    last: float | None = None
    """When the latest film was asked for that did not fail; seconds since 1970."""


@dataclass(frozen=True)
class Pause:
    """Nothing is made meanwhile."""

    by: int
    at: float
    reason: str = ""


@dataclass(frozen=True)
class Block:
    """A member who may not make films in a server."""

    member: int
    reason: str
    by: int | None
    """Who blocked them; None: the provider refused too many of their prompts."""
    at: float
    until: float | None = None
    """Seconds since 1970; None: until somebody lifts it."""

    def holds(self, now: float) -> bool:
        return self.until is None or now < self.until


@dataclass(frozen=True)
class House:
    """What is set for a server as a whole."""

    guild: int
    zone: Zone = field(default_factory=Zone)
    pause: Pause | None = None
    approved: bool | None = None
    """The owner's word about it; None: as ALLOWED_GUILDS says."""
    reports_to: int | None = None
    """The channel where reports go."""
    moderators: frozenset[int] = field(default_factory=frozenset[int])
    """Roles whose members may do what moderators may."""
    rules: Rules = field(default_factory=Rules)


@dataclass(frozen=True)
class Standing:
    """Everything that decides about a member's next film."""

    house: House
    period: Period
    """The server's day and month."""
    usage: Usage
    """Over all servers: what the owner's own limits are held against."""
    mine: Tally = field(default_factory=Tally)
    server: Tally = field(default_factory=Tally)
    channel: Tally = field(default_factory=Tally)
    block: Block | None = None
    everywhere: Pause | None = None
    """The owner paused the whole bot."""
