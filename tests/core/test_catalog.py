"""The catalogue: what is offered, in which order, and that no price is ever made up."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from catalog_text import GOOD, entry, one, problems, read

import bot
from bot.core.catalog import (
    Catalog,
    ModelStatus,
    Price,
    Storyboard,
    load,
    table,
)

SHIPPED = (Path(bot.__file__).parent / "models.toml").read_text("utf-8")


@pytest.fixture(scope="module")
def shipped() -> Catalog:
    return load([("models.toml", SHIPPED)]).catalog


def test_the_shipped_catalogue_has_no_fault() -> None:
    assert problems(load([("models.toml", SHIPPED)])) == []


def test_the_shipped_default_is_the_first_that_is_documented_and_has_a_price(
    shipped: Catalog,
) -> None:
    model = shipped.default(None, allow_unknown_price=False)

    assert model
    assert model.status is ModelStatus.DOCUMENTED
    assert model.default_price_micros() == 320_000
    assert model == shipped.models[0]


def test_the_shipped_models_on_their_way_out_come_last(shipped: Catalog) -> None:
    leaving = ["sora-2", "sora-2-pro", "sora-2-all", "sora-2-pro-all"]
    assert [m.id for m in shipped.offered][-4:] == leaving
    sora = shipped.find("sora-2")
    assert sora
    assert sora.ends == date(2026, 9, 24)


def test_the_shipped_figures_have_a_source_or_say_that_they_have_none(shipped: Catalog) -> None:
    assert all(model.source.startswith("https://") for model in shipped.models)
    assert shipped.find("seedance-2-5-260628") is shipped.find("seedance-2-5")
    unknown = shipped.find("doubao-seedance-1-5-pro")
    assert unknown
    assert unknown.default_price_micros() is None


def test_every_model_of_the_file_is_offered_and_takes_a_storyboard_in_some_way(
    shipped: Catalog,
) -> None:
    whole = {model.id for model in shipped.models if model.storyboard is Storyboard.SCRIPT}

    assert len(shipped.offered) == len(shipped.models) == 16
    assert whole == {model.id for model in shipped.models if model.character}
    assert whole == {"sora-2-all", "sora-2-pro-all"}
    assert not any(model.storyboard is Storyboard.NO for model in shipped.models)


def test_a_later_file_replaces_entries_of_the_same_id_in_their_place_and_adds_others() -> None:
    both = GOOD + entry()

    loaded = read(both, entry(title='"Mine"').replace('"odd"', '"new"') + entry(title='"Mine"'))

    assert [(m.id, m.title) for m in loaded.catalog.models] == [
        ("good", "Good"),
        ("odd", "Mine"),
        ("new", "Mine"),
    ]


def test_a_file_that_stands_alone_leaves_the_others_out() -> None:
    loaded = read(GOOD, "alone = true\n" + entry())

    assert [model.id for model in loaded.catalog.models] == ["odd"]
    assert problems(loaded) == []


@pytest.mark.parametrize(
    ("second", "why"),
    [
        ("alone = true\n" + entry(title="5"), "file1.toml, model odd"),
        ('alone = "yes"\n', "file1.toml, the file, alone: must be true or false."),
    ],
)
def test_a_file_that_stands_alone_and_holds_nothing_takes_nothing_away(
    second: str, why: str
) -> None:
    loaded = read(GOOD, second)

    assert [model.id for model in loaded.catalog.models] == ["good"]
    assert problems(loaded)[0].startswith(why)


def test_a_broken_replacement_leaves_what_was_there() -> None:
    loaded = read(entry(), entry(title="5"))

    assert loaded.catalog.find("odd")
    assert problems(loaded)[0].startswith("file1.toml, model odd")


def test_a_provider_is_an_entry_too() -> None:
    server = '[[provider]]\nname = "home"\nbase_url = "http://127.0.0.1:8091"\npoll_seconds = 2\n'

    catalog = read(server + GOOD + entry(title='"x"\nprovider = "home"')).catalog

    assert catalog.providers["home"].key_variable == ""
    assert catalog.providers["cometapi"].key_variable == "COMETAPI_KEY"
    assert [model.poll_seconds for model in catalog.models] == [12.0, 2.0]


def test_what_a_file_says_of_all_its_entries_holds_where_they_say_nothing() -> None:
    text = "[defaults]\ndeadline_minutes = 9\n" + GOOD + entry(title='"x"\ndeadline_minutes = 50')

    assert [model.deadline_minutes for model in read(text).catalog.models] == [9, 50]


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("false", Storyboard.NO),
        ("true", Storyboard.SCRIPT),
        ('"beats"', Storyboard.BEATS),
        ('"prompt"', Storyboard.BEATS),
    ],
)
def test_a_storyboard_comes_in_three_kinds(given: str, meant: Storyboard) -> None:
    assert one(entry(title=f'"x"\nstoryboard = {given}')).storyboard is meant


@pytest.mark.parametrize(
    ("lengths", "words"),
    [
        ("{ allowed = [8], default = 8 }", "8"),
        ("{ allowed = [8, 4], default = 8 }", "4 or 8"),
        ("{ allowed = [8, 4, 6], default = 4 }", "4, 6 or 8"),
        ("{ min = 2, max = 15, default = 5 }", "2 to 15"),
        ("{ min = 4, max = 5, default = 5 }", "4 or 5"),
    ],
)
def test_lengths_in_words(lengths: str, words: str) -> None:
    seconds = one(entry(seconds=lengths)).seconds

    assert seconds.words() == words
    assert all(seconds.allows(each) for each in seconds.choices())
    assert not seconds.allows(99)


@pytest.mark.parametrize(
    ("price", "seconds", "micros"),
    [
        (Price(Decimal("0.08"), True), 8, 640_000),
        (Price(Decimal("0.096"), True), 7, 672_000),
        (Price(Decimal("0.1"), True), 3, 300_000),
        (Price(Decimal("0.0000001"), True), 1, 1),
        (Price(Decimal("0.33333333"), True), 3, 1_000_000),
        (Price(Decimal("0.8"), False), 25, 800_000),
        (Price(Decimal(0), True), 25, 0),
    ],
)
def test_a_price_is_exact_and_rounded_up(price: Price, seconds: int, micros: int) -> None:
    assert price.micros(seconds) == micros


def test_a_figure_of_any_length_is_read_whole_so_that_rounding_up_holds() -> None:
    model = one(entry(per_second="0.1000000000000000000000001"))

    assert model.price_micros(1, "1280x720") == 100_001


def test_an_unknown_price_is_none_and_never_0() -> None:
    model = one(GOOD)

    assert model.price_micros(4, "1280x720") == 320_000
    assert model.price_micros(4, "1920x1080") is None
    assert model.price_micros(4, "1x1") is None


def test_the_ceiling_is_the_price_where_several_are_known() -> None:
    ceiling = '\n[[model.price]]\ntier = "720p"\nper_second = 0.1\nceiling = true\n'

    assert one(GOOD + ceiling).price_micros(10, "1280x720") == 1_000_000


RETIRED = entry(status='"retired"', title='"x"\naliases = ["very-old"]')


def test_t36_a_retired_model_is_not_offered_but_found() -> None:
    catalog = read(GOOD + RETIRED).catalog

    assert [model.id for model in catalog.offered] == ["good"]
    found = catalog.find("very-old")
    assert found
    assert found.id == "odd"


def test_an_incomplete_entry_needs_neither_lengths_nor_sizes_and_is_not_offered() -> None:
    text = '[[model]]\nid = "w"\ntitle = "W"\ndialect = "comet-form"\nstatus = "incomplete"\n'

    loaded = read(GOOD + text)

    assert problems(loaded) == []
    assert [model.id for model in loaded.catalog.offered] == ["good"]
    assert table(loaded.catalog)[1].price == "unknown"


LEAVING = GOOD.replace('"documented"', '"retiring"')
UNPRICED = entry(per_second="0.1").replace('[[model.price]]\ntier = "720p"\nper_second = 0.1', "")


@pytest.mark.parametrize(
    ("text", "listed", "unknown_too", "chosen"),
    [
        (GOOD + entry(), None, False, "good"),
        (LEAVING + entry(), None, False, "odd"),
        (LEAVING + entry(), {"good"}, False, "good"),
        (GOOD + entry(), {"odd", "z"}, False, "odd"),
        (GOOD + entry(), {"z"}, False, None),
        (UNPRICED + GOOD, None, False, "good"),
        (UNPRICED + GOOD, None, True, "odd"),
        (GOOD + entry(title='"x"\naliases = ["other-name"]'), {"other-name"}, False, "odd"),
    ],
)
def test_the_default_is_the_first_that_is_listed_and_priced(
    text: str, listed: set[str] | None, unknown_too: bool, chosen: str | None
) -> None:
    catalog = read(text).catalog

    found = catalog.default(None if listed is None else frozenset(listed), unknown_too)

    assert (found.id if found else None) == chosen


def test_the_name_that_the_provider_lists_is_the_one_to_send() -> None:
    model = one(entry(title='"x"\naliases = ["b", "c"]'))

    assert model.served_as(None) == "odd"
    assert model.served_as(frozenset({"c", "odd"})) == "odd"
    assert model.served_as(frozenset({"c"})) == "c"
    assert model.served_as(frozenset({"z"})) is None


def test_the_table_shows_every_entry_with_its_range_of_prices(shipped: Catalog) -> None:
    rows = {row.id: row for row in table(shipped)}

    assert len(rows) == len(shipped.models)
    assert rows["veo3.1-fast"].price == "$0.32 to $1.92"
    assert rows["veo3.1-fast"].seconds == "4, 6 or 8"
    assert rows["wan2.7"].seconds == "2 to 15"
    assert rows["doubao-seedance-1-5-pro"].price == "unknown"
    assert rows["sora-2"].status == "retiring"
