"""What a dialect hands to the client: a request that is not sent yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from bot.core.video import ProviderVideo, VideoRequest

Fields = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Picture:
    """A picture that goes along with a request, already fitted to it."""

    data: bytes = field(repr=False)
    filename: str
    content_type: str


@dataclass(frozen=True)
class Call:
    """A request to the provider, without its address and key.

    `path` begins with `/`, lies below the provider's `/v1`, and is quoted already.
    """

    method: str
    path: str
    fields: Fields = ()
    """Sent as multipart/form-data, even where there is no picture."""
    json: Mapping[str, object] | None = field(default=None, repr=False)
    """Sent as JSON instead, where it is given."""
    pictures: tuple[tuple[str, Picture], ...] = ()
    query: tuple[tuple[str, str], ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    patience: float | None = None
    """Seconds to wait for the reply, where it takes longer than others."""


class Dialect(Protocol):
    """A pure translator between our words and one provider's."""

    def create(
        self, request: VideoRequest, pictures: Sequence[Picture] = (), film: bytes | None = None
    ) -> Call:
        """Ask for a film; `film` is an mp4 that is to be changed.

        Raises ValueError for what `bot.core.catalog.ABILITIES` says can't be sent.
        """
        ...

    def remix(self, provider_id: str, prompt: str, reference: str) -> Call:
        """Ask for a done film anew. Raises ValueError where the dialect has no words for it."""
        ...

    def look(self, provider_id: str) -> Call: ...

    def content(self, provider_id: str) -> Call:
        """Fetch the film itself."""
        ...

    def list(self, limit: int) -> Call:
        """Ask for the newest jobs."""
        ...

    def read(
        self, body: object, *, asked: str | None = None, brief: bool = False
    ) -> ProviderVideo | None:
        """The video in a parsed reply; None where there is none.

        `asked` is the id that was asked for: it stays, whatever id the reply holds. `brief` leaves
        out what the reply repeats of the order, where the job goes on.
        """
        ...

    def read_list(self, body: object) -> tuple[ProviderVideo, ...] | None:
        """The videos in a reply to `list`; None where it is no list."""
        ...
