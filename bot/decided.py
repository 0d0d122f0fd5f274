"""What the operator decided, in the words of the core."""

from __future__ import annotations

from decimal import Decimal

from bot.core.doubt import DoubtRules
from bot.core.job import Decider
from bot.core.wallet import Limits
from bot.settings import Settings


def limits_of(settings: Settings) -> Limits:
    return Limits(
        budget_day=micros(settings.budget_day),
        running=settings.max_running,
        per_member_day=settings.max_per_member_day,
        running_per_member=settings.max_running_per_member,
        guilds=settings.allowed_guilds,
    )


def micros(dollars: Decimal) -> int:
    return int(dollars * 1_000_000)


def doubt_rules(settings: Settings) -> DoubtRules:
    return DoubtRules(
        decider=Decider(settings.doubt),
        seconds=settings.doubt_hours * 3_600.0,
        keep=settings.doubt_charges == "keep",
    )
