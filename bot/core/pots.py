"""The pots that all share: money a day and a month, and films in the making at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.core.allowance import SERVER, UNLIMITED, Held, Holder, Rule, Scope
from bot.core.sentence import Mention, Money, Sentence, When, say, say_n
from bot.core.standing import Standing, Tally, Wanted
from bot.core.wallet import NO_PRICE


@dataclass(frozen=True)
class Pot:
    """What one pot holds of one thing, and what was taken out."""

    holder: Holder
    rule: Rule
    most: Held
    used: int
    resets: float | None
    """Seconds since 1970; None: whenever a film is done."""

    @property
    def left(self) -> int:
        return max(0, self.most.number - self.used)

    @property
    def endless(self) -> bool:
        return self.most.number >= UNLIMITED


def pots(standing: Standing, wanted: Wanted) -> Iterator[Pot]:
    """Every pot that a film of this member would be taken from."""
    channel = Holder(Scope.CHANNEL, wanted.place)
    for holder, tally in ((SERVER, standing.server), (channel, standing.channel)):
        for rule, used, resets in _used(standing, tally):
            most = standing.house.rules.pot(rule, holder)
            if most is not None:
                yield Pot(holder, rule, most, used, resets)


def empty_pots(standing: Standing, wanted: Wanted, price: int | None) -> Iterator[Sentence]:
    """What is said of each pot that has no room for a film of this price."""
    for pot in pots(standing, wanted):
        if pot.endless:
            continue
        if pot.rule is Rule.RUNNING:
            if pot.used >= pot.most.number:
                yield _busy(pot)
        elif price is None:
            yield NO_PRICE
        elif pot.used + price > pot.most.number:
            yield _empty(pot, price)


def _used(standing: Standing, tally: Tally) -> tuple[tuple[Rule, int, float | None], ...]:
    return (
        (Rule.MONEY_DAY, tally.day, standing.period.day_ends),
        (Rule.MONEY_MONTH, tally.month, standing.period.month_ends),
        (Rule.RUNNING, tally.running, None),
    )


def _busy(pot: Pot) -> Sentence:
    return say_n(
        "Only {n} film may be in the making at once in {whose}, and one is. Try again when it is "
        "done; {who} can change that.",
        "Only {n} films may be in the making at once in {whose}, and so many are. Try again when "
        "one is done; {who} can change that.",
        pot.most.number,
        whose=_whose(pot),
        who=_who(pot),
    )


def _empty(pot: Pot, price: int) -> Sentence:
    text = (
        "This film would cost {price}, and {left} of the {most} that {whose} has for today is "
        "left. That starts afresh {reset}; {who} can change it."
    )
    if pot.rule is Rule.MONEY_MONTH:
        text = (
            "This film would cost {price}, and {left} of the {most} that {whose} has for this "
            "month is left. That starts afresh {reset}; {who} can change it."
        )
    return say(
        text,
        price=Money(price),
        left=Money(pot.left),
        most=Money(pot.most.number),
        whose=_whose(pot),
        reset=When(pot.resets or 0.0),
        who=_who(pot),
    )


def _whose(pot: Pot) -> Sentence:
    if pot.holder.scope is Scope.CHANNEL:
        return say("{channel}", channel=Mention("channel", pot.holder.id))
    return say("this server")


def _who(pot: Pot) -> Sentence:
    if pot.most.by[0].scope is Scope.CEILING:
        return say("the bot's owner")
    return say("a moderator (`/limits set`)")
