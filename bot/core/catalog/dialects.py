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


MANY = 100

ABILITIES: Mapping[str, Abilities] = {
    "openai-sora": Abilities(pictures=1, remix=True),
    "comet-form": Abilities(pictures=MANY),
}

DIALECTS = frozenset(ABILITIES)
"""The dialects in which films are ordered."""
