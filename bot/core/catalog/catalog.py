"""The models and providers of this bot: which are offered, and which comes first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from bot.core.catalog.dialects import DIALECTS
from bot.core.catalog.model import Model, ModelStatus, Provider


@dataclass(frozen=True)
class Catalog:
    """All entries, in the order of preference."""

    models: tuple[Model, ...]
    providers: Mapping[str, Provider]
    allow_nsfw: bool = False
    """Models for adults may be offered, in age-restricted channels."""
    adult: bool = False
    """This is the catalogue of an age-restricted channel."""

    def in_place(self, *, adult: bool) -> Catalog:
        """What is offered in a channel that is age-restricted, or is not."""
        if adult == self.adult:
            return self
        return self._other

    @cached_property
    def _other(self) -> Catalog:
        return replace(self, adult=not self.adult)

    @cached_property
    def offered(self) -> tuple[Model, ...]:
        """The models that can be used, in the order of preference, those on their way out last."""
        adults_too = self.allow_nsfw and self.adult
        usable = [
            model
            for model in self.models
            if model.status.is_usable
            and model.dialect in DIALECTS
            and (adults_too or not model.nsfw)
        ]
        return tuple(sorted(usable, key=lambda model: model.status is ModelStatus.RETIRING))

    @cached_property
    def _by_name(self) -> Mapping[str, Model]:
        # An id counts more than an alias, and a later file more than an earlier one.
        by_alias = {alias: model for model in self.models for alias in model.aliases}
        return by_alias | {model.id: model for model in self.models}

    def find(self, id_or_alias: str) -> Model | None:
        """The model of that exact name, offered or not."""
        return self._by_name.get(id_or_alias)

    def default(
        self,
        listed: frozenset[str] | None,
        allow_unknown_price: bool,
        *,
        without: frozenset[str] = frozenset(),
    ) -> Model | None:
        """The first offered model that the provider lists and that has a price.

        `listed` holds the names that the providers list; None: not known, nothing is left out;
        `without` are ids that are left out all the same.
        None is returned where no model is left.
        """
        return next(
            (
                model
                for model in self.offered
                if model.served_as(listed) is not None
                and model.id not in without
                and (allow_unknown_price or model.default_price_micros() is not None)
            ),
            None,
        )
