"""The sizes of an entry of `models.toml`: listed, or put together from ratios and resolutions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, Literal

from pydantic import Field, StrictBool, StrictStr

from bot.core.catalog.loose import Loose, Name, Wrong
from bot.core.catalog.model import Shape, Size

Ratio = Annotated[StrictStr, Field(pattern=r"^[1-9]\d{0,2}:[1-9]\d{0,2}$")]
Resolution = Annotated[StrictStr, Field(pattern=r"^[1-9]\d{2,3}p$")]


class SizeEntry(Loose):
    size: Annotated[StrictStr, Field(pattern=r"^[1-9]\d{1,4}x[1-9]\d{1,4}$")]
    ratio: Ratio
    tier: Name


class ShapeEntry(Loose):
    kind: Literal["wxh", "aspect"] = "wxh"
    """`wxh`: `sizes` and `default`; `aspect`: `ratios` and `resolutions`, with their defaults."""
    default: StrictStr | None = None
    ratio_labels: StrictBool = False
    sizes: tuple[SizeEntry, ...] = ()
    ratios: tuple[Ratio, ...] = ()
    default_ratio: Ratio | None = None
    resolutions: tuple[Resolution, ...] = ()
    default_resolution: Resolution | None = None

    def tiers(self) -> set[str]:
        return {each.tier for each in self.sizes} | set(self.resolutions)

    def shape(self) -> Shape:
        """What an entry without wrongs means."""
        if self.kind == "wxh":
            sizes = tuple(Size(each.size, each.ratio, each.tier) for each in self.sizes)
            return Shape(sizes, self.default or "", self.ratio_labels)
        sizes = tuple(
            Size(_pixels(ratio, tier), ratio, tier)
            for tier in self.resolutions
            for ratio in self.ratios
        )
        return Shape(sizes, _pixels(self.default_ratio or "1:1", self.default_resolution or "0p"))

    def wrongs(self) -> Iterator[Wrong]:
        if self.kind == "wxh":
            yield from _chosen("default", self.default, "sizes", [each.size for each in self.sizes])
            return
        yield from _chosen("default_ratio", self.default_ratio, "ratios", self.ratios)
        yield from _chosen(
            "default_resolution", self.default_resolution, "resolutions", self.resolutions
        )


def _chosen(key: str, default: str | None, listed: str, values: Sequence[str]) -> Iterator[Wrong]:
    """A list with something in it, each thing once, and a default that is among them."""
    if not values:
        yield f"shape.{listed}", "is missing"
    elif default is None:
        yield f"shape.{key}", "is missing"
    elif default not in values:
        yield f"shape.{key}", f"{default} is not among its {listed}"
    for double in sorted({value for value in values if values.count(value) > 1}):
        yield f"shape.{listed}", f"{double} stands there twice"


def _pixels(ratio: str, resolution: str) -> str:
    """`1280x720` for `16:9` and `720p`: the short side is the resolution, the long one even."""
    wide, _, high = ratio.partition(":")
    short = int(resolution.removesuffix("p"))
    long = round(short * max(int(wide), int(high)) / min(int(wide), int(high)) / 2) * 2
    return f"{long}x{short}" if int(wide) >= int(high) else f"{short}x{long}"
