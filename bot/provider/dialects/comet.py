"""CometAPI's own ways: a frame in other words, a film in JSON, and echoes that are wrong."""

from __future__ import annotations

import base64
from collections.abc import Sequence

from bot.core.video import ProviderVideo, VideoRequest
from bot.provider.dialects.call import Call, Fields, Picture
from bot.provider.dialects.videos import VideosRoute, named

_RATIOS = ("16:9", "9:16", "1:1", "4:3", "3:4", "21:9", "9:21", "3:2", "2:3")


class Echoless(VideosRoute):
    """What a reply repeats of the order is not the order; so it proves nothing of a job."""

    def believed(self, video: ProviderVideo) -> ProviderVideo:
        return video

    def read(
        self, body: object, *, asked: str | None = None, brief: bool = False
    ) -> ProviderVideo | None:
        video = super().read(body, asked=asked, brief=brief)
        return video and self.believed(video)

    def read_list(self, body: object) -> tuple[ProviderVideo, ...] | None:
        videos = super().read_list(body)
        return videos and tuple(self.believed(video) for video in videos)


class SoraAll(Echoless):
    """The `-all` models: an order of `sora-2-pro-all` and 10 s is echoed as `sora-2` and `4`."""

    def believed(self, video: ProviderVideo) -> ProviderVideo:
        return video._replace(model=None, seconds=None)


class CometRatio(Echoless):
    """`size` holds a ratio, `16:9`. Which pixels that makes is the provider's affair."""

    between = ":"

    def shape(self, size: str) -> Fields:
        return (("size", ratio_of(size).replace(":", self.between)),)

    def believed(self, video: ProviderVideo) -> ProviderVideo:
        return video._replace(size=None)


class Comet16x9(CometRatio):
    """The older Veo page's ratio, `16x9`; its replies have an empty `seconds`."""

    between = "x"


class CometAspect(CometRatio):
    """Omni: two fields in place of `size`."""

    def shape(self, size: str) -> Fields:
        return (("aspect_ratio", ratio_of(size)), ("resolution", f"{min(_sides(size))}p"))


class CometJsonVideo(VideosRoute):
    """`omni-fast-v2v`: JSON that carries the film which is to be changed."""

    def create(
        self, request: VideoRequest, pictures: Sequence[Picture] = (), film: bytes | None = None
    ) -> Call:
        self.check(request, pictures, film)
        body = {
            "model": request.model,
            "prompt": request.prompt,
            "seconds": str(request.seconds),
            "video": data_url("video/mp4", film or b""),
        }
        return Call("POST", "/videos", json=body, headers=named(request.reference))


def data_url(content_type: str, data: bytes) -> str:
    return f"data:{content_type};base64,{base64.b64encode(data).decode()}"


def ratio_of(size: str) -> str:
    """The usual name of a frame's ratio: `16:9` for `1280x720`, and for `864x496`."""
    wide, high = _sides(size)
    return min(_RATIOS, key=lambda ratio: abs(_value(ratio) - wide / high))


def _sides(size: str) -> tuple[int, int]:
    wide, _, high = size.partition("x")
    return int(wide), int(high)


def _value(ratio: str) -> float:
    wide, _, high = ratio.partition(":")
    return int(wide) / int(high)
