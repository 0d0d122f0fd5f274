"""What an entry of `models.toml` may hold, and how it becomes a Model."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, Field, StrictBool, StrictInt, StrictStr

from bot.core.catalog.dialects import ABILITIES
from bot.core.catalog.frames import ShapeEntry
from bot.core.catalog.loose import Loose, Name, Wrong
from bot.core.catalog.model import (
    ImageRule,
    Model,
    ModelStatus,
    Price,
    Seconds,
    Shape,
    Storyboard,
)

Confidence = Literal["doc", "article", "live", "code"]
Length = Annotated[StrictInt, Field(ge=1, le=3600)]
Dollars = Annotated[Decimal, Field(ge=0, le=1000, allow_inf_nan=False)]
Minutes = Annotated[StrictInt, Field(ge=1, le=24 * 60)]
PollSeconds = Annotated[float, Field(ge=1, le=600, allow_inf_nan=False)]


class SecondsEntry(Loose):
    allowed: Annotated[list[Length], Field(min_length=1, max_length=300)] | None = None
    min: Length | None = None
    max: Length | None = None
    default: Length

    def lengths(self) -> tuple[int, ...]:
        if self.allowed is not None:
            return tuple(sorted(set(self.allowed)))
        if self.min is None or self.max is None:
            return ()
        return tuple(range(self.min, self.max + 1))

    def wrongs(self) -> Iterator[Wrong]:
        either = self.allowed is not None
        both_ends = self.min is not None and self.max is not None
        one_end = self.min is not None or self.max is not None
        if either == both_ends or (either and one_end):
            yield "seconds", "needs either allowed, or min and max"
        elif not self.lengths():
            yield "seconds.max", "is below min"
        elif self.default not in self.lengths():
            yield "seconds.default", f"{self.default} is not a length it allows"


class ImageEntry(Loose):
    max: Annotated[StrictInt, Field(ge=0, le=100)] = 0
    role: Literal["first_frame", "reference"] | None = None
    fit: Literal["exact", "cover", "none"] = "cover"
    prompt_tag: StrictStr | None = None
    formats: tuple[StrictStr, ...] | None = None
    confidence: Confidence = "doc"

    def wrongs(self) -> Iterator[Wrong]:
        if self.max > 0 and self.role is None:
            yield "image.role", "is needed where image.max is above 0"


class PriceEntry(Loose):
    tier: Name | None = None
    per_second: Dollars | None = None
    per_clip: Dollars | None = None
    ceiling: StrictBool = False
    basis: Literal["charged", "list", "unclear"] = "unclear"
    confidence: Confidence = "doc"
    seen: date | None = None
    source: StrictStr = ""
    notes: StrictStr = ""


class ModelEntry(Loose):
    id: Name
    title: Annotated[StrictStr, Field(min_length=1, max_length=80)]
    dialect: Name
    status: ModelStatus
    aliases: tuple[Name, ...] = ()
    family: StrictStr = ""
    provider: Name | None = None
    ends: date | None = None
    confidence: Confidence = "doc"
    seconds: SecondsEntry | None = None
    shape: ShapeEntry | None = None
    image: ImageEntry = ImageEntry()
    remix: StrictBool = False
    storyboard: StrictBool | Literal["beats", "prompt"] = False
    """`prompt` is the older word for `beats`."""
    character: StrictBool = False
    nsfw: StrictBool = False
    price: tuple[PriceEntry, ...] = ()
    deadline_minutes: Minutes | None = None
    poll_seconds: PollSeconds | None = None
    notes: StrictStr = ""
    source: StrictStr = ""

    def wrongs(self) -> Iterator[Wrong]:
        """What each value for itself cannot show: values that do not go together."""
        for part in ("seconds", "shape"):
            if getattr(self, part) is None and self.status.is_usable:
                yield part, "is missing"
        for rules in (self.seconds, self.shape, self.image):
            if rules is not None:
                yield from rules.wrongs()
        yield from self._wrong_prices()
        yield from self._beyond_words()
        for name in sorted({each for each in self.aliases if self.aliases.count(each) > 1}):
            yield "aliases", f"{name} stands there twice"
        if self.id in self.aliases:
            yield "aliases", f"{self.id} is its own id"

    def _beyond_words(self) -> Iterator[Wrong]:
        """What its dialect can't say. A dialect that nobody knows is told elsewhere."""
        can = ABILITIES.get(self.dialect)
        if can is None:
            return
        if self.image.max > can.pictures:
            yield "image.max", f"the dialect {self.dialect} sends at most {can.pictures}"
        for key in ("remix", "character"):
            if getattr(self, key) and not getattr(can, key):
                yield key, f"the dialect {self.dialect} has no words for it"

    def _wrong_prices(self) -> Iterator[Wrong]:
        tiers = self.shape.tiers() if self.shape else None
        for at, row in enumerate(self.price):
            if tiers is not None and row.tier is not None and row.tier not in tiers:
                yield f"price.{at}.tier", f"no size has the tier {row.tier}"
            if (row.per_second is None) == (row.per_clip is None):
                yield f"price.{at}", "needs either per_second or per_clip"


class ProviderEntry(Loose):
    name: Name
    base_url: Annotated[StrictStr, Field(pattern=r"^https?://[^\s/]+")]
    key_variable: Annotated[StrictStr, Field(pattern=r"^[A-Za-z_]\w*$")] | Literal[""] = ""
    poll_seconds: PollSeconds | None = None
    charges_failures: StrictBool = False
    notes: StrictStr = ""


class Defaults(Loose):
    """What holds for the entries of a file that do not say otherwise."""

    provider: Name = "cometapi"
    currency: Literal["USD"] = "USD"
    poll_seconds: PollSeconds = 12.0
    deadline_minutes: Minutes = 30
    image_formats: tuple[StrictStr, ...] = ImageRule().formats


@dataclass(frozen=True)
class Setting:
    """What surrounds an entry: its file's defaults, and how often its provider is asked."""

    defaults: Defaults = field(default_factory=Defaults)
    provider_poll: dict[str, float] = field(default_factory=dict[str, float])


def to_model(entry: ModelEntry, setting: Setting) -> Model:
    """The Model of an entry without wrongs."""
    defaults = setting.defaults
    provider = entry.provider or defaults.provider
    poll = entry.poll_seconds or setting.provider_poll.get(provider) or defaults.poll_seconds
    return Model(
        id=entry.id,
        title=entry.title,
        provider=provider,
        dialect=entry.dialect,
        status=entry.status,
        seconds=_seconds(entry.seconds),
        shape=_shape(entry.shape),
        aliases=entry.aliases,
        family=entry.family,
        ends=entry.ends,
        image=_image(entry.image, defaults),
        remix=entry.remix,
        storyboard=_storyboard(entry.storyboard),
        character=entry.character,
        nsfw=entry.nsfw,
        prices=tuple(_price(row) for row in entry.price),
        deadline_minutes=entry.deadline_minutes or defaults.deadline_minutes,
        poll_seconds=poll,
        confidence=entry.confidence,
        notes=entry.notes,
        source=entry.source,
    )


def unknown_keys(entry: BaseModel, at: str = "") -> Iterator[str]:
    """The keys of an entry that nothing reads, with the way to them: `shape.sises`."""
    for key in entry.model_extra or {}:
        yield at + key
    for key in type(entry).model_fields:
        match getattr(entry, key):
            case BaseModel() as part:
                yield from unknown_keys(part, f"{at}{key}.")
            case [BaseModel(), *_] as parts:
                for number, part in enumerate(parts):
                    yield from unknown_keys(part, f"{at}{key}.{number}.")
            case _:
                pass


def line_of(text: str, table: str, nth: int) -> int | None:
    """The line on which the nth `[[table]]` (from 0) begins, where it can be told."""
    header = re.compile(rf"^[ \t]*\[\[[ \t]*{table}[ \t]*\]\]", re.MULTILINE)
    starts = [match.start() for match in header.finditer(text)]
    return text.count("\n", 0, starts[nth]) + 1 if nth < len(starts) else None


def _seconds(entry: SecondsEntry | None) -> Seconds:
    return Seconds(entry.lengths(), entry.default) if entry else Seconds((), 0)


def _shape(entry: ShapeEntry | None) -> Shape:
    return entry.shape() if entry else Shape((), "")


def _image(entry: ImageEntry, defaults: Defaults) -> ImageRule:
    formats = entry.formats if entry.formats is not None else defaults.image_formats
    return ImageRule(
        entry.max, entry.role, entry.fit, entry.prompt_tag, tuple(formats), entry.confidence
    )


def _storyboard(value: bool | str) -> Storyboard:
    if isinstance(value, str):
        return Storyboard.BEATS
    return Storyboard.SCRIPT if value else Storyboard.NO


def _price(entry: PriceEntry) -> Price:
    by_second = entry.per_second is not None
    dollars = entry.per_second if by_second else entry.per_clip
    if dollars is None:
        raise ValueError("a price without a figure")  # ModelEntry.wrongs lets none through
    return Price(dollars, by_second, entry.tier, entry.ceiling, entry.basis, entry.source)
