"""One model as the catalogue describes it: what it can make, and for how much."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal
from enum import StrEnum

from bot.core.sentence import DOLLAR, Micros


class ModelStatus(StrEnum):
    """How far a model can be relied on."""

    DOCUMENTED = "documented"
    BETA = "beta"
    ANNOUNCED = "announced"
    """Offered, but not fully documented by the provider."""
    INCOMPLETE = "incomplete"
    """Too little is known: not offered."""
    RETIRING = "retiring"
    """On its way out: offered last, with a warning."""
    RETIRED = "retired"
    """Not offered; still known, so that old films can be named."""

    @property
    def is_usable(self) -> bool:
        return self not in (ModelStatus.INCOMPLETE, ModelStatus.RETIRED)


class Storyboard(StrEnum):
    """How a model takes several shots."""

    NO = "no"
    SCRIPT = "script"
    """In the strict `Shot 1:` grammar, as the whole prompt."""
    BEATS = "beats"
    """As timed lines within an ordinary prompt."""


@dataclass(frozen=True)
class Seconds:
    """The lengths a model makes, in whole seconds, shortest first."""

    allowed: tuple[int, ...]
    default: int

    def allows(self, seconds: int) -> bool:
        return seconds in self.allowed

    def choices(self) -> tuple[int, ...]:
        return self.allowed

    @property
    def is_range(self) -> bool:
        """Whether every whole number from the shortest to the longest is allowed."""
        count = len(self.allowed)
        return count > 2 and self.allowed[-1] - self.allowed[0] + 1 == count

    def words(self) -> str:
        """`8`, `4, 6 or 8`, `2 to 15`; empty where nothing is allowed."""
        if not self.allowed:
            return ""
        if self.is_range:
            return f"{self.allowed[0]} to {self.allowed[-1]}"
        *rest, last = (str(each) for each in self.allowed)
        return f"{', '.join(rest)} or {last}" if rest else last


@dataclass(frozen=True)
class Size:
    """A frame size: `size` is `WxH` in pixels, `ratio` like `16:9`, `tier` like `720p`."""

    size: str
    ratio: str
    tier: str

    @property
    def width(self) -> int:
        return int(self.size.partition("x")[0])

    @property
    def height(self) -> int:
        return int(self.size.partition("x")[2])


@dataclass(frozen=True)
class Shape:
    """The sizes a model makes."""

    sizes: tuple[Size, ...]
    default: str
    ratio_labels: bool = False
    """Whether the provider also takes a ratio in place of a size. We always send pixels."""

    def get(self, size: str) -> Size | None:
        return next((each for each in self.sizes if each.size == size), None)


@dataclass(frozen=True)
class ImageRule:
    """Which pictures a model takes."""

    max: int = 0
    role: str | None = None
    """`first_frame` or `reference`; known wherever `max` is above 0."""
    fit: str = "cover"
    """`exact` and `cover`: made the size of the film; `none`: sent as it is."""
    prompt_tag: str | None = None
    """How a picture is named in the prompt: `[Image {n}]`."""
    formats: tuple[str, ...] = ("image/png", "image/jpeg", "image/webp")
    confidence: str = "doc"


@dataclass(frozen=True)
class Price:
    """One row of a price list."""

    dollars: Decimal
    by_second: bool
    """By the second of film; else for the whole film."""
    tier: str | None = None
    """The tier it is for; none: every tier."""
    ceiling: bool = False
    """The figure to be used for a budget where several are published."""
    basis: str = "unclear"
    """`charged`, `list` or `unclear`."""
    source: str = ""

    def micros(self, seconds: int) -> Micros:
        dollars = self.dollars * seconds if self.by_second else self.dollars
        return Micros(int((dollars * DOLLAR).to_integral_value(ROUND_CEILING)))


@dataclass(frozen=True)
class Model:
    """An entry of the catalogue. `seconds` and `shape` are empty where `status` is not usable."""

    id: str
    title: str
    provider: str
    dialect: str
    status: ModelStatus
    seconds: Seconds
    shape: Shape
    aliases: tuple[str, ...] = ()
    family: str = ""
    ends: date | None = None
    """The day it was or will be switched off, where one was announced."""
    image: ImageRule = ImageRule()
    remix: bool = False
    storyboard: Storyboard = Storyboard.NO
    character: bool = False
    nsfw: bool = False
    prices: tuple[Price, ...] = ()
    deadline_minutes: int = 30
    poll_seconds: float = 12.0
    confidence: str = "doc"
    notes: str = ""
    source: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """Everything the provider may call it, our id first."""
        return (self.id, *self.aliases)

    def price_micros(self, seconds: int, size: str) -> Micros | None:
        """What one film costs at most, rounded up to a micro-dollar. None: nobody knows."""
        shape = self.shape.get(size)
        tier = shape.tier if shape else None
        rows = [row for row in self.prices if row.tier is None or row.tier == tier]
        row = next((row for row in rows if row.ceiling), rows[0] if rows else None)
        return row.micros(seconds) if row else None

    def default_price_micros(self) -> Micros | None:
        """What a film of the default length and size costs."""
        return self.price_micros(self.seconds.default, self.shape.default)

    def served_as(self, listed: frozenset[str] | None) -> str | None:
        """The name to send: the one the provider lists. None: it lists none of them.

        `listed` is None where the provider's list is not known; then it is the id.
        """
        if listed is None:
            return self.id
        return next((name for name in self.names if name in listed), None)


@dataclass(frozen=True)
class Provider:
    """Whoever makes videos: where it is, and which environment variable holds its key."""

    name: str
    base_url: str
    key_variable: str = ""
    """Empty: it needs no key (a server of one's own)."""
    poll_seconds: float | None = None
    """How often its jobs are asked after, where a model does not say."""
    charges_failures: bool = False
    """It keeps the money for a film that failed there; else it gives that back."""


COMETAPI = Provider("cometapi", "https://api.cometapi.com/v1", "COMETAPI_KEY")
"""The built-in provider; an entry of the same name replaces it."""
