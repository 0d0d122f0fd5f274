"""A job: one wish of one member, from the command to the film. Its states, and its steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Self

from bot.core.cast import JobCharacter
from bot.core.down import Down
from bot.core.picture import JobPicture
from bot.core.review import Review
from bot.core.sentence import Sentence


class JobStatus(StrEnum):
    ACCEPTED = "accepted"
    """Written down and paid for out of the limits; nothing has left us."""
    IN_REVIEW = "in_review"
    """A moderator must say yes first."""
    SUBMITTING = "submitting"
    """On its way to the provider. Found so at start: nobody knows whether it arrived."""
    IN_DOUBT = "in_doubt"
    """Nobody knows whether the provider took it. Never sent again unasked."""
    QUEUED = "queued"
    RUNNING = "running"
    READY = "ready"
    """Made; not yet on our disk."""
    STORED = "stored"
    """On our disk; not yet before its people."""
    DELIVERED = "delivered"
    FAILED = "failed"
    CANCELLED = "cancelled"
    SET_ASIDE = "set_aside"
    """An error of ours stopped it three times; a person must look."""


_S = JobStatus

NEXT: Mapping[JobStatus, frozenset[JobStatus]] = {
    # To QUEUED where it was to be ordered once more and the first order turned up.
    _S.ACCEPTED: frozenset(
        {_S.IN_REVIEW, _S.SUBMITTING, _S.QUEUED, _S.FAILED, _S.CANCELLED, _S.SET_ASIDE}
    ),
    _S.IN_REVIEW: frozenset({_S.ACCEPTED, _S.CANCELLED, _S.SET_ASIDE}),
    # To STORED where the reply held the film itself.
    _S.SUBMITTING: frozenset(
        {_S.QUEUED, _S.READY, _S.STORED, _S.ACCEPTED, _S.FAILED, _S.IN_DOUBT, _S.SET_ASIDE}
    ),
    _S.IN_DOUBT: frozenset({_S.QUEUED, _S.ACCEPTED, _S.FAILED, _S.SET_ASIDE}),
    _S.QUEUED: frozenset({_S.RUNNING, _S.READY, _S.STORED, _S.FAILED, _S.SET_ASIDE}),
    _S.RUNNING: frozenset({_S.READY, _S.STORED, _S.FAILED, _S.SET_ASIDE}),
    _S.READY: frozenset({_S.STORED, _S.FAILED, _S.SET_ASIDE}),
    _S.STORED: frozenset({_S.DELIVERED, _S.SET_ASIDE}),
    _S.DELIVERED: frozenset(),
    _S.FAILED: frozenset(),
    _S.CANCELLED: frozenset(),
    _S.SET_ASIDE: frozenset(),
}
"""Which steps exist. Everything else is a mistake of ours."""

ENDED = frozenset(status for status, further in NEXT.items() if not further)
"""Nothing more will happen to a job in one of these."""

TAKES_A_PLACE = frozenset(NEXT) - ENDED - {_S.STORED}
"""Counts as running for the limits: it takes or may take the provider's time."""

AT_PROVIDER = frozenset({_S.SUBMITTING, _S.IN_DOUBT, _S.QUEUED, _S.RUNNING})
"""What `MAX_RUNNING` counts: the provider works at it, or may."""

FREE_OF_CHARGE = frozenset({_S.FAILED, _S.CANCELLED})
"""Reaching one of these gives back what was reserved."""

MAY_BE_SENT = frozenset({_S.ACCEPTED, _S.IN_REVIEW, _S.SUBMITTING, _S.IN_DOUBT})
"""The order has left, or may leave, from one of these: what goes along with it is still needed."""

RINGS = frozenset({_S.DELIVERED, _S.FAILED, _S.SET_ASIDE})
"""Ends that the owner waits for."""


class Delivery(StrEnum):
    """How a film reached its people, best first."""

    ATTACHED = "attached"
    LINKED = "linked"
    PROVIDER_LINK = "provider_link"
    KEPT = "kept"
    """On our disk only: nothing the channel takes and no public address to link to."""


class Bell(StrEnum):
    """Whether the owner is to be called: an edited card rings nothing."""

    DUE = "due"
    RUNG = "rung"
    """Called, or not wanted."""


class Decider(StrEnum):
    """Who may say that an order in doubt is sent once more, at the price of perhaps two films."""

    MEMBER = "member"
    """Who asked for the film, and whoever may manage messages."""
    MODERATOR = "moderator"
    """Whoever may manage messages."""
    NEVER = "never"


@dataclass(frozen=True)
class Sent:
    """An order that left us, and that nobody knows the fate of."""

    reference: str
    at: float
    kept: int
    """Micro-dollars that stay counted for it where the job ends without a film."""


RING_AFTER = 120.0
"""Seconds: who waited longer than this has probably looked away."""


class WrongStep(Exception):
    """A step that the table does not know: a mistake in our code, never a person's."""


@dataclass(frozen=True)
class Film:
    """A film on our disk. `seconds`, `width` and `height` are measured, not asked for."""

    name: str
    """File name inside the films' folder."""
    size: int
    """Bytes."""
    seconds: float
    width: int
    height: int

    @property
    def shape(self) -> str:
        return f"{self.width}x{self.height}"


@dataclass(frozen=True)
class Job:
    """A row of the table `jobs`. Times are seconds since 1970, UTC; money is micro-dollars."""

    id: int
    """The number people see; given by the database."""
    interaction_id: int
    application_id: int
    guild_id: int
    channel_id: int
    owner_id: int
    locale: str
    """The owner's language, as Discord names it."""
    prompt: str
    model: str
    """The catalogue's id."""
    model_title: str
    provider: str
    """The catalogue's name for who makes it."""
    dialect: str
    seconds: int
    size: str
    upload_limit: int
    """Bytes that the channel takes, the smaller of the interaction's and the server's."""
    price: int | None
    """Quoted before the start; None where nobody knows."""
    cost: int
    """Reserved while it runs, spent at the end, 0 once given back."""
    created_at: float
    changed_at: float
    """When the status last changed."""
    next_at: float
    """When to look at it again."""
    status: JobStatus = JobStatus.ACCEPTED
    seq: int = 0
    """Grows with every write; guards every write."""
    message_id: int | None = None
    """The card. Nothing is submitted before it is known."""
    answer_token: str | None = None
    """The interaction's token, until the card is known; useless after 15 minutes."""
    reference: str | None = None
    """Ours for the present attempt at the provider."""
    attempt: int = 0
    intent_at: float | None = None
    """When the present attempt was about to leave."""
    provider_id: str | None = None
    submitted_at: float | None = None
    ready_at: float | None = None
    urls: tuple[str, ...] = ()
    overdue: bool = False
    """Past its deadline: its place is free again, and it is still asked for."""
    problem: Sentence | None = None
    """Why it ended without a film."""
    film: Film | None = None
    watch_token: str | None = None
    """Unguessable part of the film's own address."""
    delivery: Delivery | None = None
    errors: int = 0
    """Unforeseen errors of ours in a row."""
    shown_seq: int = -1
    """The `seq` at which the card last showed an ended job."""
    picture: JobPicture | None = None
    """What the film begins with or goes by; fetched and fitted before the order leaves."""
    bell: Bell | None = None
    """None: it was quick, or has not ended."""
    bell_at: float | None = None
    """When ringing was last begun; a process may have died since."""
    doubt_until: float | None = None
    """In doubt: until when its order is looked for."""
    question: Decider | None = None
    """In doubt: who is being asked whether to order once more."""
    again_at: float | None = None
    """When somebody said that it is ordered once more; never twice."""
    again_by: int | None = None
    """Who said it."""
    again_cost: int = 0
    """The part of `cost` that was reserved for the second order."""
    earlier: Sent | None = None
    """The first order, whose fate nobody knows, once a second may have left."""
    spare_id: str | None = None
    """A second film at the provider that this job paid for and does not show."""
    source_id: int | None = None
    """The job whose film this one is made from."""
    source_card: str | None = None
    """Where that job's card was then: `server/channel/message`, as in Discord's links."""
    frame: int | None = None
    """Which picture of that film this one begins with (`bot.core.remix.FRAMES`), from 1; None: the
    provider changes the film itself."""
    character: JobCharacter | None = None
    """Who is to appear in it."""
    home_id: int | None = None
    """The server whose rules hold: where it was asked for. Its card may be shown elsewhere."""
    place_id: int | None = None
    """The channel whose rules hold: of a thread or a post, the one it belongs to."""
    roles: tuple[int, ...] | None = None
    """The roles of its owner when it was asked for: a second order is held against them too."""
    spent: int | None = None
    """What it costs the bot's owner, where that is not `cost`: a failed film may be paid for."""
    down: Down | None = None
    """It was taken down: only its owner can see it."""
    review: Review | None = None
    """A moderator has to agree before it is made, or had to."""

    @property
    def home(self) -> int:
        """The server whose rules hold."""
        return self.guild_id if self.home_id is None else self.home_id

    @property
    def place(self) -> int:
        """The channel whose rules hold, likewise."""
        return self.channel_id if self.place_id is None else self.place_id

    @property
    def is_remix(self) -> bool:
        """The provider itself changes a film of ours; else it makes one."""
        return self.source_id is not None and self.frame is None

    @property
    def ended(self) -> bool:
        return self.status in ENDED

    @property
    def may_be_sent(self) -> bool:
        """Nothing but its turn is missing: its card is up, and its picture, if any, is ready."""
        accepted = self.status is JobStatus.ACCEPTED and self.message_id is not None
        return accepted and not self.awaits_picture and not self.awaits_review

    @property
    def awaits_review(self) -> bool:
        """A moderator has not decided about it yet."""
        return self.review is not None and self.review.approved is None

    @property
    def awaits_picture(self) -> bool:
        """Its picture is still to be made ready: the first step of its work."""
        missing = self.picture is not None and not self.picture.is_ready
        return missing and self.status is JobStatus.ACCEPTED and self.message_id is not None

    def to(self, status: JobStatus, *, now: float, **changes: Any) -> Self:
        """A copy one step further, due at once unless `next_at` says otherwise.

        Money is given back by the step itself. Raises WrongStep for a step that does not exist.
        """
        if status not in NEXT[self.status]:
            raise WrongStep(f"job {self.id}: {self.status} -> {status}")
        if status in FREE_OF_CHARGE:
            changes.setdefault("cost", self.earlier.kept if self.earlier else 0)
        if status in RINGS and now - self.created_at > RING_AFTER:
            changes.setdefault("bell", Bell.DUE)
        changes.setdefault("next_at", now)
        return replace(self, status=status, changed_at=now, errors=0, **changes)

    def placed(self, message_id: int, *, now: float) -> Self:
        """A copy whose card is known; the interaction's token is of no more use."""
        return replace(self, message_id=message_id, answer_token=None, next_at=now)
