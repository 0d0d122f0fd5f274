"""Who used how much, by day: in the server's own days, whoever used most first."""

from __future__ import annotations

from datetime import UTC, date, datetime

from bot.core.periods import Zone
from bot.core.spending import SHOWN_MOST, Spent, first_moment, spending


def at(day: int, hour: int = 12) -> float:
    return datetime(2026, 11, day, hour, tzinfo=UTC).timestamp()


def test_days_begin_at_the_servers_midnight():
    tokyo = Zone("Asia/Tokyo")
    late = at(26, 16)  # one o'clock on the 27th there
    used = spending([Spent(1, late, 1, 500, 500)], tokyo, at(27), 3)

    assert used.days == (date(2026, 11, 25), date(2026, 11, 26), date(2026, 11, 27))
    assert used.shares[0].by_day == (0, 0, 500)
    assert first_moment(tokyo, at(27), 3) == at(24, 15)


def test_what_is_given_back_is_taken_off_the_day_it_counted_for():
    entries = [Spent(1, at(26), 1, 500, 500), Spent(1, at(26), -1, -500, -500)]
    kept = [Spent(2, at(27), 1, 300, 300), Spent(2, at(27), -1, -300, 0)]

    used = spending([*entries, *kept], Zone(), at(27), 2)

    assert used.shares == ()
    assert (used.films, used.charged, used.spent) == (0, 0, 300)


def test_who_used_most_comes_first_and_the_rest_share_a_colour():
    entries = [Spent(n, at(27), 1, n * 100, n * 100) for n in range(1, 11)]

    used = spending(entries, Zone(), at(27), 1)

    assert [share.member for share in used.shares] == [10, 9, 8, 7, 6, 5, 4, None]
    assert len(used.shares) == SHOWN_MOST + 1
    assert (used.shares[-1].films, used.shares[-1].charged) == (3, 600)
    assert (used.films, used.charged) == (10, 5_500)
