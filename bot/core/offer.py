"""Which models may be offered at present: what the catalogue has, as far as providers serve it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from bot.core.catalog import Catalog, Model


@dataclass(frozen=True)
class Served:
    """What is known of the providers at present."""

    listed: frozenset[str] | None = None
    """Names that the providers list; None: not known, nothing is left out."""
    refused: frozenset[str] = field(default_factory=frozenset[str])
    """Ids of ours that a provider stopped answering (503 `model_not_found`) since then."""
    prices: Mapping[str, int] = field(default_factory=dict[str, int])
    """Micro-dollars a second, by the provider's name for a model, as its own list has it."""

    def without(self, model_id: str) -> Served:
        return replace(self, refused=self.refused | {model_id})

    def serves(self, model: Model) -> bool:
        return model.id not in self.refused and model.served_as(self.listed) is not None


def on_offer(catalog: Catalog, served: Served) -> tuple[Model, ...]:
    """The offered models that are served, in the catalogue's order."""
    return tuple(model for model in catalog.offered if served.serves(model))


def alternatives(catalog: Catalog, served: Served, to: Model, count: int = 2) -> tuple[Model, ...]:
    """Models that work, those that make the same length first."""
    others = [model for model in on_offer(catalog, served) if model.id != to.id]
    fits = sorted(others, key=lambda model: not model.seconds.allows(to.seconds.default))
    return tuple(fits[:count])


def price_differences(catalog: Catalog, served: Served) -> list[tuple[Model, int, int]]:
    """Models whose price by the second differs from the provider's own: model, ours, theirs.

    Ours is that of the default size; in micro-dollars a second.
    """
    found: list[tuple[Model, int, int]] = []
    for model in on_offer(catalog, served):
        ours = model.price_micros(1, model.shape.default)
        theirs = next((served.prices[name] for name in model.names if name in served.prices), None)
        if ours is not None and theirs is not None and ours != theirs:
            found.append((model, ours, theirs))
    return found
