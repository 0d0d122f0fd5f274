"""What the local video service sells: its own table of models, lengths, sizes and prices.

Taken from CometAPI's pages and articles (seen 2026-11-22). It is a second reading on purpose:
the bot has its own catalogue and neither knows the other, so that a slip in one gets refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Voice = Literal["official", "shared", "all", "sglang", "vllm", "litellm", "dynamo"]
"""Whose rules and replies a model has: CometAPI's three, or a server of one's own."""

COMETS = frozenset[Voice]({"official", "shared", "all"})
OWN = "/own"
"""What the addresses of the servers of one's own begin with."""

UNPUBLISHED_MICROS = 50_000
"""Per second, where no price is published. The service has to charge something; this is its own."""

PORTRAITS = {"16:9": "9:16"}


@dataclass(frozen=True)
class Model:
    """One model as it is sold.

    `sizes` maps WxH to the name of its price tier, `per_second` a tier to micro-dollars; a tier
    missing there has no published price. `aspects` is for the model that takes `aspect_ratio`
    and `resolution` instead of `size`: it maps a ratio to the size that really comes out.
    `ratio_labels` is what stands between the numbers of a ratio, where `size` takes one. With
    `changes_films` an order is JSON that carries a film.
    """

    id: str
    voice: Voice
    seconds: tuple[int, ...]
    default_seconds: int
    sizes: Mapping[str, str]
    default_size: str
    per_second: Mapping[str, int] = field(default_factory=dict[str, int])
    per_clip: int | None = None
    images: int = 0
    ratio_labels: Literal["", ":", "x"] = ""
    aspects: Mapping[str, str] = field(default_factory=dict[str, str])
    family: str = ""
    changes_films: bool = False

    def price_micros(self, seconds: int, size: str) -> int:
        """What one clip costs, in micro-dollars."""
        if self.per_clip is not None:
            return self.per_clip
        return seconds * self.per_second.get(self.sizes[size], UNPUBLISHED_MICROS)

    def size_of_label(self, label: str) -> str | None:
        """The 720p size that a ratio label such as `9:16` stands for, where labels are taken."""
        if not self.ratio_labels or label.replace(self.ratio_labels, ":") not in RATIOS:
            return None
        wide, high = (int(number) for number in label.split(self.ratio_labels))
        fitting = [size for size, tier in self.sizes.items() if tier == "720p"]
        return min(fitting, key=lambda size: abs(_ratio(size) - wide / high))


RATIOS = ("21:9", "16:9", "4:3", "1:1", "3:4", "9:16")


def _ratio(size: str) -> float:
    wide, high = (int(number) for number in size.split("x"))
    return wide / high


def _tiers(**sizes: str) -> dict[str, str]:
    """`_tiers(p720="1280x720 720x1280")` is `{"1280x720": "720p", "720x1280": "720p"}`."""
    return {
        size: f"{name[1:]}{name[0]}" for name, listed in sizes.items() for size in listed.split()
    }


def _span(first: int, last: int) -> tuple[int, ...]:
    return tuple(range(first, last + 1))


_BOTH_720 = "1280x720 720x1280"
_VEO = _tiers(p720=_BOTH_720, p1080="1920x1080", k4="3840x2160")
_WAN27 = _tiers(p720=_BOTH_720, p1080="1920x1080 1080x1920 1440x1440")
_WAN26 = _tiers(
    p720=f"{_BOTH_720} 1088x832 832x1088",
    p1080="1920x1080 1080x1920 1440x1440 1632x1248 1248x1632",
)
_VIDU = _tiers(p360="640x352", p540="960x528", p720="1280x720", p1080="1920x1080")
_SEED_480 = "864x496 752x560 640x640 560x752 496x864 992x432"
_SEED_720 = "1280x720 1112x834 960x960 834x1112 720x1280 1470x630"
_SEED_1080 = "1920x1080 1664x1248 1440x1440 1248x1664 1080x1920 2206x946"
_SEED_FAST = _tiers(p480=_SEED_480, p720=_SEED_720)
_SEED = _tiers(p480=_SEED_480, p720=_SEED_720, p1080=_SEED_1080)
_SEED_25 = _tiers(p480="854x480", p720="1280x720")
_SORA = _tiers(p720=_BOTH_720)
_OWN = _tiers(p480="832x480 480x832", p720=_BOTH_720)
_SORA_PRO = _tiers(p720=_BOTH_720, p1024="1792x1024 1024x1792")

_ALL = (
    Model(
        "veo3.1-fast", "shared", (4, 6, 8), 4, _VEO, "1280x720",
        {"720p": 80_000, "1080p": 96_000, "4k": 240_000}, images=1, family="veo",
    ),
    Model(
        "veo3.1", "shared", (4, 6, 8), 4, _VEO, "1280x720",
        {"720p": 320_000, "1080p": 320_000, "4k": 480_000}, images=1, family="veo",
    ),
    Model(
        "wan2.7", "shared", _span(2, 15), 5, _WAN27, "1920x1080",
        {"720p": 80_000, "1080p": 120_000}, images=1, family="wan",
    ),
    Model(
        "wan2.6", "shared", (5, 10, 15), 5, _WAN26, "1920x1080",
        {"720p": 80_000, "1080p": 120_000}, family="wan",
    ),
    Model(
        "viduq3-turbo", "shared", _span(1, 16), 5, _VIDU, "1280x720",
        {"360p": 28_000, "540p": 28_000, "720p": 61_600, "1080p": 61_600}, images=1, family="vidu",
    ),
    Model(
        "viduq3", "shared", _span(1, 16), 5, _VIDU, "1280x720",
        {"360p": 56_000, "540p": 56_000, "720p": 123_200, "1080p": 123_200},
        images=1, family="vidu",
    ),
    Model(
        "happyhorse-1.0", "shared", _span(3, 15), 5, _WAN27, "1920x1080",
        {"720p": 112_000}, family="happyhorse",
    ),
    Model(
        "doubao-seedance-2-0-fast", "shared", _span(4, 15), 5, _SEED_FAST, "1280x720",
        {"480p": 50_400, "720p": 108_000}, images=9, ratio_labels=":", family="seedance",
    ),
    Model(
        "doubao-seedance-2-0", "shared", _span(4, 15), 5, _SEED, "1280x720",
        {"480p": 63_000, "720p": 136_800, "1080p": 336_600},
        images=9, ratio_labels=":", family="seedance",
    ),
    Model(
        "doubao-seedance-1-5-pro", "shared", _span(4, 12), 5, _SEED, "1280x720",
        ratio_labels=":", family="seedance",
    ),
    Model(
        "seedance-2-5", "shared", _span(4, 30), 5, _SEED_25, "854x480",
        {"480p": 103_000, "720p": 231_000}, images=1, family="seedance",
    ),
    Model(
        "omni-fast", "shared", (4,), 4, _SORA, "1280x720", family="omni",
        aspects={"16:9": "1280x720", "9:16": "720x1280", "1:1": "1280x720"},
    ),
    Model(
        "omni-fast-v2v", "shared", (4,), 4, _SORA, "1280x720", family="omni", changes_films=True
    ),
    Model(
        "veo3-fast", "shared", (8,), 8, _SORA, "1280x720", images=2, ratio_labels="x", family="veo"
    ),
    Model(
        "sora-2", "official", (4, 8, 12), 4, _SORA, "720x1280",
        {"720p": 80_000}, images=1, family="sora",
    ),
    Model(
        "sora-2-pro", "official", (4, 8, 12), 4, _SORA_PRO, "720x1280",
        {"720p": 240_000, "1024p": 400_000}, images=1, family="sora",
    ),
    Model("sora-2-all", "all", (10, 15), 10, _SORA, "720x1280", family="sora"),
    Model(
        "sora-2-pro-all", "all", (10, 15, 25), 10, _SORA, "720x1280",
        per_clip=800_000, family="sora",
    ),
    Model("wan2.2-sglang", "sglang", _span(1, 10), 4, _OWN, "832x480", images=1),
    Model("wan2.2-vllm", "vllm", _span(1, 10), 4, _OWN, "832x480", images=1),
    Model("sora-litellm", "litellm", (4, 8, 12), 4, _SORA, "720x1280", images=1),
    Model("wan2.1-dynamo", "dynamo", _span(1, 10), 4, _OWN, "832x480", images=1),
)  # fmt: skip

MODELS: Mapping[str, Model] = {model.id: model for model in _ALL}


def at_home(model: Model, path: str) -> bool:
    """Whether a model is sold where `path` leads."""
    return (model.voice in COMETS) != path.startswith(f"{OWN}/")
