"""Moderators block, pause and look back; who is refused is told why, and who can change it."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

import pytest

from tests.stories.stage import FILMS
from tests.stories.test_limits import answered, limits, refused, role, said
from tests.stories.wire import Wire

OnWire = Callable[..., AbstractAsyncContextManager[Wire]]


async def moderation(stage: Wire, words: str, who: str = "mia", **options: Any) -> str:
    call = await stage.discord.slash(who, FILMS, f"moderation {words}", options)
    return re.sub(r"<t:\d+:R>", "<when>", said(call))


def user(stage: Wire, name: str) -> Any:
    return stage.discord.guild.members[name].user


async def test_a_blocked_member_is_told_why_and_until_when(on_wire: OnWire):
    async with on_wire() as stage:
        ann = user(stage, "ann")

        told = await moderation(stage, "block", member=ann, reason="spam,  again", **{"for": "2 h"})
        words = await refused(stage)
        who = await moderation(stage, "blocks")
        lifted = await moderation(stage, "unblock", member=ann)

        assert told == (
            f"⛔ <@{ann.id}> can't make films here any more, until <when>. Films that were asked "
            "for before are still made."
        )
        assert words == (
            "You may not make films in this server at present: spam, again. That ends <when>; a "
            "moderator can lift it earlier with `/moderation unblock`."
        )
        assert f"• <@{ann.id}>, by <@{user(stage, 'mia').id}>: spam, again (ends <when>)" in who
        assert lifted == f"✅ <@{ann.id}> can make films here again."
        assert not (await answered(stage)).ephemeral


async def test_a_block_without_an_end_holds_whatever_is_allowed(on_wire: OnWire):
    async with on_wire() as stage:
        ann = user(stage, "ann")
        await limits(stage, "set", what="films_day", value="no limit", member=ann)
        await moderation(stage, "block", member=ann, reason="no")

        assert await refused(stage) == (
            "You may not make films in this server: no. A moderator can lift that with "
            "`/moderation unblock`."
        )
        assert not (await answered(stage, "ben")).ephemeral


async def test_a_block_is_undone_by_its_button_and_only_by_moderators(on_wire: OnWire):
    async with on_wire() as stage:
        ben = user(stage, "ben")
        call = await stage.discord.slash(
            "mia", FILMS, "moderation block", {"member": ben, "reason": "x"}
        )
        assert call.message is not None

        undone = said(await stage.discord.press("mia", call.message, f"clapper:unblock:{ben.id}"))

        assert undone == f"✅ <@{ben.id}> can make films here again."
        assert await moderation(stage, "unblock", member=ben) == (
            f"<@{ben.id}> is not blocked here."
        )


@pytest.mark.parametrize(
    ("options", "answer"),
    [
        ({"for": "for ever"}, "for ever is no length of time that can be used here. Type for "
         "example 30 min, 2 h or 7 days; 366 days at most."),
        ({"who": "mia"}, "That is you. Somebody else has to block you."),
    ],
)  # fmt: skip
async def test_a_block_that_cannot_be_meant(on_wire: OnWire, options: dict[str, Any], answer: str):
    async with on_wire() as stage:
        member = user(stage, options.pop("who", "ann"))
        assert await moderation(stage, "block", member=member, reason="x", **options) == answer


async def test_nothing_is_made_while_a_server_pauses_and_what_was_asked_for_goes_on(
    on_wire: OnWire,
):
    async with on_wire() as stage:
        await answered(stage)
        paused = await moderation(stage, "pause", reason="film night")
        words = await refused(stage, "ben")
        resumed = await moderation(stage, "resume")
        again = await moderation(stage, "resume")

        assert paused == (
            "⏸️ Nobody can ask for films here any more, until `/moderation resume`. What was asked "
            "for before goes on."
        )
        assert words == (
            "Film making is paused in this server: film night. A moderator "
            f"(<@{user(stage, 'mia').id}>) did that; `/moderation resume` ends it."
        )
        assert resumed == "▶️ Films can be made here again."
        assert again == "Film making is not paused here."
        await stage.until(
            lambda: [job for job in stage.jobs() if job.status == "delivered"], "the film"
        )


async def test_the_log_tells_who_changed_what_and_who_was_refused(on_wire: OnWire):
    async with on_wire() as stage:
        gold = role(stage)
        ann, mia = user(stage, "ann"), user(stage, "mia")
        nothing = await moderation(stage, "log")
        await limits(stage, "set", what="films_day", value="3", role=gold)
        await limits(stage, "set", what="films_day", value="4", role=gold)
        await moderation(stage, "block", member=ann, reason="spam")
        await refused(stage)

        log = (await moderation(stage, "log")).splitlines()

        assert nothing.endswith("Nothing yet.")
        assert log[1:] == [
            f"• <when> <@{ann.id}>: was refused: You may not make films in this server: spam. A "
            "moderator can lift that with `/moderation unblock`.",
            f"• <when> <@{mia.id}>: blocked <@{ann.id}>: spam",
            f"• <when> <@{mia.id}>: films a day for <@&{gold.id}>: 4, before: 3",
            f"• <when> <@{mia.id}>: films a day for <@&{gold.id}>: 3, before: not set",
        ]


async def test_the_log_has_pages(on_wire: OnWire):
    async with on_wire() as stage:
        for number in range(10):
            await limits(stage, "set", what="films_day", value=str(number))
        call = await stage.discord.slash("mia", FILMS, "moderation log")
        assert call.message is not None

        older = await stage.discord.press("mia", call.message, "clapper:log:1")

        assert older.message is not None
        assert older.message.text.count("• <t:") == 2
        assert "films a day for everyone: 0, before: not set" in older.message.text
