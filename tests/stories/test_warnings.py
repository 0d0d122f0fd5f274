"""Little is left of a limit: whom it concerns is told, once. And the log, told in a channel."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

import pytest

from bot.sandbox.discord import Message
from tests.stories.stage import FILMS
from tests.stories.test_limits import answered, limits
from tests.stories.test_moderation import moderation, user
from tests.stories.test_reports import channel
from tests.stories.wire import Wire

OnWire = Callable[..., AbstractAsyncContextManager[Wire]]


def warned(stage: Wire, place: str) -> list[str]:
    marks = ("⚠️", "⛔")
    found: list[Message] = stage.discord.messages(place)
    texts = [one.text for one in found if one.text.startswith(marks)]
    return [re.sub(r"<t:\d+:R>", "<when>", text) for text in texts]


async def test_a_member_is_told_in_private_and_only_once(on_wire: OnWire):
    async with on_wire() as stage:
        await limits(stage, "set", what="films_day", value="2")
        first = await stage.discord.slash("ann", FILMS, "create", {"prompt": "a fox"})
        await stage.until(lambda: stage.jobs()[0].status == "delivered", "the first film")

        second = await stage.discord.slash("ann", FILMS, "create", {"prompt": "an owl"})
        await stage.until(lambda: second.followups, "the warning")

        [told] = second.followups
        assert first.followups == []
        assert told.ephemeral_for == user(stage, "ann").id
        assert re.sub(r"<t:\d+:R>", "<when>", told.text) == (
            "⛔ Your films a day here: all 2 are used up. That starts afresh <when>."
        )


async def test_the_moderators_are_told_of_their_servers_pot_once_at_each_level(on_wire: OnWire):
    async with on_wire(MAX_PER_MEMBER_DAY="50", MAX_RUNNING_PER_MEMBER="50") as stage:
        await moderation(stage, "reports", channel=channel(stage, "lounge"))
        await limits(stage, "set", what="server_money_day", value="1.10")
        for _ in range(2):
            await answered(stage)
        assert warned(stage, "lounge") == []

        await answered(stage)
        await stage.until(lambda: warned(stage, "lounge"), "the warning")
        await limits(stage, "set", what="server_money_day", value="1.60")
        await answered(stage)
        await answered(stage)
        await stage.until(lambda: len(warned(stage, "lounge")) > 1, "the second warning")

        assert warned(stage, "lounge") == [
            "⚠️ This server's money a day: $0.96 of $1.10 are used up. That starts afresh <when>.",
            "⛔ This server's money a day: all $1.60 are used up. That starts afresh <when>.",
        ]


async def test_the_owner_is_told_of_the_bots_budget(on_wire: OnWire):
    async with on_wire(BUDGET_DAY="0.40") as stage:
        await answered(stage)

        await stage.until(lambda: direct(stage), "the owner's message")

        assert direct(stage) == [
            "🔧 ⚠️ The bot's budget for today: $0.32 of $0.40 are used up. That starts afresh "
            "<when>."
        ]


def direct(stage: Wire) -> list[str]:
    """What the bot wrote to the server's owner alone, who owns the bot too."""
    owner = stage.discord.guild.owner_id
    texts = [
        one.text
        for place in stage.discord.world.channels.values()
        if place.recipient is not None and place.recipient.id == owner
        for one in place.messages.values()
    ]
    return [re.sub(r"<t:\d+:R>", "<when>", text) for text in texts]


@pytest.mark.slow
async def test_the_log_is_told_in_its_channel_from_then_on(on_wire: OnWire):
    async with on_wire() as stage:
        await limits(stage, "set", what="films_day", value="7")

        answer = await moderation(stage, "log-channel", channel=channel(stage, "lounge"))
        await limits(stage, "set", what="films_day", value="8")

        def told() -> str:
            return "\n".join(one.text for one in stage.discord.messages("lounge"))

        await stage.until(lambda: "films a day" in told(), "the log in its channel")

        assert answer.startswith("📜 From now on the log is told in <#")
        assert "the log is told in <#" in told()
        assert "films a day for everyone: 8, before: 7" in told()
        assert "7, before: not set" not in told(), "what was before is not told"
