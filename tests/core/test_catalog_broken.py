"""A broken entry is named by file, entry and key, and never takes the others with it."""

from __future__ import annotations

import pytest
from catalog_text import GOOD, entry, problems, read

from bot.core.catalog import BrokenCatalog

WRONG = [
    pytest.param({"default": '"800x600"'}, "shape.default: 800x600 is not among its sizes",
                 id="default size not in sizes"),
    pytest.param({"seconds": "{ allowed = [4, 6], default = 5 }"},
                 "seconds.default: 5 is not a length it allows", id="default length not allowed"),
    pytest.param({"seconds": "{ min = 2, max = 9, default = 1 }"},
                 "seconds.default: 1 is not a length it allows", id="default length out of range"),
    pytest.param({"seconds": "{ min = 9, max = 2, default = 5 }"}, "seconds.max: is below min",
                 id="range upside down"),
    pytest.param({"seconds": "{ default = 5 }"},
                 "seconds: needs either allowed, or min and max", id="no lengths"),
    pytest.param({"seconds": "{ allowed = [4], min = 1, default = 4 }"},
                 "seconds: needs either allowed, or min and max", id="lengths in two ways"),
    pytest.param({"seconds": "-"}, "seconds: is missing", id="lengths missing"),
    pytest.param({"tier": '"4k"'}, "price.0.tier: no size has the tier 4k", id="tier of no size"),
    pytest.param({"per_second": "0.1\nper_clip = 1"},
                 "price.0: needs either per_second or per_clip", id="price in two ways"),
    pytest.param({"per_second": "nan"}, "price.0.per_second: Input should be a finite number",
                 id="T33 price nan"),
    pytest.param({"per_second": "-0.1"},
                 "price.0.per_second: Input should be greater than or equal to 0",
                 id="T33 price below 0"),
    pytest.param({"title": '"x"\nimage = { max = 1 }'},
                 "image.role: is needed where image.max is above 0", id="pictures without a role"),
    pytest.param({"title": '"x"\naliases = ["odd"]'}, "aliases: odd is its own id",
                 id="its own alias"),
    pytest.param({"title": '"x"\naliases = ["a", "a"]'}, "aliases: a stands there twice",
                 id="an alias twice"),
    pytest.param({"title": '"x"\nprovider = "nobody"'}, "provider: there is no provider nobody",
                 id="no such provider"),
    pytest.param({"title": "-"}, "title: Field required", id="a key missing"),
    pytest.param({"title": "5"}, "title: Input should be a valid string", id="a wrong type"),
    pytest.param({"status": '"super"'},
                 "status: Input should be 'documented', 'beta', 'announced', 'incomplete', "
                 "'retiring' or 'retired'", id="no such status"),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "words"), WRONG)
def test_t34_a_broken_entry_is_named_and_the_others_load(
    changes: dict[str, str], words: str
) -> None:
    loaded = read(GOOD + entry(**changes))

    assert problems(loaded) == [f"file0.toml, model odd (line 18), {words}."]
    assert [model.id for model in loaded.catalog.models] == ["good"]


def test_t34_an_entry_without_an_id_is_named_by_its_place() -> None:
    loaded = read(GOOD + "[[model]]\ntitle = 'x'\n")

    assert problems(loaded)[0] == "file0.toml, model number 2 (line 17), id: Field required."


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (GOOD + GOOD, "model good (line 18), id: good stands twice in this file"),
        (entry(title='"x"\naliases = ["good"]') + GOOD,
         "model good (line 19), id: good stands twice in this file"),
        (GOOD + entry(title='"x"\naliases = ["good"]'),
         "model odd (line 18), aliases: good stands twice in this file"),
    ],
    ids=["an id", "an id that is an alias", "an alias that is an id"],
)  # fmt: skip
def test_a_name_stands_once_in_a_file(text: str, words: str) -> None:
    assert problems(read(text)) == [f"file0.toml, {words}."]


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"title": '"x"\ncolour = 1'}, "colour"),
        ({"seconds": "{ allowed = [4], default = 4, unit = 's' }"}, "seconds.unit"),
        ({"per_second": "0.1\ncurrency = 'USD'"}, "price.0.currency"),
    ],
)
def test_t35_an_unknown_key_is_named_and_the_entry_loads(changes: dict[str, str], key: str) -> None:
    loaded = read(entry(**changes))

    assert problems(loaded) == [
        f"file0.toml, model odd (line 2): the key {key} is not known and was passed over."
    ]
    assert loaded.catalog.find("odd")


def test_t35_unknown_tables_and_a_newer_schema_are_named() -> None:
    loaded = read("schema = 2\nmodle = 3\n" + GOOD)

    assert problems(loaded) == [
        "file0.toml, the file, schema: this version reads schema 1.",
        "file0.toml, the file: the key modle is not known and was passed over.",
    ]


def test_a_dialect_that_is_not_spoken_is_named_and_not_offered() -> None:
    loaded = read(GOOD + entry(dialect='"klingon"'))

    assert "klingon is not known" in problems(loaded)[0]
    assert [model.id for model in loaded.catalog.offered] == ["good"]
    assert loaded.catalog.find("odd")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a = 1\nb = \n", "file0.toml, line 2, is not valid TOML: Invalid value."),
        ("a = 1\nb = 'x", "file0.toml, line 2, is not valid TOML: Expected"),
        ("a = 1\na = 2\n", "file0.toml, line 2, is not valid TOML: Cannot overwrite a value."),
        ("", "file0.toml, line 1: there is not one model in it."),
        (entry(title="5"), "file0.toml, model odd (line 2), title: Input should be a valid string"),
        ("model = 3", "file0.toml, the file, model: must be written as [[model]]"),
    ],
)
def test_t34_without_a_single_model_one_sentence_says_where(text: str, words: str) -> None:
    with pytest.raises(BrokenCatalog) as caught:
        read(text)

    assert words in str(caught.value)
    assert "\n" not in str(caught.value)
