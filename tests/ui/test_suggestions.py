"""What is offered while somebody types `/create`: prices, the default, no harm from anything."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import discord
import pytest

from bot.core.catalog import Catalog
from bot.housekeeping import Offer
from bot.ui.suggestions import Suggestions


@pytest.fixture
def offered(catalog: Catalog) -> Suggestions:
    return Suggestions(
        catalog, Offer(catalog, {}, preferred="veo3.1-fast", allow_unknown_price=False)
    )


def typing(locale: str = "en-US", **filled: Any) -> Any:
    """The interaction of somebody who has these options in the form so far."""
    form = SimpleNamespace(**filled)
    return SimpleNamespace(namespace=form, locale=discord.Locale(locale), channel=None)


def names(choices: list[Any]) -> list[str]:
    return [choice.name for choice in choices]


def test_models_come_with_the_price_of_what_is_chosen_already(offered: Suggestions):
    [four] = names(offered.models(typing(seconds=4), "veo 3.1 fast"))[:1]
    [eight] = names(offered.models(typing(seconds=8), "veo 3.1 fast"))[:1]

    assert four.startswith("Veo 3.1 Fast · $")
    assert eight.startswith("Veo 3.1 Fast · $")
    assert four != eight


def test_exactly_one_choice_is_marked_as_the_default(offered: Suggestions):
    for choices in (
        offered.models(typing(), ""),
        offered.seconds(typing(), ""),
        offered.sizes(typing(), ""),
    ):
        marked = [name for name in names(choices) if name.endswith(" · default")]

        assert len(marked) == 1


def test_lengths_and_sizes_are_those_of_the_model_in_the_form(
    offered: Suggestions, catalog: Catalog
):
    model = catalog.find("sora-2")

    seconds = offered.seconds(typing(model="sora-2"), "")
    sizes = offered.sizes(typing(model="sora-2"), "")

    assert [choice.value for choice in seconds] == list(model.seconds.choices())
    assert [choice.value for choice in sizes] == [size.size for size in model.shape.sizes]


def test_an_unknown_price_is_said_to_be_unknown(offered: Suggestions, catalog: Catalog):
    unknown = next(
        model
        for model in catalog.offered
        if model.price_micros(model.seconds.default, model.shape.default) is None
    )

    [name] = names(offered.models(typing(), unknown.id))[:1]

    assert "price unknown" in name
    assert "$0" not in name


def test_a_reader_of_another_language_sees_money_in_that_way(offered: Suggestions):
    english = names(offered.seconds(typing("en-US"), ""))
    unknown = names(offered.seconds(typing("ja"), ""))

    assert all("$" in name for name in english)
    assert len(unknown) == len(english)


HALF_TYPED = ["", " ", "so", "ﬀ", "4x", "-1", "١٢", "9" * 400, "<@1>", "720x", 3, 0, -5, 4.5, True]


@pytest.mark.parametrize("typed", HALF_TYPED, ids=repr)
def test_anything_half_typed_in_any_option_still_gets_choices(offered: Suggestions, typed: Any):
    form = typing(model=typed, seconds=typed, size=typed, prompt=typed)

    models = offered.models(form, str(typed))
    seconds = offered.seconds(form, typed)
    sizes = offered.sizes(form, str(typed))

    for choices in (models, seconds, sizes):
        assert 1 <= len(choices) <= 25
        assert all(1 <= len(name) <= 100 for name in names(choices))
        assert len({choice.value for choice in choices}) == len(choices)
    assert all(isinstance(choice.value, int) for choice in seconds)


def test_without_a_usable_model_lengths_and_sizes_offer_nothing(catalog: Catalog):
    nothing = replace(catalog, models=())
    none = Suggestions(nothing, Offer(nothing, {}, preferred=None, allow_unknown_price=False))

    assert none.seconds(typing(), "") == []
    assert none.sizes(typing(), "") == []
    assert none.models(typing(), "") == []
