"""A film made from another one: by the provider itself, or as a new film from one of its frames."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.core.catalog import ABILITIES, Catalog, Model
from bot.core.job import Job, JobStatus
from bot.core.picture import Handed
from bot.core.refused import Refused
from bot.core.sentence import Sentence, say
from bot.core.wish import Checked, Wish, read_prompt, read_wish

FRAMES = 6
"""Pictures of a film that may be chosen from, evenly spread; 1 is its first, 6 its last."""


class Way(StrEnum):
    REMIX = "remix"
    """The provider makes the film anew, changed as the words say; length and size stay."""
    FRAME = "frame"
    """A new film, which begins with a frame of the old one."""


@dataclass(frozen=True)
class Remake:
    """A film to be made from another one, held against the catalogue."""

    checked: Checked
    way: Way


def needs_frame(draft: Job) -> bool:
    """Whether the member still has to choose what this film begins with."""
    return draft.source_id is not None and draft.picture is not None


def card_of(job: Job) -> str:
    """Where a job's card is, as in Discord's links."""
    return f"{job.guild_id}/{job.channel_id}/{job.message_id}"


def check_source(job: Job) -> None:
    """Raises Refused where there is no film that another could be made from."""
    number = str(job.id)
    # Stored is enough: the card shows the film a moment before that is written down.
    if job.status in {JobStatus.STORED, JobStatus.DELIVERED} and job.film is not None:
        return
    if job.ended:
        raise Refused(say("Film #{number} was never made, so nothing can be made from it.",
                          number=number))  # fmt: skip
    raise Refused(
        say("Film #{number} is not there yet. Try again when it stands on its card.", number=number)
    )


def can_remix(model: Model, source: Job) -> bool:
    """Whether the provider itself can change this film with this model."""
    same = model.id == source.model and model.provider == source.provider
    able = model.remix and ABILITIES[model.dialect].remix
    return same and able and source.provider_id is not None


def remaking(models: Sequence[Model], source: Job, standard: Model | None) -> tuple[Model, ...]:
    """Those of the models that can make a film from this one, the likeliest first."""
    able = [model for model in models if can_remix(model, source) or model.image.max > 0]

    def rank(model: Model) -> int:
        if can_remix(model, source):
            return 0
        return 1 if model.id == source.model else 2 if model == standard else 3

    return tuple(sorted(able, key=rank))


def read_remake(
    catalog: Catalog,
    models: Sequence[Model],
    source: Job,
    *,
    prompt: str,
    model: str | None,
    way: Way | None,
    standard: Model,
) -> Remake:
    """The wish for a film from another one, with what was left out filled in.

    `models` are those that can be had at present; `way` is the one way that is wanted, None: the
    best. Raises Refused, with what can be had instead.
    """
    check_source(source)
    able = remaking(models, source, standard)
    if way is Way.FRAME:
        able = tuple(each for each in able if each.image.max > 0)
    if not able:
        raise Refused(say("No model of this bot can make a film from another one at present."))
    chosen = able[0]
    if model is not None and model.strip():
        checked = read_wish(
            catalog, prompt=prompt, model=model, seconds=None, size=None, default_model=chosen
        )
        chosen = checked.model
    if can_remix(chosen, source) and way is not Way.FRAME:
        return Remake(_as_the_source(chosen, source, read_prompt(prompt)), Way.REMIX)
    if chosen.image.max == 0:
        raise Refused(_needs_pictures(chosen, able))
    return Remake(_from_a_frame(catalog, chosen, source, prompt), Way.FRAME)


def _as_the_source(model: Model, source: Job, prompt: str) -> Checked:
    wish = Wish(prompt, model.id, source.seconds, source.size)
    return Checked(wish, model, model.price_micros(source.seconds, source.size))


def _from_a_frame(catalog: Catalog, model: Model, source: Job, prompt: str) -> Checked:
    return read_wish(
        catalog,
        prompt=prompt,
        model=model.id,
        seconds=source.seconds if model.seconds.allows(source.seconds) else None,
        size=nearest_size(model, source.size),
        default_model=model,
        # It has no address: it is taken from the film once the member has chosen it.
        picture=Handed(url="", name=f"#{source.id}", size=0, content_type="image/png"),
    )


def nearest_size(model: Model, size: str) -> str:
    """The model's size that is most like this one in shape, of its usual tier where it can be."""
    if model.shape.get(size) is not None:
        return size
    width, _, height = size.partition("x")
    wanted = math.log(int(width) / int(height))
    standard = model.shape.get(model.shape.default)

    def unlike(each: tuple[str, str, float]) -> tuple[float, bool, bool]:
        name, tier, shape = each
        usual = standard is not None and tier == standard.tier
        return (round(abs(shape - wanted), 2), not usual, name != model.shape.default)

    sizes = [(s.size, s.tier, math.log(s.width / s.height)) for s in model.shape.sizes]
    return min(sizes, key=unlike)[0]


def _needs_pictures(model: Model, able: Sequence[Model]) -> Sentence:
    return say(
        "{model} can't begin with a picture, so it can't go on from a film. Choose one that can: "
        "{others}.",
        model=model.title,
        others=tuple(each.title for each in able[:2]),
    )
