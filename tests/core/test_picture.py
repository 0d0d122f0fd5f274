"""Whether a picture can go along is known from the catalogue, before anything is fetched."""

from __future__ import annotations

import pytest
from catalog_text import GOOD, entry, read, words

from bot.core.picture import Fit, Handed, take
from bot.core.refused import Refused

PICTURE = Handed("https://cdn.example/fox.png", "fox.png", 1_000, "image/png")
ONE = '"Other"\nimage = { max = 1, role = "first_frame" }'


def test_t10_a_model_that_takes_no_picture_refuses_it_and_names_one_that_does() -> None:
    catalog = read(GOOD + entry(title=ONE)).catalog
    none, one = catalog.models

    with pytest.raises(Refused) as caught:
        take(catalog, none, PICTURE)

    assert words(caught.value.sentence) == (
        "Good takes no picture. Leave it out, or choose a model that takes one: ('Other',)."
    )
    assert take(catalog, one, PICTURE).fit is Fit.CROP


def test_t10_where_no_model_takes_a_picture_none_is_named() -> None:
    catalog = read(GOOD).catalog

    with pytest.raises(Refused) as caught:
        take(catalog, catalog.models[0], PICTURE)

    assert words(caught.value.sentence) == "Good takes no picture. Leave it out."
