"""An order whose answer got lost, as its people see it: one question, one answer, one film."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

import pytest

from bot.sandbox.videos import faults
from tests.stories.stage import FILMS, Card, Opened, Stage
from tests.stories.wire import Wire

OnWire = Callable[..., AbstractAsyncContextManager[Wire]]
AGAIN, LET_BE = "clapper:order_again:1", "clapper:let_be:1"
QUESTION = "Shall I order it again? It may be paid for twice."


async def asked(stage: Stage) -> Card:
    """A card that asks: the provider made the film's job, its answer got lost, its list is mute."""
    stage.videos.faults.next("create", faults.reset(after=True))
    await stage.slash("ann", FILMS, prompt="a fox on ice")
    await stage.until(lambda: "Shall I order it again?" in stage.cards()[0].text, "question")
    return stage.cards()[0]


async def test_a_member_orders_again_and_gets_the_film(opened: Opened, tiny_film: bytes):
    async with opened() as stage:
        card = await asked(stage)

        private = await stage.press("ann", card.id, AGAIN)
        await stage.until(lambda: stage.cards()[0].files, "film")
        [done] = stage.cards()

        assert "Nobody knows whether the provider took this order." in card.text
        assert QUESTION in card.text
        assert "if nobody decides, this ends <t:" in card.text
        assert card.buttons == {AGAIN: "Order again ($0.32 more)", LET_BE: "Don't order again"}
        assert private is None
        assert done.id == card.id
        assert await stage.film(done) == tiny_film
        assert "ordered twice, counted as $0.64" in done.text
        assert stage.jobs()[0].cost == 640_000
        assert len(stage.videos.creates) == 2


async def test_a_member_lets_it_be_and_reads_what_it_costs_also_after_a_restart(opened: Opened):
    async with opened() as stage:
        card = await asked(stage)
        await stage.restart()

        stranger = await stage.press("ben", card.id, LET_BE)
        await stage.press("ann", card.id, LET_BE)
        await stage.until(lambda: "No film this time" in stage.cards()[0].text, "end")
        [ended] = stage.cards()

        assert stranger == (
            "Only who asked for this film can decide about it, or somebody who may manage "
            "messages here."
        )
        assert "it was decided not to order it again." in ended.text
        assert (
            "$0.32 stays counted in the bot's budget, because the provider may have taken it. It "
            "does not count as one of your films."
        ) in ended.text
        assert list(ended.buttons) == ["clapper:again:1"]
        assert len(stage.videos.creates) == 1


async def test_the_card_says_from_the_first_moment_what_goes_on(opened: Opened):
    async with opened(doubt="never") as stage:
        stage.videos.faults.next("create", faults.reset())
        await stage.slash("ann", FILMS, prompt="a fox on ice")
        await stage.until(
            lambda: "The provider did not answer." in stage.cards()[0].text, "doubt on the card"
        )
        [card] = stage.cards()

        assert "I am looking whether it took the order." in card.text
        assert "Nothing is ordered twice unless somebody here says so." in card.text
        assert card.buttons == {}


@pytest.mark.slow
async def test_only_a_moderator_decides_where_the_owner_wants_it_so(on_wire: OnWire):
    async with on_wire(doubt="moderator") as stage:
        card = await asked(stage)

        own = await stage.press("ann", card.id, AGAIN)
        await stage.press("mia", card.id, AGAIN)
        await stage.until(lambda: stage.cards()[0].files, "film")

        assert "Somebody who may manage messages here can decide." in card.text
        assert own == "Only somebody who may manage messages here can decide about this order."


@pytest.mark.slow
async def test_without_money_for_a_second_order_the_question_stays(on_wire: OnWire):
    async with on_wire(budget_day="0.60") as stage:
        card = await asked(stage)

        private = await stage.press("ann", card.id, AGAIN)
        await stage.press("ann", card.id, LET_BE)
        await stage.until(lambda: "No film this time" in stage.cards()[0].text, "end")

        assert private is not None
        assert "This film would cost $0.32, and $0.28 of today's $0.60" in private
        assert stage.jobs()[0].cost == 320_000


@pytest.mark.slow
@pytest.mark.parametrize("pressed", [AGAIN, LET_BE])
async def test_who_presses_on_an_old_picture_of_the_card_is_told_that_it_is_over(
    on_wire: OnWire, pressed: str
):
    async with on_wire() as stage:
        card = await asked(stage)
        await stage.press("ann", card.id, LET_BE)
        await stage.until(lambda: "No film this time" in stage.cards()[0].text, "end")
        [message] = [each for each in stage.discord.messages(FILMS) if each.id == card.id]
        button = {"type": 2, "style": 2, "label": "old", "custom_id": pressed}
        message.raw_components.append({"type": 1, "components": [button]})

        told = await stage.press("ann", card.id, pressed)

        assert told == "There is nothing left to decide: the card says what became of the order."


async def test_quota_tells_what_orders_in_doubt_reserve(on_wire: OnWire):
    async with on_wire() as stage:
        before = await stage.discord.slash("ann", FILMS, "quota", {})
        await asked(stage)

        mine = await stage.discord.slash("ann", FILMS, "quota", {})
        others = await stage.discord.slash("ben", FILMS, "quota", {})

        words = (
            "❓ $0.32 of what is used is for 1 order in doubt: it stays reserved until somebody "
            "knows whether it was charged."
        )
        assert mine.message is not None
        assert words in mine.message.text
        for call in (before, others):
            assert call.message is not None
            assert "in doubt" not in call.message.text
