"""The owner's wallet: what is refused, and in which words."""

from __future__ import annotations

import pytest

from bot.core.refused import Refused
from bot.core.wallet import Limits, Usage, check
from bot.ui.words import words_for

NOON = 1_790_000_000.0 - 1_790_000_000.0 % 86_400 + 43_200
MIDNIGHT = f"<t:{round(NOON + 43_200)}:R>"
LIMITS = Limits(budget_day=10_000_000, running=10, per_member_day=5, running_per_member=2)
NONE = Usage(0, 0, 0)


def refusal(usage: Usage, price: int | None = 320_000, limits: Limits = LIMITS) -> str:
    with pytest.raises(Refused) as caught:
        check(limits, usage, price, now=NOON)
    return words_for("en-US")(caught.value.sentence)


def test_room_everywhere_reserves_the_price():
    assert check(LIMITS, NONE, 320_000, now=NOON) == 320_000


def test_the_last_cent_may_be_spent():
    assert check(LIMITS, Usage(9_680_000, 0, 0), 320_000, now=NOON) == 320_000


def test_the_days_films_are_counted_and_the_reset_is_named():
    text = refusal(Usage(0, 5, 0))

    assert text == f"You have made your 5 films for today. Your next one is possible {MIDNIGHT}."


def test_one_film_a_day_is_said_as_one():
    assert refusal(Usage(0, 1, 0), limits=Limits(1, 1, 1, 1)).startswith(
        "You have made your 1 film "
    )


def test_ones_own_running_films_are_counted():
    assert "You have 2 films in the making" in refusal(Usage(0, 0, 2))


def test_the_budget_says_what_is_left_and_when_it_resets():
    text = refusal(Usage(9_900_000, 0, 0))

    assert "would cost $0.32, and $0.10 of today's $10.00" in text
    assert MIDNIGHT in text


def test_an_overdrawn_budget_has_nothing_left_rather_than_less():
    assert "$0.00 of today's" in refusal(Usage(11_000_000, 0, 0))


def test_a_price_nobody_knows_is_refused_while_a_budget_holds():
    assert "the bot's owner can set UNKNOWN_PRICE" in refusal(NONE, None)


def test_without_a_budget_an_unknown_price_reserves_nothing():
    assert check(Limits(None, 10, 5, 2), NONE, None, now=NOON) == 0
