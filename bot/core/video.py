"""What passes between us and whoever makes videos, in our own words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class VideoStatus(StrEnum):
    """The four states that every provider's vocabulary is folded into."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Fault(StrEnum):
    """Why a provider said no, or a video failed, as far as it can be told apart."""

    INPUT = "input"
    """A field it does not take: length, size, picture, wording of the request."""
    KEY = "key"
    """The key is missing, wrong or blocked: the owner's business."""
    FUNDS = "funds"
    """The account is out of money: the owner's business."""
    MODEL_GONE = "model_gone"
    """The model is no longer served."""
    MODERATION = "moderation"
    """The prompt or picture was refused for its content."""
    TOO_LARGE = "too_large"
    EXPIRED = "expired"
    """The film was made, but can no longer be fetched."""
    LOST = "lost"
    """The provider no longer knows the job."""
    OTHER = "other"


@dataclass(frozen=True)
class Failure:
    """A no, sorted and in the provider's words."""

    fault: Fault
    text: str = ""
    """The provider's own words, without its request id; at most 300 characters; may be empty."""
    reasons: tuple[str, ...] = ()
    """Moderation reasons the provider named ("sexual", "violence"); usually empty."""
    request_id: str | None = None
    """What the provider's support asks for."""


@dataclass(frozen=True)
class Character:
    """Someone who is to appear, as a piece of another film shows them."""

    url: str
    """The address of an mp4. The provider fetches it; the bot never does."""
    start: float
    end: float
    """Where the piece begins and ends, in seconds of that film."""

    @property
    def timestamps(self) -> str:
        """`1,3`, as CometAPI's page writes it."""
        return f"{self.start:g},{self.end:g}"


@dataclass(frozen=True)
class VideoRequest:
    """A film to be made, already checked against the catalogue."""

    model: str
    """The id that the provider knows the model by."""
    prompt: str
    seconds: int
    size: str
    """`WxH` in pixels."""
    reference: str
    """Ours, unique for each attempt; sent as `Idempotency-Key`, which most providers ignore."""
    character: Character | None = None


class ProviderVideo(NamedTuple):
    """What a provider said of one video. Everything but `id` and `status` may be unknown.

    One is made for every poll, and a named tuple in a third of the time of a frozen dataclass.
    """

    id: str
    status: VideoStatus
    progress: int | None = None
    """0 to 100 as the provider gave it, clamped. Never a sign of completion."""
    urls: tuple[str, ...] = ()
    """http(s) addresses where the film may lie, best first."""
    inline: bytes | None = None
    """The film itself, where the reply held it (base64)."""
    failure: Failure | None = None
    """Set when `status` is FAILED."""
    poll_after: float | None = None
    """Seconds after which the provider wants to be asked again."""
    word: str = ""
    """The provider's own word for its status, as sent."""
    model: str | None = None
    prompt: str | None = None
    seconds: str | None = None
    size: str | None = None
    created_at: float | None = None
    """Seconds since 1970, whatever unit the provider used."""
    reference: str | None = None
    """Our reference, if the provider echoes it."""
    remixed_from: str | None = None
    """Its id for the video that this one was made from, where it tells of one."""


@dataclass(frozen=True)
class Task:
    """A row of the account's own log at the provider. It tells no prompt."""

    id: str
    model: str
    """The provider's name for it."""
    created_at: float
    """Seconds since 1970."""
