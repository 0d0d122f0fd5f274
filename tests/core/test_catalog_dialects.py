"""The catalogue's dialects are those that the provider's client speaks."""

import pytest
from catalog_text import GOOD, entry, problems, read

from bot.core.catalog import ABILITIES, DIALECTS
from bot.provider.dialects import DIALECTS as SPOKEN


def test_what_is_offered_can_be_spoken() -> None:
    assert set(SPOKEN) == set(ABILITIES)
    assert set(ABILITIES) - DIALECTS == {"comet-json-video", "sora-reverse"}


@pytest.mark.parametrize(
    ("dialect", "line", "why"),
    [
        ("openai-sora", 'image = { max = 2, role = "first_frame" }',
         "image.max: the dialect openai-sora sends at most 1"),
        ("comet-form", "remix = true", "remix: the dialect comet-form has no words for it"),
        ("openai-sora", "character = true",
         "character: the dialect openai-sora has no words for it"),
    ],
)  # fmt: skip
def test_an_entry_that_its_dialect_cannot_say_is_refused(dialect: str, line: str, why: str) -> None:
    loaded = read(GOOD + entry(dialect=f'"{dialect}"', title=f'"x"\n{line}'))

    assert [model.id for model in loaded.catalog.models] == ["good"]
    assert problems(loaded)[0].endswith(f"{why}.")


@pytest.mark.parametrize("dialect", ["comet-json-video", "sora-reverse"])
def test_a_dialect_that_makes_no_film_from_words_is_not_offered_but_known(dialect: str) -> None:
    loaded = read(GOOD + entry(dialect=f'"{dialect}"'))

    assert [model.id for model in loaded.catalog.offered] == ["good"]
    assert loaded.catalog.find("odd")
    assert problems(loaded)[0].endswith(
        f"dialect: {dialect} is not for films from words; it is not offered."
    )


ASPECT = """
[[model]]
id = "wide"
title = "Wide"
dialect = "comet-aspect"
status = "beta"
seconds = { allowed = [4], default = 4 }
[model.shape]
kind = "aspect"
ratios = ["16:9", "9:16", "1:1", "21:9"]
default_ratio = "9:16"
resolutions = ["720p", "1080p"]
default_resolution = "720p"
[[model.price]]
tier = "1080p"
per_second = 0.1
"""


def test_ratios_and_resolutions_become_sizes_like_any_others() -> None:
    (model,) = read(ASPECT).catalog.models

    assert [size.size for size in model.shape.sizes] == [
        "1280x720", "720x1280", "720x720", "1680x720",
        "1920x1080", "1080x1920", "1080x1080", "2520x1080",
    ]  # fmt: skip
    assert model.shape.default == "720x1280"
    assert model.price_micros(4, "1920x1080") == 400_000
    assert model.price_micros(4, "1280x720") is None


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ('default_ratio = "9:16"', 'default_ratio = "4:3"',
         "shape.default_ratio: 4:3 is not among its ratios"),
        ('resolutions = ["720p", "1080p"]', "resolutions = []", "shape.resolutions: is missing"),
        ('default_resolution = "720p"', "", "shape.default_resolution: is missing"),
        ('"1:1", "21:9"', '"9:16"', "shape.ratios: 9:16 stands there twice"),
        ('tier = "1080p"', 'tier = "4k"', "price.0.tier: no size has the tier 4k"),
        ('kind = "aspect"', "", "shape.sizes: is missing"),
    ],
)  # fmt: skip
def test_a_frame_that_is_not_told_whole_is_refused(old: str, new: str, why: str) -> None:
    loaded = read(GOOD + ASPECT.replace(old, new))

    assert [model.id for model in loaded.catalog.models] == ["good"]
    assert problems(loaded)[0].endswith(f"{why}.")
