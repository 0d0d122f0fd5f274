"""A dear film is asked about first, in private; one yes is one film."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

import pytest

from bot.sandbox.discord import Call
from tests.stories.stage import FILMS
from tests.stories.wire import Wire

OnWire = Callable[..., AbstractAsyncContextManager[Wire]]
DEAR = {"prompt": "a fox on ice", "model": "veo3.1", "seconds": 4}
"""$1.28; above a dollar it is asked."""


async def quoted(stage: Wire) -> Call:
    return await stage.discord.slash("ann", FILMS, "create", DEAR)


async def test_a_dear_film_is_quoted_in_private_and_made_after_a_yes(on_wire: OnWire):
    async with on_wire() as stage:
        quote = await quoted(stage)
        before = len(stage.jobs())
        await stage.restart()

        answer = await stage.discord.press("ann", quote.message, "clapper:make:1")
        await stage.until(lambda: stage.jobs()[0].status == "delivered", "film")
        await stage.until(lambda: quote.message.deleted, "question put away")

        assert quote.ephemeral
        assert "Nothing has been ordered yet." in quote.message.text
        assert before == 0
        assert not answer.ephemeral
        assert stage.jobs()[0].cost == 1_280_000


async def test_two_quick_yeses_are_one_film(on_wire: OnWire):
    async with on_wire() as stage:
        quote = await quoted(stage)

        both = await asyncio.gather(
            *(stage.discord.press("ann", quote.message, "clapper:make:1") for _ in range(2))
        )
        await stage.until(lambda: stage.jobs()[0].status == "delivered", "film")

        assert sorted(call.ephemeral for call in both) == [False, True]
        assert len(stage.videos.creates) == len(stage.jobs()) == 1


async def test_a_no_orders_nothing_and_takes_the_question_away(on_wire: OnWire):
    async with on_wire() as stage:
        quote = await quoted(stage)

        await stage.discord.press("ann", quote.message, "clapper:no:1")
        await stage.until(lambda: quote.message.deleted, "question put away")

        assert stage.jobs() == []
        assert list(stage.videos.creates) == []


@pytest.mark.slow
async def test_an_old_offer_is_over(on_wire: OnWire):
    async with on_wire() as stage:
        quote = await quoted(stage)
        begun = stage.clock()
        await stage.until(lambda: stage.clock() - begun > 910, "a quarter of an hour")

        answer = await stage.discord.press("ann", quote.message, "clapper:make:1")

        assert answer.ephemeral
        assert "This offer is over" in answer.message.text
        assert stage.jobs() == []


async def test_the_limits_hold_at_the_yes(on_wire: OnWire):
    async with on_wire(budget_day="1.30") as stage:
        first, second = await quoted(stage), await quoted(stage)

        await stage.discord.press("ann", first.message, "clapper:make:1")
        refused = await stage.discord.press("ann", second.message, "clapper:make:2")

        assert refused.ephemeral
        assert "would cost $1.28, and $0.02" in refused.message.text
        assert len(stage.jobs()) == 1


async def test_cheap_films_and_owners_who_do_not_want_it_are_not_asked(on_wire: OnWire):
    async with on_wire(confirm_above=None) as stage:
        answer = await quoted(stage)

        assert not answer.ephemeral
        assert len(stage.jobs()) == 1
