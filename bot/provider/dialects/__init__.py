"""The dialects this bot speaks, by the name that the catalogue calls them."""

from collections.abc import Callable, Mapping

from bot.core.catalog import ABILITIES, Abilities
from bot.provider.dialects.call import Call, Dialect, Picture
from bot.provider.dialects.comet import Comet16x9, CometAspect, CometJsonVideo, CometRatio, SoraAll
from bot.provider.dialects.own_servers import Dynamo, SGLang
from bot.provider.dialects.videos import VideosRoute

_OWN_WAYS: Mapping[str, Callable[[Abilities], Dialect]] = {
    "sora-all": SoraAll,
    "comet-ratio": CometRatio,
    "comet-16x9": Comet16x9,
    "comet-aspect": CometAspect,
    "comet-json-video": CometJsonVideo,
    "sglang": SGLang,
    "dynamo": Dynamo,
}
DIALECTS: Mapping[str, Dialect] = {
    name: _OWN_WAYS.get(name, VideosRoute)(can) for name, can in ABILITIES.items()
}

__all__ = ["DIALECTS", "Call", "Dialect", "Picture"]
