"""What all dialects of `POST /v1/videos` share."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from bot.core.catalog import Abilities
from bot.core.video import ProviderVideo, VideoRequest
from bot.provider.dialects.call import Call, Picture
from bot.provider.reading import read_list, read_video


class VideosRoute:
    """Multipart to create, `GET` by id to look, `/content` for the film."""

    def __init__(self, can: Abilities) -> None:
        self.can = can

    def create(self, request: VideoRequest, pictures: Sequence[Picture] = ()) -> Call:
        if len(pictures) > self.can.pictures:
            raise ValueError(f"{len(pictures)} pictures, where {self.can.pictures} can be sent")
        return Call(
            "POST",
            "/videos",
            # All four always: what a provider assumes for a missing one differs from page to page.
            fields=(
                ("model", request.model),
                ("prompt", request.prompt),
                ("seconds", str(request.seconds)),
                ("size", request.size),
            ),
            pictures=tuple(("input_reference", picture) for picture in pictures),
            headers={"Idempotency-Key": request.reference},
        )

    def remix(self, provider_id: str, prompt: str, reference: str) -> Call:
        if not self.can.remix:
            raise ValueError("a remix, where none can be asked for")
        return Call(
            "POST",
            f"/videos/{_quoted(provider_id)}/remix",
            json={"prompt": prompt},
            headers={"Idempotency-Key": reference},
        )

    def look(self, provider_id: str) -> Call:
        return Call("GET", f"/videos/{_quoted(provider_id)}")

    def content(self, provider_id: str) -> Call:
        return Call("GET", f"/videos/{_quoted(provider_id)}/content")

    def list(self, limit: int) -> Call:
        return Call("GET", "/videos", query=(("limit", str(limit)), ("order", "desc")))

    def read(self, body: object, *, asked: str | None = None) -> ProviderVideo | None:
        return read_video(body, asked=asked)

    def read_list(self, body: object) -> tuple[ProviderVideo, ...] | None:
        return read_list(body)


def _quoted(provider_id: str) -> str:
    """Ids are opaque: relays and proxies put `:`, `=`, `/` and `+` into them."""
    return quote(provider_id, safe="")
