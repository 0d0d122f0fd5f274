"""OpenAI's shape of `POST /v1/videos`, and what all dialects of it share.

Spoken as it stands for OpenAI's models at CometAPI and its `-all` models, for its shared route
(Veo, Wan, Vidu, HappyHorse, Seedance), and by LiteLLM and vLLM-Omni.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from urllib.parse import quote

from bot.core.catalog import Abilities
from bot.core.video import ProviderVideo, VideoRequest
from bot.provider.dialects.call import Call, Fields, Picture
from bot.provider.reading import read_list, read_video


class VideosRoute:
    """Multipart to create, `GET` by id to look, `/content` for the film."""

    def __init__(self, can: Abilities) -> None:
        self.can = can

    def create(
        self, request: VideoRequest, pictures: Sequence[Picture] = (), film: bytes | None = None
    ) -> Call:
        self.check(request, pictures, film)
        return Call(
            "POST",
            "/videos",
            # All of them always: what a provider assumes for a missing one differs by the page.
            fields=(
                ("model", request.model),
                ("prompt", request.prompt),
                ("seconds", str(request.seconds)),
                *self.shape(request.size),
                *_character(request),
            ),
            pictures=tuple(("input_reference", picture) for picture in pictures),
            headers=named(request.reference),
        )

    def shape(self, size: str) -> Fields:
        """The fields that say how large the film is; `size` is `WxH`."""
        return (("size", size),)

    def check(self, request: VideoRequest, pictures: Sequence[Picture], film: bytes | None) -> None:
        """Raises ValueError for an order that this dialect has no words for."""
        if not self.can.orders:
            raise ValueError("an order, where jobs can only be asked after")
        if len(pictures) > self.can.pictures:
            raise ValueError(f"{len(pictures)} pictures, where {self.can.pictures} can be sent")
        if request.character is not None and not self.can.character:
            raise ValueError("a character, where none can be named")
        if (film is not None) != self.can.film:
            raise ValueError("a film, where none can be sent" if film else "no film to be changed")

    def remix(self, provider_id: str, prompt: str, reference: str) -> Call:
        if not self.can.remix:
            raise ValueError("a remix, where none can be asked for")
        path = f"/videos/{_quoted(provider_id)}/remix"
        return Call("POST", path, json={"prompt": prompt}, headers=named(reference))

    def look(self, provider_id: str) -> Call:
        return _look(provider_id)

    def content(self, provider_id: str) -> Call:
        return Call("GET", f"/videos/{_quoted(provider_id)}/content")

    def list(self, limit: int) -> Call:
        return Call("GET", "/videos", query=(("limit", str(limit)), ("order", "desc")))

    def read(
        self, body: object, *, asked: str | None = None, brief: bool = False
    ) -> ProviderVideo | None:
        return read_video(body, asked=asked, brief=brief)

    def read_list(self, body: object) -> tuple[ProviderVideo, ...] | None:
        return read_list(body)


def named(reference: str) -> dict[str, str]:
    """The header that tells one order from another, where a provider heeds it."""
    return {"Idempotency-Key": reference}


def _character(request: VideoRequest) -> Fields:
    who = request.character
    if who is None:
        return ()
    return (("character_url", who.url), ("character_timestamps", who.timestamps))


@lru_cache(maxsize=4_096)
def _look(provider_id: str) -> Call:
    """Asked for many times in the life of a job."""
    return Call("GET", f"/videos/{_quoted(provider_id)}")


def _quoted(provider_id: str) -> str:
    """Ids are opaque: relays and proxies put `:`, `=`, `/` and `+` into them."""
    return quote(provider_id, safe="")
