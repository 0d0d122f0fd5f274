"""Servers that people run themselves, where they differ from OpenAI's shape."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.video import VideoRequest
from bot.provider.dialects.call import Call, Picture
from bot.provider.dialects.comet import data_url
from bot.provider.dialects.videos import VideosRoute, named

WHOLE_FILM = 1800.0
"""Seconds: a reply that comes with the film takes as long as the film."""


class SGLang(VideosRoute):
    """JSON with a whole number of seconds; multipart only along with a picture.

    Older versions ask for a picture in every multipart body.
    """

    def create(
        self, request: VideoRequest, pictures: Sequence[Picture] = (), film: bytes | None = None
    ) -> Call:
        if pictures:
            return super().create(request, pictures, film)
        self.check(request, pictures, film)
        return Call("POST", "/videos", json=_whole(request), headers=named(request.reference))


class Dynamo(VideosRoute):
    """JSON only, and no job: the reply to the order is the film."""

    def create(
        self, request: VideoRequest, pictures: Sequence[Picture] = (), film: bytes | None = None
    ) -> Call:
        self.check(request, pictures, film)
        # Its `url` may be a file on the server's own disk.
        body = _whole(request) | {"response_format": "b64_json"}
        for picture in pictures:
            body["input_reference"] = data_url(picture.content_type, picture.data)
        return Call(
            "POST", "/videos", json=body, headers=named(request.reference), patience=WHOLE_FILM
        )


def _whole(request: VideoRequest) -> dict[str, object]:
    return {
        "model": request.model,
        "prompt": request.prompt,
        "seconds": request.seconds,
        "size": request.size,
    }
