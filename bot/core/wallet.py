"""The owner's wallet: the limits that hold over all servers, and the decision they lead to."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.refused import Refused
from bot.core.sentence import Money, When, say, say_n

DAY = 86_400.0

NO_PRICE = say(
    "Nobody knows what this model costs, so it can't be used while a limit on money holds. Choose "
    "a model with a price; the bot's owner can set UNKNOWN_PRICE."
)


@dataclass(frozen=True)
class Limits:
    """What the operator allows. `None` is no limit."""

    budget_day: int | None
    """Micro-dollars a UTC day, over all servers."""
    running: int
    """At the providers at once; more wait in line."""
    per_member_day: int
    running_per_member: int
    guilds: frozenset[int] | None = None
    """Servers that may make films without the owner's further word; None: all may."""

    def open_to(self, guild: int, approved: bool | None) -> bool:
        """Whether films may be made in a server; `approved` is the owner's word, if any."""
        return approved if approved is not None else self.guilds is None or guild in self.guilds


@dataclass(frozen=True)
class Usage:
    """What the limits are held against, read in the transaction that writes the job."""

    spent_today: int
    """Micro-dollars spent or reserved since midnight UTC, over all servers."""
    member_today: int
    """The member's films since midnight UTC, without those that failed or were cancelled."""
    member_running: int


@dataclass(frozen=True)
class Left:
    """What a member may still have today. Money in micro-dollars."""

    made_today: int
    per_day: int
    running: int
    at_once: int
    budget_left: int | None
    budget: int | None
    """None: no budget holds."""
    resets_at: float


def left(limits: Limits, usage: Usage, *, now: float) -> Left:
    budget = limits.budget_day
    return Left(
        made_today=usage.member_today,
        per_day=limits.per_member_day,
        running=usage.member_running,
        at_once=limits.running_per_member,
        budget_left=None if budget is None else max(0, budget - usage.spent_today),
        budget=budget,
        resets_at=day_start(now) + DAY,
    )


def day_start(now: float) -> float:
    """Midnight UTC before `now`, in seconds since 1970."""
    return now - now % DAY


def check(limits: Limits, usage: Usage, price: int | None, *, now: float) -> int:
    """The micro-dollars to reserve for a film of this price.

    Raises Refused naming the rule, what is left and when it resets.
    """
    tomorrow = When(day_start(now) + DAY)
    _check_counts(limits, usage, tomorrow)
    if limits.budget_day is None:
        return price or 0
    if price is None:
        raise Refused(NO_PRICE)
    left = limits.budget_day - usage.spent_today
    if price > left:
        raise Refused(
            say(
                "This film would cost {price}, and {left} of today's {budget} for all servers is "
                "left. The budget starts afresh {reset}; a shorter or smaller film may still fit.",
                price=Money(price),
                left=Money(max(left, 0)),
                budget=Money(limits.budget_day),
                reset=tomorrow,
            )
        )
    return price


def _check_counts(limits: Limits, usage: Usage, tomorrow: When) -> None:
    if usage.member_today >= limits.per_member_day:
        raise Refused(
            say_n(
                "You have made your {n} film for today. Your next one is possible {reset}.",
                "You have made your {n} films for today. Your next one is possible {reset}.",
                limits.per_member_day,
                reset=tomorrow,
            )
        )
    if usage.member_running >= limits.running_per_member:
        raise Refused(
            say_n(
                "You have {n} film in the making, and that is as many as you may have at once. "
                "Try again when it is done.",
                "You have {n} films in the making, and that is as many as you may have at once. "
                "Try again when one is done.",
                limits.running_per_member,
            )
        )
