"""What Discord offers while somebody fills in a form: models, lengths and sizes, with prices."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands

from bot.core.catalog import Catalog, Model
from bot.core.sentence import say
from bot.core.suggest import (
    Suggestion,
    model_meant,
    suggest_models,
    suggest_seconds,
    suggest_sizes,
)
from bot.housekeeping import Offer
from bot.ui.answer import is_adult
from bot.ui.words import Words, words_for

LONGEST_NAME = 100


class Suggestions:
    def __init__(self, catalog: Catalog, offer: Offer) -> None:
        self._catalog = catalog
        self._offer = offer

    def models(
        self, interaction: discord.Interaction[Any], typed: str
    ) -> list[app_commands.Choice[str]]:
        words = words_for(interaction.locale.value)
        catalog = self._catalog.in_place(adult=is_adult(interaction))
        found = suggest_models(
            catalog,
            typed,
            seconds=_typed(interaction, "seconds"),
            size=_typed(interaction, "size"),
            default_model=self._offer.default_model(),
        )
        gone = {each.id for each in catalog.offered if not self._offer.serves(each)}
        return [
            app_commands.Choice(
                name=_named(each.title, each, words, gone=each.value in gone), value=each.value
            )
            for each in sorted(found, key=lambda each: each.value in gone)
        ]

    def seconds(
        self, interaction: discord.Interaction[Any], typed: str | int
    ) -> list[app_commands.Choice[int]]:
        model = self._model(interaction)
        if model is None:
            return []
        words = words_for(interaction.locale.value)
        return [
            app_commands.Choice(
                name=_named(words(say("{s} seconds", s=int(each.value))), each, words),
                value=int(each.value),
            )
            for each in suggest_seconds(model, typed, _typed(interaction, "size"))
        ]

    def sizes(
        self, interaction: discord.Interaction[Any], typed: str
    ) -> list[app_commands.Choice[str]]:
        model = self._model(interaction)
        if model is None:
            return []
        words = words_for(interaction.locale.value)
        return [
            app_commands.Choice(name=_named(each.title, each, words), value=each.value)
            for each in suggest_sizes(model, typed, _typed(interaction, "seconds"))
        ]

    def _model(self, interaction: discord.Interaction[Any]) -> Model | None:
        standard = self._offer.default_model()
        if standard is None:
            return None
        catalog = self._catalog.in_place(adult=is_adult(interaction))
        return model_meant(catalog, _typed(interaction, "model"), standard)


def _typed(interaction: discord.Interaction[Any], option: str) -> str | None:
    """Another option's present value, which may be half-typed, or of any type at all."""
    value: object = getattr(interaction.namespace, option, None)
    return None if value is None else str(value)


def _named(title: str, suggestion: Suggestion, words: Words, *, gone: bool = False) -> str:
    if gone:
        return words(say("{title} · not served at present", title=title))[:LONGEST_NAME]
    price = suggestion.price
    parts = [title, words.money(price) if price is not None else words(say("price unknown"))]
    if suggestion.is_default:
        parts.append(words(say("default")))
    return " · ".join(parts)[:LONGEST_NAME]
