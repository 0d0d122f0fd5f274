"""The catalogue as a table, for the command line."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.catalog.catalog import Catalog
from bot.core.catalog.dialects import DIALECTS
from bot.core.catalog.model import Model
from bot.core.sentence import Micros


@dataclass(frozen=True)
class Row:
    """One model. `cheapest` and `dearest` are of one film; None where no price is known."""

    id: str
    title: str
    seconds: str
    sizes: str
    cheapest: Micros | None
    dearest: Micros | None
    status: str
    offered: bool

    @property
    def price(self) -> str:
        """`$0.32 to $1.92`, or `unknown`."""
        if self.cheapest is None or self.dearest is None:
            return "unknown"
        low, high = _dollars(self.cheapest), _dollars(self.dearest)
        return low if low == high else f"{low} to {high}"


def table(catalog: Catalog) -> tuple[Row, ...]:
    """Every entry: those offered first, in their order, then the others."""
    others = [model for model in catalog.models if model not in catalog.offered]
    return tuple(_row(model) for model in (*catalog.offered, *others))


def _row(model: Model) -> Row:
    known = [
        price
        for size in model.shape.sizes
        for seconds in model.seconds.choices()
        if (price := model.price_micros(seconds, size.size)) is not None
    ]
    return Row(
        id=model.id,
        title=model.title,
        seconds=model.seconds.words(),
        sizes=", ".join(size.size for size in model.shape.sizes),
        cheapest=min(known, default=None),
        dearest=max(known, default=None),
        status=model.status.value,
        offered=model.status.is_usable and model.dialect in DIALECTS,
    )


def _dollars(micros: Micros) -> str:
    """At least two digits after the point, and no more than are needed."""
    whole, rest = divmod(micros, 1_000_000)
    digits = f"{rest:06d}".rstrip("0").ljust(2, "0")
    return f"${whole}.{digits}"
