"""What a member has left, limit by limit: what `/quota`, `/why` and `/limits show` show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from bot.core.allowance import SERVER, UNLIMITED, Rule, Scope
from bot.core.limit_words import NAMES
from bot.core.pots import Pot, pots
from bot.core.reins import source
from bot.core.sentence import Mention, Sentence, say
from bot.core.standing import Standing, Wanted
from bot.core.wallet import DAY, Limits, day_start


class Whose(StrEnum):
    """Whom it concerns that little is left of a limit."""

    MEMBER = "member"
    SERVER = "server"
    """Its moderators."""
    OWNER = "owner"
    """Of the bot."""


@dataclass(frozen=True)
class Meter:
    """One limit with a number: how much of it is used up."""

    whose: Whose
    rule: Rule
    place: int
    """The channel whose pot it is; 0: the server, -1: all servers together."""
    name: Sentence
    used: int
    most: int
    money: bool
    resets: float | None
    """Seconds since 1970; None: whenever a film is done."""
    source: Sentence

    @property
    def endless(self) -> bool:
        return self.most >= UNLIMITED

    @property
    def left(self) -> int:
        return max(0, self.most - self.used)

    @property
    def share(self) -> float:
        """From 0 to 1."""
        return 1.0 if self.used >= self.most else self.used / self.most


def meters(limits: Limits, standing: Standing, wanted: Wanted, *, now: float) -> list[Meter]:
    """Every limit that is counted for a member, one's own first, then what all share."""
    return [
        *_own(standing, wanted),
        *(_of_pot(pot) for pot in pots(standing, wanted)),
        *_of_the_owner(limits, standing, now),
    ]


def _own(standing: Standing, wanted: Wanted) -> Iterator[Meter]:
    mine, days = standing.mine, standing.period
    for rule, used, money, resets in (
        (Rule.FILMS_DAY, mine.films, False, days.day_ends),
        (Rule.RUNNING, mine.running, False, None),
        (Rule.MONEY_DAY, mine.day, True, days.day_ends),
        (Rule.MONEY_MONTH, mine.month, True, days.month_ends),
    ):
        held = standing.house.rules.allowance(rule, wanted.member, wanted.roles)
        if held is not None:
            name = say("Your {what} here", what=NAMES[rule])
            yield Meter(Whose.MEMBER, rule, 0, name, used, held.number, money, resets, source(held))


def _of_pot(pot: Pot) -> Meter:
    by_owner = pot.most.by[0].scope is Scope.CEILING
    setter = say("the bot's owner set that") if by_owner else say("shared by all")
    where = say("This server's {what}", what=NAMES[pot.rule])
    if pot.holder != SERVER:
        channel = Mention("channel", pot.holder.id)
        where = say("{what} in {channel}", what=NAMES[pot.rule], channel=channel)
    money = pot.rule is not Rule.RUNNING
    return Meter(
        Whose.SERVER,
        pot.rule,
        pot.holder.id,
        where,
        pot.used,
        pot.most.number,
        money,
        pot.resets,
        setter,
    )


def _of_the_owner(limits: Limits, standing: Standing, now: float) -> Iterator[Meter]:
    usage, tomorrow = standing.usage, day_start(now) + DAY
    setter = say("the bot's owner set that")
    most = limits.per_member_day
    mine, everywhere = Whose.MEMBER, -1
    yield Meter(mine, Rule.FILMS_DAY, everywhere, say("Your films today, everywhere"),
                usage.member_today, most, False, tomorrow, setter)  # fmt: skip
    at_once = limits.running_per_member
    yield Meter(mine, Rule.RUNNING, everywhere, say("Your films in the making, everywhere"),
                usage.member_running, at_once, False, None, setter)  # fmt: skip
    if limits.budget_day is not None:
        yield Meter(Whose.OWNER, Rule.MONEY_DAY, everywhere, say("The bot's budget for today"),
                    usage.spent_today, limits.budget_day, True, tomorrow, setter)  # fmt: skip
