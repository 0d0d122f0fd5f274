"""What somebody wishes for, held against the catalogue before anything is written down."""

from __future__ import annotations

import difflib
import re
import unicodedata
from dataclasses import dataclass

from bot.core.cast import JobCharacter, check_takes
from bot.core.catalog import Catalog, Model, Seconds, Size
from bot.core.picture import Handed, JobPicture, named_in, take
from bot.core.refused import Refused
from bot.core.sentence import Micros, Sentence, say

LONGEST_PROMPT = 4000
"""Characters: what a modal's and a command's text field can hold at Discord."""

_ORIENTATIONS = {
    "landscape": "landscape", "horizontal": "landscape", "wide": "landscape",
    "portrait": "portrait", "vertical": "portrait", "tall": "portrait", "upright": "portrait",
    "square": "square",
}  # fmt: skip
_LENGTH = re.compile(r"([0-9]{1,6})\s*(?:s|secs?|seconds?)?\.?", re.IGNORECASE)
_TIERS = {"hd": "720p", "fullhd": "1080p", "fhd": "1080p", "uhd": "4k", "2160p": "4k"}


@dataclass(frozen=True)
class Wish:
    """A film that the catalogue can make. `size` is `WxH`, `model` the catalogue's id."""

    prompt: str
    model: str
    seconds: int
    size: str


@dataclass(frozen=True)
class Checked:
    """A wish together with its model and what it costs at most (None: unknown)."""

    wish: Wish
    model: Model
    price: Micros | None
    picture: JobPicture | None = None
    character: JobCharacter | None = None


def read_wish(
    catalog: Catalog,
    *,
    prompt: str,
    model: str | None,
    seconds: str | int | None,
    size: str | None,
    default_model: Model,
    picture: Handed | None = None,
    character: JobCharacter | None = None,
) -> Checked:
    """The wish as typed, with what was left out filled in.

    Raises Refused, with what can be had instead.
    """
    text = read_prompt(prompt)
    chosen = _model(catalog, model, default_model)
    length = _seconds(chosen, seconds)
    shape = _size(chosen, size)
    taken = take(catalog, chosen, picture) if picture else None
    if character is not None:
        check_takes(chosen, catalog.offered)
    # The name belongs to the wish: what is looked for at the provider is what was sent.
    named = named_in(text, chosen, len(taken.all)) if taken else text
    wish = Wish(named, chosen.id, length, shape.size)
    return Checked(wish, chosen, chosen.price_micros(length, shape.size), taken, character)


def nearest(catalog: Catalog, typed: str, count: int = 2) -> tuple[Model, ...]:
    """The offered models whose names are most like `typed`, filled up with the preferred ones."""
    names = {_plain(name): m for m in catalog.offered for name in (*m.names, m.title)}
    close = difflib.get_close_matches(_plain(typed), names, n=6, cutoff=0.5)
    # A dictionary keeps the order and drops the doubles.
    ranked = dict.fromkeys([names[name] for name in close] + list(catalog.offered))
    return tuple(ranked)[:count]


def find_by_words(catalog: Catalog, typed: str) -> Model | None:
    """The model of that id, alias or title, whatever its case, spaces and hyphens."""
    exact = catalog.find(typed.strip())
    if exact is not None:
        return exact
    plain = _plain(typed)
    return next(
        (m for m in catalog.models if plain in {_plain(name) for name in (*m.names, m.title)}),
        None,
    )


def read_seconds(typed: str | int) -> int | None:
    """The number in `8`, `8s` or `8 seconds`; None where there is none."""
    match = re.fullmatch(
        r"\s*(\d{1,6})\s*(?:s|sec|secs|seconds?)?\.?\s*", str(typed), re.IGNORECASE
    )
    return int(match[1]) if match else None


def find_size(model: Model, typed: str) -> Size | None:
    """The size that pixels, a ratio, a tier or a word like `portrait` names.

    Where several fit, the one with the model's default tier, else the one with its default
    ratio; None where none is left or several are.
    """
    words = _size_words(typed)
    fitting = [s for s in model.shape.sizes if words and all(_fits(s, w) for w in words)]
    standard = model.shape.get(model.shape.default)
    if len(fitting) == 1 or standard is None:
        return fitting[0] if len(fitting) == 1 else None
    same_tier = [size for size in fitting if size.tier == standard.tier]
    same_ratio = [size for size in fitting if size.ratio == standard.ratio]
    return next((each[0] for each in (same_tier, same_ratio) if len(each) == 1), None)


def read_prompt(prompt: str) -> str:
    """The prompt without what is around it. Raises Refused where it is empty or too long."""
    text = prompt.strip()
    if not any(unicodedata.category(letter)[0] not in "CZ" for letter in text):
        raise Refused(say("Say what the film should show: the prompt is empty."))
    if len(text) > LONGEST_PROMPT:
        raise Refused(
            say(
                "The prompt has {length} characters; {most} is the most.",
                length=len(text),
                most=LONGEST_PROMPT,
            )
        )
    return text


def for_adults(model: str, others: tuple[str, ...]) -> Sentence:
    """What is said of a model for adults elsewhere than in an age-restricted channel."""
    return say(
        "{model} makes films for adults, and is used in age-restricted channels only. Use it in "
        "one, or try {others} here.",
        model=model,
        others=others,
    )


def _model(catalog: Catalog, typed: str | None, default_model: Model) -> Model:
    if typed is None or not typed.strip():
        return default_model
    found = find_by_words(catalog, typed)
    if found is not None and found in catalog.offered:
        return found
    others = tuple(each.title for each in nearest(catalog, typed))
    if found is not None and found.nsfw and catalog.allow_nsfw and not catalog.adult:
        raise Refused(for_adults(found.title, others))
    if found is not None:
        raise Refused(
            say("{model} is not offered here. Try {others}.", model=found.title, others=others)
        )
    raise Refused(
        say("There is no model called {typed}. Try {others}.", typed=_short(typed), others=others)
    )


def _seconds(model: Model, typed: str | int | None) -> int:
    if typed is None or not str(typed).strip():
        return model.seconds.default
    seconds = read_seconds(typed)
    if seconds is None:
        raise Refused(_no_number(model, str(typed)))
    if not model.seconds.allows(seconds):
        raise Refused(_no_such_length(model, seconds))
    return seconds


def _no_number(model: Model, typed: str) -> Sentence:
    return say(
        "{typed} is not a length. Give whole seconds, for example {example}.",
        typed=_short(typed),
        example=model.seconds.default,
    )


def _no_such_length(model: Model, seconds: int) -> Sentence:
    lengths: Seconds = model.seconds
    if lengths.is_range:
        return say(
            "{model} does not make films of {typed} seconds, only of {least} to {most}.",
            model=model.title,
            typed=seconds,
            least=lengths.allowed[0],
            most=lengths.allowed[-1],
        )
    return say(
        "{model} does not make films of {typed} seconds. These lengths can be had: {allowed}.",
        model=model.title,
        typed=seconds,
        allowed=tuple(str(each) for each in lengths.allowed),
    )


def _size(model: Model, typed: str | None) -> Size:
    found = find_size(model, typed if typed and typed.strip() else model.shape.default)
    if found is None:
        raise Refused(
            say(
                "{model} does not make {typed}. These sizes can be had: {allowed}.",
                model=model.title,
                typed=_short(typed or ""),
                allowed=tuple(each.size for each in model.shape.sizes),
            )
        )
    return found


def _size_words(typed: str) -> list[str]:
    """`1920 x 1080` to `1920x1080`, `Full HD` to `fullhd`, the rest word by word."""
    text = typed.casefold().replace("\N{MULTIPLICATION SIGN}", "x").replace("*", "x")
    text = re.sub(r"(\d)\s*([x:])\s*(?=\d)", r"\1\2", text)
    return re.findall(r"[^\s,()]+", text.replace("full hd", "fullhd"))


def _fits(size: Size, word: str) -> bool:
    if word in _ORIENTATIONS:
        return _ORIENTATIONS[word] == _orientation(size)
    tier = _TIERS.get(word, word)
    # `16x9` is how an older page of the provider writes the ratio 16:9.
    return word in (size.size, size.ratio, size.ratio.replace(":", "x")) or tier == size.tier


def _orientation(size: Size) -> str:
    if size.width == size.height:
        return "square"
    return "landscape" if size.width > size.height else "portrait"


def _plain(name: str) -> str:
    return re.sub(r"[\s_-]+", "", name.casefold())


def _short(typed: str) -> str:
    """What was typed, short enough to be repeated in a sentence."""
    flat = " ".join(typed.split())
    return flat if len(flat) <= 60 else flat[:59] + "…"
