"""At which share of a limit somebody is told, and in which words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.allowance import UNLIMITED, Rule
from bot.core.overview import Meter, Whose
from bot.core.sentence import say
from bot.core.warning import warnings_of
from bot.ui.words import words_for

METER = Meter(
    Whose.MEMBER, Rule.FILMS_DAY, 0, say("Your films a day here"), 0, 5, False, 9e8, say("set")
)


@pytest.mark.parametrize(
    ("used", "most", "levels"),
    [
        (3, 5, []),
        (4, 5, [80]),
        (5, 5, [80, 100]),
        (7, 5, [80, 100]),
        (0, 0, []),
        (799_999, 1_000_000, []),
        (800_000, 1_000_000, [80]),
    ],
)
def test_somebody_is_told_at_80_and_at_100_percent(used: int, most: int, levels: list[int]):
    found = warnings_of([replace(METER, used=used, most=most)])

    assert [each.level for each in found] == levels


def test_what_has_no_end_or_no_day_is_nobodys_worry():
    endless = replace(METER, used=9, most=UNLIMITED)
    running = replace(METER, used=2, most=2, resets=None)

    assert warnings_of([endless, running]) == []


def test_they_are_told_what_is_used_up_and_when_it_starts_afresh():
    money = replace(METER, used=800_000, most=1_000_000, money=True)
    english = words_for("en-US")

    told = [english(each.sentence) for each in warnings_of([money, replace(METER, used=5)])]

    assert told == [
        "⚠️ Your films a day here: $0.80 of $1.00 are used up. That starts afresh <t:900000000:R>.",
        "⚠️ Your films a day here: 5 of 5 are used up. That starts afresh <t:900000000:R>.",
        "⛔ Your films a day here: all 5 are used up. That starts afresh <t:900000000:R>.",
    ]
