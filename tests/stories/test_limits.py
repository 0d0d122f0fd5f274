"""Moderators set who may make how much; nobody slips past; who is refused is told which rule."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

import pytest

from bot.sandbox.discord import Call, CannotDo, Message
from bot.sandbox.discord.state import Role
from tests.stories.stage import FILMS
from tests.stories.wire import Wire

OnWire = Callable[..., AbstractAsyncContextManager[Wire]]


def said(call: Call) -> str:
    assert call.error is None, call.error
    assert call.message is not None
    assert call.ephemeral
    return call.message.text


async def limits(stage: Wire, words: str, who: str = "mia", **options: Any) -> str:
    return said(await stage.discord.slash(who, FILMS, f"limits {words}", options))


async def answered(stage: Wire, who: str = "ann", place: str = FILMS, **options: Any) -> Message:
    call = await stage.discord.slash(who, place, "create", {"prompt": "a fox", **options})
    assert call.error is None, call.error
    assert call.message is not None
    return call.message


async def refused(stage: Wire, who: str = "ann", place: str = FILMS, **options: Any) -> str:
    message = await answered(stage, who, place, **options)
    assert message.ephemeral, message.text
    return re.sub(r"<t:\d+:R>", "<when>", message.text)


def role(stage: Wire, name: str = "Gold", *who: str) -> Role:
    made = stage.discord.servers.add_role(name)
    for each in who:
        stage.discord.servers.give_role(each, name)
    return made


async def test_a_limit_for_everyone_holds_and_says_what_it_was_before(on_wire: OnWire):
    async with on_wire() as stage:
        first = await limits(stage, "set", what="films_day", value="1")
        again = await limits(stage, "set", what="films_day", value="1")
        await answered(stage)

        words = await refused(stage)

        assert first == "✅ **films a day** for everyone: **1**. Before: not set."
        assert again == "It is so already: films a day for everyone: 1."
        assert words == (
            "You have made your 1 film for today in this server (set for everyone here). The next "
            "one is possible <when>; a moderator can change that with `/limits set`."
        )
        assert len(stage.jobs()) == 1


async def test_the_most_generous_role_wins_and_ones_own_value_over_it(on_wire: OnWire):
    async with on_wire() as stage:
        gold, silver = role(stage, "Gold", "ann"), role(stage, "Silver", "ann")
        await limits(stage, "set", what="films_day", value="0")
        await limits(stage, "set", what="films_day", value="1", role=silver)
        await limits(stage, "set", what="films_day", value="2", role=gold)

        assert "(set for everyone here)" in await refused(stage, "ben")
        await answered(stage)
        await answered(stage)
        assert f"your 2 films for today in this server (set for <@&{gold.id}>)" in await refused(
            stage
        )
        ann = stage.discord.guild.members["ann"].user
        await limits(stage, "set", what="films_day", value="0", member=ann)
        assert "your 0 films for today in this server (set for you)" in await refused(stage)


async def test_undo_sets_what_stood_there_before_and_only_for_moderators(on_wire: OnWire):
    async with on_wire() as stage:
        await limits(stage, "set", what="cooldown", value="5 min")
        call = await stage.discord.slash(
            "mia", FILMS, "limits set", {"what": "cooldown", "value": "1h"}
        )
        assert call.message is not None
        assert said(call) == (
            "✅ **time between two films** for everyone: **1 h 0 min**. Before: 5 min 0 s."
        )
        [undo] = [one for one in call.message.custom_ids if "limit_undo" in one]

        undone = said(await stage.discord.press("mia", call.message, undo))

        assert undone == "↩️ Undone. time between two films for everyone: 5 min 0 s."
        await answered(stage)
        assert await refused(stage) == (
            "Between two of your films there have to be 5 min 0 s here (set for everyone here). "
            "The next one is possible <when>."
        )


@pytest.mark.parametrize(
    ("what", "typed", "answer"),
    [
        ("films_day", "many", "For films a day, type a whole number up to 1,000,000, for example "
         "5; or “no limit”."),
        ("money_day", "-3", "For money, type dollars up to 1,000,000, for example 2.50; or “no "
         "limit”."),
        ("cooldown", "a year", "For the time between two films, type for example 90 s, 5 min or 2 "
         "h; 7 days at most."),
        ("models", "sora-77", "There is no model called sora-77. Type for example "),
        ("sizes", "3x3", "No model makes 3x3. Type for example "),
        ("channels", "lounge", "lounge is no channel. Use `/limits channels` and choose them."),
        ("pictures", "maybe", "For pictures, type yes or no."),
    ],
)  # fmt: skip
async def test_what_cannot_be_meant_is_answered_with_an_example(
    on_wire: OnWire, what: str, typed: str, answer: str
):
    async with on_wire() as stage:
        assert (await limits(stage, "set", what=what, value=typed)).startswith(answer)


async def test_for_whom_is_said_once(on_wire: OnWire):
    async with on_wire() as stage:
        gold, ann = role(stage), stage.discord.guild.members["ann"].user

        both = await limits(stage, "set", what="running", value="1", role=gold, member=ann)
        shared = await limits(stage, "reset", what="server_running", role=gold)

        assert both == "Choose one of role, member and channel, not several."
        assert shared == "That is shared by the whole server: leave role, member and channel out."


async def test_models_sizes_lengths_pictures_and_characters_can_be_kept_to_some(on_wire: OnWire):
    async with on_wire() as stage:
        await limits(stage, "set", what="models", value="Veo 3.1 Fast")
        await limits(stage, "set", what="sizes", value="1280x720")
        await limits(stage, "set", what="longest", value="6")

        assert await refused(stage, model="sora-2") == (
            "You may not use the model sora-2 here (set for everyone here). You may use "
            "veo3.1-fast. A moderator can change that with `/limits models` or `/limits set`."
        )
        assert "You may not make films of 720x1280 here (set for everyone here)." in await refused(
            stage, size="720x1280"
        )
        assert (
            "Your films may be 6 seconds long here at most, and this one would have 8 (set for "
            "everyone here)." in await refused(stage, seconds=8)
        )
        await answered(stage, seconds=4)
        assert len(stage.jobs()) == 1


async def test_where_nobody_chooses_a_model_it_is_one_that_may_be_used(on_wire: OnWire):
    async with on_wire() as stage:
        await limits(stage, "set", what="models", value="sora-2")

        card = await answered(stage)

        assert "**Sora 2**" in card.text


async def test_channels_are_chosen_from_a_list_and_threads_count_as_theirs(on_wire: OnWire):
    async with on_wire() as stage:
        call = await stage.discord.slash("mia", FILMS, "limits channels")
        assert call.message is not None
        lounge = next(c for c in stage.discord.world.channels.values() if c.name == "lounge")
        chosen = await stage.discord.press("mia", call.message, "clapper:limit_channels:", [lounge])

        words = await refused(stage)

        assert said(chosen) == f"✅ **channels** for everyone: **<#{lounge.id}>**. Before: not set."
        assert words == (
            f"You may not make films in this channel (set for everyone here). You may in "
            f"<#{lounge.id}>. A moderator can change that with `/limits channels`."
        )
        card = await answered(stage, place="lounge")
        assert not card.ephemeral
        thread = stage.discord.add_thread("lounge", "odds")
        assert not (await answered(stage, "ben", place=thread)).ephemeral


async def test_a_servers_pot_is_shared_and_so_is_a_channels(on_wire: OnWire):
    async with on_wire() as stage:
        films = next(c for c in stage.discord.world.channels.values() if c.name == FILMS)
        await limits(stage, "set", what="server_money_day", value="0.70")
        await limits(stage, "set", what="money_month", value="0.40", channel=films)
        card = await answered(stage, seconds=4)
        assert "$0.32" in card.text

        there = await refused(stage, "ben", seconds=4)
        await answered(stage, "ben", place="lounge", seconds=4)
        nowhere = await refused(stage, "mia", place="lounge", seconds=4)

        assert there == (
            f"This film would cost $0.32, and $0.08 of the $0.40 that <#{films.id}> has for this "
            "month is left. That starts afresh <when>; a moderator (`/limits set`) can change it."
        )
        assert nowhere == (
            "This film would cost $0.32, and $0.06 of the $0.70 that this server has for today is "
            "left. That starts afresh <when>; a moderator (`/limits set`) can change it."
        )


async def test_a_members_money_and_the_servers_films_at_once(on_wire: OnWire):
    async with on_wire() as stage:
        await limits(stage, "set", what="money_day", value="0.50")
        await limits(stage, "set", what="server_running", value="1")
        await answered(stage, seconds=4)

        assert await refused(stage, seconds=4) == (
            "This film would cost $0.32, and $0.18 of your $0.50 for today in this server is left "
            "(set for everyone here). That starts afresh <when>; a moderator can change it with "
            "`/limits set`."
        )
        assert await refused(stage, "ben", seconds=4) == (
            "Only 1 film may be in the making at once in this server, and one is. Try again when "
            "it is done; a moderator (`/limits set`) can change that."
        )


async def test_members_are_not_offered_the_moderators_commands(on_wire: OnWire):
    async with on_wire() as stage:
        with pytest.raises(CannotDo):
            await limits(stage, "show", who="ann")


async def test_a_moderator_by_role_may_press_but_not_pass_it_on(on_wire: OnWire):
    async with on_wire() as stage:
        helpers = role(stage, "Helpers", "ben")
        call = await stage.discord.slash("mia", FILMS, "limits moderators")
        assert call.message is not None

        chosen = said(
            await stage.discord.press("mia", call.message, "clapper:limit_moderators:", [helpers])
        )
        why = await stage.discord.slash(
            "ben", FILMS, "why", {"member": stage.discord.guild.members["ann"].user}
        )
        nosy = await stage.discord.slash(
            "ann", FILMS, "why", {"member": stage.discord.guild.members["ben"].user}
        )

        assert chosen == (
            f"Moderators of films are now, besides whoever may manage this server: <@&{helpers.id}>"
        )
        assert "✅ Nothing stands against a film" in said(why)
        assert said(nosy) == "Only moderators can see what holds for somebody else."


async def test_why_names_the_rule_that_decides_in_the_words_of_the_refusal(on_wire: OnWire):
    async with on_wire() as stage:
        await limits(stage, "set", what="films_day", value="0")

        told = said(await stage.discord.slash("ann", FILMS, "why"))

        words = await refused(stage)
        assert words in re.sub(r"<t:\d+:R>", "<when>", told)
        assert "Your films a day here" in told


async def test_quota_shows_what_is_left_as_bars(on_wire: OnWire):
    async with on_wire() as stage:
        await limits(stage, "set", what="films_day", value="4")
        await answered(stage, seconds=4)

        told = said(await stage.discord.slash("ann", FILMS, "quota"))

        assert "**Your films a day here**\n▰▰▰▰▰▰▰▰▰▱▱▱  3 of 4 left" in told
        assert "**The bot's budget for today**" in told
        assert "$9.68 of $10.00 left" in told


async def test_what_is_set_is_shown_for_all_and_for_one(on_wire: OnWire):
    async with on_wire() as stage:
        gold = role(stage)
        nothing = await limits(stage, "show")
        await limits(stage, "set", what="films_day", value="3")
        await limits(stage, "set", what="money_day", value="2.5", role=gold)
        await limits(stage, "set", what="server_money_month", value="no limit")

        shown = await limits(stage, "show")
        of_gold = await limits(stage, "show", role=gold)

        assert "Nothing is set yet" in nothing
        assert "**For everyone**\n• films a day: 3" in shown
        assert f"**For <@&{gold.id}>**\n• money a day: $2.50" in shown
        assert "**For the whole server together**\n• money a month: no limit" in shown
        assert "Days begin at midnight in UTC." in shown
        assert of_gold == f"### ⚖️ Set for <@&{gold.id}>\n• money a day: $2.50"


async def test_a_time_zone_holds_from_the_next_midnight_on(on_wire: OnWire):
    async with on_wire() as stage:
        odd = await limits(stage, "timezone", zone="Mars/Olympus")
        set_ = await limits(stage, "timezone", zone="Europe/Berlin")
        offered = await stage.discord.autocomplete(
            "mia", FILMS, "limits timezone", focused="zone", options={"zone": "berl"}
        )

        assert odd == (
            "There is no time zone called Mars/Olympus. It is a name such as Europe/Berlin, "
            "America/New＿York or UTC; start to type and choose one."
        ).replace("＿", "_")
        assert re.sub(r"<t:\d+:R>", "<when>", set_) == (
            "From <when> on, days begin at midnight in Europe/Berlin. Until then they still do in "
            "UTC."
        )
        assert [one["name"] for one in offered] == ["Europe/Berlin"]


async def test_the_value_is_offered_with_what_holds_now(on_wire: OnWire):
    async with on_wire() as stage:
        await limits(stage, "set", what="films_day", value="7")

        offered = await stage.discord.autocomplete(
            "mia", FILMS, "limits set", focused="value", options={"what": "films_day", "value": ""}
        )

        assert [one["name"] for one in offered][:3] == ["now: 7", "1", "2"]
