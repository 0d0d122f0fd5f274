"""The bell on the wire: what Discord is sent, and what it rings."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

import pytest

from bot.sandbox.discord import Message
from bot.sandbox.videos import LocalVideos
from tests.stories.stage import FILMS
from tests.stories.wire import Wire

OnWire = Callable[..., AbstractAsyncContextManager[Wire]]


async def long_film(stage: Wire, videos: LocalVideos, who: str = "ann") -> Message:
    """A film that takes more than two minutes of the bot's time."""
    hold = videos.hold("in_progress")
    await stage.slash(who, FILMS, prompt="a fox on ice")
    begun = stage.clock()
    await stage.until(lambda: stage.clock() - begun > 130, "two minutes")
    card = stage.discord.messages(FILMS)[-1]
    hold.release()
    await stage.until(lambda: card.attachments, "film")
    return card


async def test_one_reply_mentions_the_owner_and_nobody_else(on_wire: OnWire, videos: LocalVideos):
    async with on_wire() as stage:
        card = await long_film(stage, videos)
        await stage.until(lambda: len(stage.discord.messages(FILMS)) == 2, "reply")
        reply = stage.discord.messages(FILMS)[-1]
        ann = stage.discord.guild.members["ann"].user.id

        assert reply.content == f"<@{ann}> your film #1 is ready."
        assert reply.reference == card.id
        assert reply.nonce == "bell-1"


@pytest.mark.slow
async def test_a_reply_whose_answer_got_lost_is_not_sent_twice(
    on_wire: OnWire, videos: LocalVideos
):
    async with on_wire() as stage:
        stage.discord.faults.lose_reply("POST", r"/channels/\d+/messages$")
        await long_film(stage, videos)
        await stage.until(lambda: len(stage.discord.messages(FILMS)) == 2, "reply")
        begun = stage.clock()
        await stage.until(lambda: stage.clock() - begun > 300, "five more minutes")

        assert len(stage.discord.messages(FILMS)) == 2


@pytest.mark.slow
async def test_a_card_that_is_gone_does_not_keep_its_owner_from_being_called(
    on_wire: OnWire, videos: LocalVideos
):
    async with on_wire() as stage:
        held = stage.discord.faults.hold("POST", r"/channels/\d+/messages$")
        card = await long_film(stage, videos)
        await held.reached()
        stage.discord.delete_message(card)
        held.release()
        await stage.until(lambda: len(stage.discord.messages(FILMS)) == 1, "call without a card")

        assert "your film #1 is ready" in stage.discord.messages(FILMS)[-1].content


async def test_who_asked_for_direct_messages_gets_the_link_there(
    on_wire: OnWire, videos: LocalVideos
):
    async with on_wire() as stage:
        said = await stage.discord.slash("ann", FILMS, "notify", {"how": "dm"})
        card = await long_film(stage, videos)
        await stage.until(lambda: stage.discord.messages("@ann"), "direct message")
        [message] = stage.discord.messages("@ann")

        assert said.ephemeral
        assert "a direct message calls you" in said.message.text
        assert f"/{card.channel_id}/{card.id}" in message.content
        assert len(stage.discord.messages(FILMS)) == 1


@pytest.mark.slow
async def test_a_refused_direct_message_becomes_the_reply(on_wire: OnWire, videos: LocalVideos):
    async with on_wire() as stage:
        await stage.discord.slash("ann", FILMS, "notify", {"how": "dm"})
        stage.discord.guild.members["ann"].user.dms_open = False
        await long_film(stage, videos)
        await stage.until(lambda: len(stage.discord.messages(FILMS)) == 2, "reply")

        assert "your film #1 is ready" in stage.discord.messages(FILMS)[-1].content


@pytest.mark.slow
async def test_who_wants_silence_is_told_and_gets_it(on_wire: OnWire, videos: LocalVideos):
    async with on_wire() as stage:
        said = await stage.discord.slash("ann", FILMS, "notify", {"how": "off"})
        await long_film(stage, videos)
        begun = stage.clock()
        await stage.until(lambda: stage.clock() - begun > 60, "a minute")

        assert "From now on nothing calls you" in said.message.text
        assert len(stage.discord.messages(FILMS)) == 1
