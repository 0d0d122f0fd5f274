"""A picture that goes along with a wish: what may be handed in, and what can be wrong with it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from urllib.parse import parse_qs, urlsplit

from bot.core.catalog import Catalog, Model
from bot.core.refused import Refused
from bot.core.sentence import Sentence, say, say_n

MOST_MB = 20
MOST_BYTES = MOST_MB * 1_000_000
MOST_MEGAPIXELS = 50
MOST_PIXELS = MOST_MEGAPIXELS * 1_000_000
"""Phones make up to 50 million, and a decoder needs 4 bytes and more for each."""

_TYPES = frozenset({"image/png", "image/jpeg", "image/jpg", "image/webp", "image/gif"})


class Fit(StrEnum):
    """How a picture becomes as large as the film."""

    CROP = "crop"
    """Fills the frame; what stands over is cut off."""
    PAD = "pad"
    """All of it is seen, with bars where the shapes differ."""
    AS_IS = "as_is"
    """Keeps its own size: the model takes it as a reference and not as a frame."""


@dataclass(frozen=True)
class Handed:
    """A picture as the interaction tells of it. Nothing of this has been looked at yet."""

    url: str
    name: str
    size: int
    """Bytes."""
    content_type: str | None
    """What Discord made of the file's name; None where it knows none."""
    fit: Fit | None = None
    """What the member chose; None: nothing."""
    of: int | None = None
    """The job that brought it, where it is wished for again."""
    more: tuple[Handed, ...] = ()
    """Further ones, in their order."""

    @property
    def all(self) -> tuple[Handed, ...]:
        return (replace(self, more=()), *self.more)


def in_order(handed: Iterable[Handed]) -> Handed | None:
    """Pictures of one wish, as one value; None where there is none."""
    first, *others = [*handed] or [None]
    return None if first is None else replace(first, more=tuple(o for o in others if o is not None))


@dataclass(frozen=True)
class JobPicture:
    """The picture of a job, with those that go along behind it."""

    url: str
    """Where Discord keeps it, for about a day."""
    name: str
    """As the member's file is called."""
    fit: Fit
    file: str | None = None
    """Its name in our folder, once it was fetched, checked and fitted."""
    of: int | None = None
    """The job that brought it first, where it was wished for again: we may have a copy."""
    more: tuple[JobPicture, ...] = ()
    """Further ones, in their order."""

    @property
    def all(self) -> tuple[JobPicture, ...]:
        return (replace(self, more=()), *self.more)

    @property
    def is_ready(self) -> bool:
        """Every one of them is in our folder."""
        return all(each.file is not None for each in self.all)


class Flaw(StrEnum):
    """Why a picture can't be used. The values are also what the fitting process says."""

    NOT_A_PICTURE = "not_a_picture"
    BROKEN = "broken"
    TOO_MANY_PIXELS = "too_many_pixels"
    TOO_MANY_BYTES = "too_many_bytes"
    TOO_HARD = "too_hard"
    """Reading it took more time or memory than a picture may."""
    TOO_SLOW = "too_slow"
    GONE = "gone"
    UNREACHABLE = "unreachable"
    ELSEWHERE = "elsewhere"
    """Its address is not one of Discord's."""


_ONE_THAT_WORKS = "Ask again with a PNG, JPEG, WebP or GIF."
FLAWS: dict[Flaw, Sentence] = {
    Flaw.NOT_A_PICTURE: say(
        "The file is not a picture that can be read here, whatever its name says. "
        + _ONE_THAT_WORKS
    ),
    Flaw.BROKEN: say(
        "The picture is damaged or not complete. Save it anew and ask again with that file."
    ),
    Flaw.TOO_MANY_PIXELS: say(
        "The picture has more than {most} million pixels. Make it smaller and ask again.",
        most=MOST_MEGAPIXELS,
    ),
    Flaw.TOO_MANY_BYTES: say(
        "The picture has more than {most} MB. Make it smaller and ask again.", most=MOST_MB
    ),
    Flaw.TOO_HARD: say(
        "Reading the picture took more time or memory than it may. "
        "Save it anew as PNG or JPEG and ask again."
    ),
    Flaw.TOO_SLOW: say(
        "Discord took too long to hand over the picture. Ask again in a few minutes."
    ),
    Flaw.GONE: say(
        "Discord no longer has the picture: its link works for about a day. Ask again with the "
        "file itself."
    ),
    Flaw.UNREACHABLE: say("Discord could not hand over the picture. Ask again in a few minutes."),
    Flaw.ELSEWHERE: say(
        "The picture does not lie with Discord, and nothing is fetched from elsewhere. Ask again "
        "with the file itself."
    ),
}


_UNFIT = (
    Flaw.NOT_A_PICTURE,
    Flaw.BROKEN,
    Flaw.TOO_MANY_PIXELS,
    Flaw.TOO_MANY_BYTES,
    Flaw.TOO_HARD,
    Flaw.ELSEWHERE,
)


def flawed(flaw: Flaw, nth: int, picture: JobPicture) -> Sentence:
    """Why a job's picture can't be used, and which one where it has several; `nth` is from 1."""
    if not picture.more:
        return FLAWS[flaw]
    name = _short(picture.all[nth - 1].name)
    return say(_WHICH, nth=nth, name=name, what=FLAWS[flaw])


_WHICH = "Picture {nth}, {name}: {what}"


def unfit(problem: Sentence | None) -> bool:
    """Whether a job ended because of its file itself, which would be as bad another time."""
    if problem is not None and problem.text == _WHICH:
        inner = problem.values["what"]
        problem = inner if isinstance(inner, Sentence) else None
    return any(problem == FLAWS[flaw] for flaw in _UNFIT)


def link_ends(url: str) -> float:
    """When Discord's link stops working, in seconds since 1970; 0 where it does not say."""
    told = parse_qs(urlsplit(url).query).get("ex", [""])[0]
    try:
        return float(int(told, 16))
    except ValueError:
        return 0.0


def take(catalog: Catalog, model: Model, handed: Handed) -> JobPicture:
    """The pictures of a wish, by what the interaction tells alone.

    Raises Refused where the model takes none or fewer, or a file is declared too large or not a
    picture.
    """
    if model.image.max == 0:
        raise Refused(_takes_none(catalog, model, again=handed.of is not None))
    if len(handed.all) > model.image.max:
        raise Refused(_takes_fewer(catalog, model, len(handed.all)))
    first, *others = (_take(model, each) for each in handed.all)
    return replace(first, more=tuple(others))


def _take(model: Model, handed: Handed) -> JobPicture:
    declared = (handed.content_type or "").partition(";")[0].strip().lower()
    # Without a word of Discord's only the content tells, and that is looked at later.
    if declared and declared not in _TYPES:
        raise Refused(
            say(
                "{name} is not a picture that can be used here: it has to be a PNG, JPEG, WebP or "
                "GIF.",
                name=_short(handed.name),
            )
        )
    if handed.size > MOST_BYTES:
        raise Refused(FLAWS[Flaw.TOO_MANY_BYTES])
    chosen = Fit.CROP if handed.fit in (None, Fit.AS_IS) else handed.fit
    fit = Fit.AS_IS if model.image.fit == "none" else chosen
    return JobPicture(handed.url, handed.name, fit, of=handed.of)


def named_in(prompt: str, model: Model, count: int = 1) -> str:
    """The prompt as a model wants it that goes by the names of its `count` pictures in it."""
    if model.image.prompt_tag is None:
        return prompt
    for nth in range(1, count + 1):
        tag = model.image.prompt_tag.replace("{n}", str(nth))
        if tag.casefold() not in prompt.casefold():
            prompt = f"{prompt} {tag}"
    return prompt


def unnamed(prompt: str, model: Model, count: int) -> str:
    """What was typed, without the names that `named_in` put behind it."""
    for nth in range(count, 0, -1):
        tag = (model.image.prompt_tag or "").replace("{n}", str(nth))
        prompt = prompt.removesuffix(f" {tag}") if tag else prompt
    return prompt


def _takes_none(catalog: Catalog, model: Model, *, again: bool) -> Sentence:
    others = tuple(each.title for each in catalog.offered if each.image.max > 0)[:2]
    if again:
        return say(
            "{model} takes no picture, and this film has one. Choose a model that takes one, or "
            "ask anew with `/create`, without it.",
            model=model.title,
        )
    if not others:
        return say("{model} takes no picture. Leave it out.", model=model.title)
    return say(
        "{model} takes no picture. Leave it out, or choose a model that takes one: {others}.",
        model=model.title,
        others=others,
    )


def _takes_fewer(catalog: Catalog, model: Model, given: int) -> Sentence:
    others = tuple(each.title for each in catalog.offered if each.image.max >= given)[:2]
    text = "{model} takes {most} picture, and you gave {given}. Leave the others out"
    many = "{model} takes {most} pictures at most, and you gave {given}. Leave some out"
    values = {"model": model.title, "most": model.image.max, "given": given}
    if not others:
        return say_n(text + ".", many + ".", model.image.max, **values)
    end = ", or choose a model that takes so many: {others}."
    return say_n(text + end, many + end, model.image.max, **values, others=others)


def _short(name: str) -> str:
    return name if len(name) <= 60 else name[:59] + "…"
