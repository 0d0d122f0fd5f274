"""What is offered while somebody types: every field may be half-typed, wrong or empty."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.catalog import Catalog, Model, Size
from bot.core.sentence import Micros
from bot.core.wish import find_by_words, find_size, nearest, read_seconds

MOST = 25
"""Choices that Discord shows for one option."""


@dataclass(frozen=True)
class Suggestion:
    """One choice: `value` is what the field is filled with."""

    value: str
    title: str
    price: Micros | None
    """What the film costs with this choice; None: unknown."""
    is_default: bool = False


def model_meant(catalog: Catalog, typed: str | None, default_model: Model) -> Model:
    """The offered model that a half-typed name most likely means."""
    if not typed or not typed.strip():
        return default_model
    found = find_by_words(catalog, typed)
    if found is not None and found in catalog.offered:
        return found
    return next(iter(_models_like(catalog, typed)), default_model)


def suggest_models(
    catalog: Catalog,
    typed: str | None,
    *,
    seconds: str | int | None = None,
    size: str | None = None,
    default_model: Model | None = None,
) -> tuple[Suggestion, ...]:
    """Models that `typed` may become, each priced for the length and size already chosen.

    Where nothing fits, the nearest are offered, so that a slip of the finger shows a way on.
    """
    wanted = typed or ""
    found = _models_like(catalog, wanted) or nearest(catalog, wanted, count=5)
    return tuple(
        Suggestion(
            model.id,
            model.title,
            model.price_micros(_seconds_meant(model, seconds), _size_meant(model, size).size),
            model == default_model,
        )
        for model in found[:MOST]
    )


def suggest_seconds(
    model: Model, typed: str | int | None, size: str | None = None
) -> tuple[Suggestion, ...]:
    """Lengths that `typed` may become; every length where it can become none.

    More lengths than Discord shows are thinned out evenly; the shortest, the longest and the
    default stay.
    """
    digits = "".join(c for c in str(typed if typed is not None else "") if c in "0123456789")
    choices = model.seconds.choices()
    fitting = [each for each in choices if str(each).startswith(digits)] or list(choices)
    shape = _size_meant(model, size).size
    return tuple(
        Suggestion(
            str(each),
            str(each),
            model.price_micros(each, shape),
            each == model.seconds.default,
        )
        for each in _thinned(fitting, model.seconds.default)
    )


def suggest_sizes(
    model: Model, typed: str | None, seconds: str | int | None = None
) -> tuple[Suggestion, ...]:
    """Sizes that `typed` may become, by pixels, ratio or tier; every size where it can be none."""
    text = (typed or "").strip().casefold()
    sizes = model.shape.sizes
    fitting = [each for each in sizes if _begins(each, text)]
    named = find_size(model, text)
    if not fitting:
        fitting = [named] if named is not None else list(sizes)
    length = _seconds_meant(model, seconds)
    return tuple(
        Suggestion(
            each.size,
            f"{each.size} ({each.ratio}, {each.tier})",
            model.price_micros(length, each.size),
            each.size == model.shape.default,
        )
        for each in fitting[:MOST]
    )


def _models_like(catalog: Catalog, typed: str) -> tuple[Model, ...]:
    """Offered models with every typed word in one of their names, in the catalogue's order."""
    words = typed.casefold().split()
    return tuple(
        model
        for model in catalog.offered
        if all(word in " ".join((*model.names, model.title)).casefold() for word in words)
    )


def _begins(size: Size, text: str) -> bool:
    return any(each.startswith(text) for each in (size.size, size.ratio, size.tier))


def _seconds_meant(model: Model, typed: str | int | None) -> int:
    seconds = read_seconds(typed) if typed is not None else None
    usable = seconds is not None and model.seconds.allows(seconds)
    return seconds if usable and seconds is not None else model.seconds.default


def _size_meant(model: Model, typed: str | None) -> Size:
    """The size typed, else the default one: the loader sees to it that there is one."""
    named = find_size(model, typed) if typed else None
    return named or model.shape.get(model.shape.default) or model.shape.sizes[0]


def _thinned(lengths: list[int], default: int) -> list[int]:
    if len(lengths) <= MOST:
        return lengths
    step = (len(lengths) - 1) / (MOST - 2)
    kept = {lengths[round(at * step)] for at in range(MOST - 1)}
    return sorted(kept | ({default} & set(lengths)))
