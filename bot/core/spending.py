"""Who used how much of a server's films, by day: what `/usage` draws."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.core.periods import Zone, zone_named

SHOWN_MOST = 7
"""Members with a colour of their own; the others share one."""


@dataclass(frozen=True)
class Spent:
    """One entry of the ledger. Money in micro-dollars."""

    member: int
    """Their number in the ledger."""
    at: float
    films: int
    charged: int
    spent: int


@dataclass(frozen=True)
class Share:
    """What one member used in all these days; `member` None: everybody without a colour."""

    member: int | None
    films: int
    charged: int
    by_day: tuple[int, ...]
    """Charged, day by day, the last one today."""


@dataclass(frozen=True)
class Spending:
    days: tuple[date, ...]
    shares: tuple[Share, ...]
    """Who used most first."""
    films: int
    charged: int
    spent: int
    """By the bot's owner; more than was charged where a provider keeps money for failures."""


def first_moment(zone: Zone, now: float, days: int) -> float:
    """When the earliest of so many days began; today is the last."""
    where = zone_named(zone.now(now))
    today = datetime.fromtimestamp(now, where).replace(hour=0, minute=0, second=0, microsecond=0)
    return (today - timedelta(days=days - 1)).timestamp()


def spending(entries: Iterable[Spent], zone: Zone, now: float, days: int) -> Spending:
    """Put entries together by member and day, in the server's time zone."""
    where = zone_named(zone.now(now))
    today = datetime.fromtimestamp(now, where).date()
    shown = tuple(today - timedelta(days=back) for back in reversed(range(days)))
    charged: dict[int, Counter[date]] = {}
    films, spent = Counter[int](), 0
    for each in entries:
        day = datetime.fromtimestamp(each.at, where).date()
        charged.setdefault(each.member, Counter())[day] += each.charged
        films[each.member] += each.films
        spent += each.spent
    totals = {member: sum(by_day.values()) for member, by_day in charged.items()}
    used = [member for member in charged if totals[member] or films[member]]
    used.sort(key=lambda member: (-totals[member], -films[member], member))
    named = [_share(member, [member], shown, charged, films) for member in used[:SHOWN_MOST]]
    others = used[SHOWN_MOST:]
    shares = [*named, _share(None, others, shown, charged, films)] if others else named
    return Spending(shown, tuple(shares), sum(films.values()), sum(totals.values()), spent)


def _share(
    member: int | None,
    of: list[int],
    days: tuple[date, ...],
    charged: Mapping[int, Counter[date]],
    films: Mapping[int, int],
) -> Share:
    by_day = tuple(sum(charged[each][day] for each in of) for day in days)
    return Share(member, sum(films[each] for each in of), sum(by_day), by_day)
