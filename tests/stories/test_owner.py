"""The bot's owner: who may make films at all, how much at most, and a stop for everything."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

import pytest

from bot.sandbox.discord import Call, CannotDo
from tests.stories.stage import FILMS
from tests.stories.test_limits import answered, limits, refused, said
from tests.stories.wire import Wire

OnWire = Callable[..., AbstractAsyncContextManager[Wire]]
ELSEWHERE = 1_234_567_890_123_456_789


async def owner(stage: Wire, words: str, who: str = "olga", **options: Any) -> Call:
    return await stage.discord.slash(who, FILMS, f"owner {words}", options)


@pytest.fixture
def at_home(on_wire: OnWire, monkeypatch: pytest.MonkeyPatch) -> OnWire:
    """A bot whose owner has /owner in the server of the stories: its number is known only once
    the far end is up, so the bot starts a second time with it."""

    def opening(**settings: Any) -> AbstractAsyncContextManager[Wire]:
        return _AtHome(on_wire(**settings))

    return opening


class _AtHome:
    def __init__(self, opening: AbstractAsyncContextManager[Wire]) -> None:
        self._opening = opening

    async def __aenter__(self) -> Wire:
        stage = await self._opening.__aenter__()
        stage.settings["owner_guild_id"] = stage.discord.guild.id
        await stage.restart()
        return stage

    async def __aexit__(self, *why: Any) -> bool | None:
        return await self._opening.__aexit__(*why)


async def test_a_server_that_is_not_allowed_makes_nothing_until_the_owner_lets_it_in(
    at_home: OnWire,
):
    async with at_home(allowed_guilds=frozenset({ELSEWHERE})) as stage:
        closed = await refused(stage)
        call = await owner(stage, "servers")
        assert call.message is not None
        [let_in] = [one for one in call.message.custom_ids if "server_in" in one]
        page = await stage.discord.press("olga", call.message, let_in)
        opened = await answered(stage)
        assert page.message is not None
        [close] = [one for one in page.message.custom_ids if "server_out" in one]
        await stage.discord.press("olga", page.message, close)
        again = await refused(stage)

        assert again == closed
        assert closed == (
            "The bot's owner has not let this server make films yet. Who runs this server can ask "
            "them; they decide with /owner servers."
        )
        assert "🔒 **Clapper's Corner**" in said(call)
        assert not opened.ephemeral


async def test_everything_pauses_and_goes_on(at_home: OnWire):
    async with at_home() as stage:
        call = await owner(stage, "pause", reason="moving house")
        words = await refused(stage)
        status = said(await owner(stage, "status"))
        assert call.message is not None
        resumed = said(await stage.discord.press("olga", call.message, "clapper:everything_on:"))

        assert words == (
            "The bot's owner has paused all film making: moving house. Films that were asked for "
            "before go on. Try again later."
        )
        assert "⏸️ Everything is paused" in status
        assert resumed == "▶️ Films can be made again."
        assert not (await answered(stage)).ephemeral


async def test_the_owners_ceiling_wins_over_whatever_moderators_set(at_home: OnWire):
    async with at_home() as stage:
        home = str(stage.discord.guild.id)
        await limits(stage, "set", what="server_money_day", value="no limit")
        told = said(await owner(stage, "limits", server=home, what="money_day", value="0.40"))
        await answered(stage, seconds=4)

        words = await refused(stage, "ben", seconds=4)
        taken = said(await owner(stage, "limits", server=home, what="money_day"))

        assert told == (
            "✅ **money a day** for this server, by the bot's owner: **$0.40**. Before: not set."
        )
        assert words == (
            "This film would cost $0.32, and $0.08 of the $0.40 that this server has for today is "
            "left. That starts afresh <when>; the bot's owner can change it."
        )
        assert taken.endswith("**not set**. Before: $0.40.")
        assert not (await answered(stage, "ben", seconds=4)).ephemeral


async def test_status_and_balance_tell_the_owner_what_they_want_to_know(at_home: OnWire):
    async with at_home() as stage:
        await answered(stage, seconds=4)

        status = said(await owner(stage, "status"))
        balance = await owner(stage, "balance")

        assert "• spent today: $0.32, of $10.00" in status
        assert "• jobs under way: 1" in status

        def told() -> str:
            answers = [*balance.followups, *([balance.message] if balance.message else [])]
            return "".join(one.text for one in answers)

        await stage.until(told, "the balance")
        assert re.search(r"• cometapi: \$[\d,]+\.\d\d", told())


async def test_nobody_else_is_answered_even_where_the_command_is_offered(at_home: OnWire):
    async with at_home() as stage:
        with pytest.raises(CannotDo):
            await owner(stage, "status", who="mia")
        stage.discord.servers.add_role("Admins", "administrator")
        stage.discord.servers.give_role("mia", "Admins")

        for words in ("status", "servers", "pause", "balance"):
            assert said(await owner(stage, words, who="mia")) == (
                "Only the bot's owner can do this."
            )


async def test_owner_ids_may_do_it_too_and_elsewhere_there_is_no_such_command(
    at_home: OnWire, on_wire: OnWire
):
    async with on_wire() as stage:
        with pytest.raises(CannotDo):
            await owner(stage, "status")
        stage.discord.servers.add_role("Admins", "administrator")
        stage.discord.servers.give_role("mia", "Admins")
        stage.settings["owner_guild_id"] = stage.discord.guild.id
        stage.settings["owner_ids"] = frozenset({stage.discord.guild.members["mia"].user.id})
        await stage.restart()

        assert "### 🔧 How I do" in said(await owner(stage, "status", who="mia"))
