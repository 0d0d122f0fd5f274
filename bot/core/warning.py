"""Limits of which little is left, or nothing, and who is told of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.core.overview import Meter
from bot.core.sentence import Money, Sentence, When, say

LEVELS = (80, 100)
"""Percent used up, at which somebody is told; once in each day or month."""


@dataclass(frozen=True)
class Warning:
    meter: Meter
    level: int

    @property
    def sentence(self) -> Sentence:
        meter = self.meter
        assert meter.resets is not None
        most = Money(meter.most) if meter.money else meter.most
        used = Money(meter.used) if meter.money else meter.used
        if self.level == LEVELS[-1]:
            text = "⛔ {name}: all {most} are used up. That starts afresh {when}."
            return say(text, name=meter.name, most=most, when=When(meter.resets))
        text = "⚠️ {name}: {used} of {most} are used up. That starts afresh {when}."
        return say(text, name=meter.name, used=used, most=most, when=When(meter.resets))


def warnings_of(meters: Iterable[Meter]) -> list[Warning]:
    """What is to be said, at each level that is reached; not of limits without an end or a day."""
    found = list[Warning]()
    for meter in meters:
        if meter.resets is None or meter.endless or meter.most <= 0:
            continue
        percent = meter.used * 100 / meter.most
        found += [Warning(meter, level) for level in LEVELS if percent >= level]
    return found
