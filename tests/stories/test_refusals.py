"""Stories that end with a private no: nothing is written, nothing is ordered, nothing is paid."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.stories.stage import FILMS, NO_FILES, Answer, Opened, Stage

SORA = {"prompt": "a fox on ice", "model": "sora-2", "seconds": 4}
"""Costs $0.40."""


def nothing_came_of(answer: Answer, stage: Stage, *, films_before: int = 0) -> None:
    assert answer.private
    assert len(stage.cards()) == films_before
    assert len(stage.jobs()) == films_before
    assert len(stage.videos.creates) == films_before


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        pytest.param({"model": "sorra"}, ["no model called sorra", "Sora 2"], id="model"),
        pytest.param({"seconds": 5}, ["films of 5 seconds", "4, 8, or 12"], id="length"),
        pytest.param({"size": "1x1"}, ["does not make 1x1", "1280x720", "720x1280"], id="size"),
        pytest.param({"prompt": "\u200b "}, ["the prompt is empty"], id="prompt"),
    ],
)
async def test_a_wrong_value_is_refused_with_those_that_can_be_had(
    opened: Opened, wrong: dict[str, Any], named: list[str]
):
    async with opened() as stage:
        answer = await stage.slash("ann", FILMS, **{**SORA, **wrong})

        assert all(words in answer.text for words in named), answer.text
        nothing_came_of(answer, stage)


async def test_the_film_after_the_last_of_a_day_is_refused_for_this_member_only(opened: Opened):
    async with opened(max_per_member_day=1) as stage:
        await stage.slash("ann", FILMS, **SORA)
        await stage.until(lambda: stage.jobs()[0].status == "delivered", "first film")

        second = await stage.slash("ann", FILMS, **SORA)
        nothing_came_of(second, stage, films_before=1)
        other = await stage.slash("ben", FILMS, **SORA)

        assert "your 1 film for today" in second.text
        assert "<t:" in second.text
        assert not other.private


async def test_one_film_too_many_at_the_same_time_is_refused_until_one_is_done(opened: Opened):
    async with opened(max_running_per_member=1) as stage:
        making = stage.videos.hold("in_progress")
        await stage.slash("ann", FILMS, **SORA)
        await making.reached()

        second = await stage.slash("ann", FILMS, **SORA)
        nothing_came_of(second, stage, films_before=1)
        making.release()
        await stage.until(lambda: stage.jobs()[0].status == "delivered", "first film")
        third = await stage.slash("ann", FILMS, **SORA)

        assert "1 film in the making" in second.text
        assert not third.private


async def test_a_film_above_the_days_budget_is_refused_with_what_is_left(opened: Opened):
    async with opened(budget_day=Decimal("0.50")) as stage:
        making = stage.videos.hold("in_progress")
        await stage.slash("ann", FILMS, **SORA)
        await making.reached()

        other = await stage.slash("ben", FILMS, **SORA)

        assert "would cost $0.40" in other.text
        assert "$0.10 of today's $0.50" in other.text
        nothing_came_of(other, stage, films_before=1)


async def test_a_film_of_unknown_price_is_refused_while_a_budget_holds(opened: Opened):
    async with opened() as stage:
        answer = await stage.slash("ann", FILMS, prompt="a fox", model="doubao-seedance-1-5-pro")

        assert "Nobody knows what this model costs" in answer.text
        nothing_came_of(answer, stage)


async def test_where_no_file_may_be_attached_the_missing_right_is_named(opened: Opened):
    async with opened() as stage:
        answer = await stage.slash("ann", NO_FILES, **SORA)

        assert "Missing: Attach Files" in answer.text
        nothing_came_of(answer, stage)
