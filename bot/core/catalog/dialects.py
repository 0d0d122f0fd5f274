"""What each dialect of `/v1/videos` has words for; `bot.provider.dialects` speaks them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Abilities:
    """What can be said in a dialect. A model may still be able to do less."""

    pictures: int = 0
    """How many fit into one order, at most."""
    remix: bool = False
    """A done film can be made anew with another prompt, by its id."""
    character: bool = False
    """Someone from another film can appear."""
    film: bool = False
    """An order carries a film that is to be changed, and can't do without it."""
    whole: bool = False
    """There is no job: the reply to an order is the film, and takes as long as one."""
    orders: bool = True
    """Else nobody knows how a film is ordered; jobs that exist can be asked after."""


MANY = 100

ABILITIES: Mapping[str, Abilities] = {
    # CometAPI
    "openai-sora": Abilities(pictures=1, remix=True),
    "sora-all": Abilities(character=True),
    "comet-form": Abilities(pictures=MANY),
    "comet-ratio": Abilities(pictures=MANY),
    "comet-16x9": Abilities(pictures=2),
    "comet-aspect": Abilities(),
    "comet-json-video": Abilities(film=True),
    "sora-reverse": Abilities(orders=False),
    # Servers of one's own
    "litellm": Abilities(pictures=1, remix=True),
    "vllm-omni": Abilities(pictures=1),
    "sglang": Abilities(pictures=1),
    "dynamo": Abilities(pictures=1, whole=True),
}

DIALECTS = frozenset(name for name, can in ABILITIES.items() if can.orders and not can.film)
"""The dialects in which a film can be ordered by words, and by pictures where it takes them."""
