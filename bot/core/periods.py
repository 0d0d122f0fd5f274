"""When days and months begin: at midnight of a server's own time zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.core.refused import Refused
from bot.core.sentence import say

UTC_NAME = "UTC"


@dataclass(frozen=True)
class Zone:
    """A server's time zone, and the one it changes to at `at` (seconds since 1970), if any."""

    name: str = UTC_NAME
    next: str | None = None
    at: float = 0.0

    def now(self, now: float) -> str:
        """The name of the zone that holds at `now`."""
        return self.next if self.next is not None and now >= self.at else self.name


@dataclass(frozen=True)
class Period:
    """A day and the month it lies in; seconds since 1970."""

    day: float
    day_ends: float
    month: float
    month_ends: float


def zone_named(name: str) -> ZoneInfo:
    """Raises Refused, with what a name of the IANA's looks like."""
    try:
        return ZoneInfo(name.strip())
    except (ZoneInfoNotFoundError, ValueError, OSError) as unknown:
        raise Refused(
            say(
                "There is no time zone called {name}. It is a name such as Europe/Berlin, "
                "America/New_York or UTC; start to type and choose one.",
                name=name.strip()[:60],
            )
        ) from unknown


def period(zone: Zone, now: float) -> Period:
    """The day and the month of `now`.

    After a change of zone the day is that of the new zone from its own midnight on, which may lie
    before the change: nobody gets a fresh day by changing the zone.
    """
    where = _known(zone.now(now))
    here = datetime.fromtimestamp(now, where)
    day = here.replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    first = day.replace(day=1)
    return Period(
        day.timestamp(),
        (day + timedelta(days=1)).timestamp(),
        first.timestamp(),
        (first + timedelta(days=32)).replace(day=1).timestamp(),
    )


def _known(name: str) -> tzinfo:
    """A name that was checked when it was set may be gone from the machine's list since then."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC
