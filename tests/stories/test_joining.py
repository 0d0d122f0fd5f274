"""The bot joins a server: one short message where it may write, and never a second one."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import pytest
from structlog.testing import capture_logs

from bot.sandbox.discord import CannotDo
from bot.sandbox.discord.state import Guild
from tests.stories.stage import FILMS
from tests.stories.test_limits import said
from tests.stories.wire import Wire

OnWire = Callable[..., AbstractAsyncContextManager[Wire]]
HELLO = "### 🎬 Hello, I make films"


def another(stage: Wire, *, system: bool) -> Guild:
    guild = stage.discord.add_guild("Elsewhere", owner="olga", with_bot=False)
    guild.system_channel = "films" if system else None
    return guild


@asynccontextmanager
async def ready(on_wire: OnWire) -> AsyncIterator[Wire]:
    """A bot that has seen all its servers: until then discord.py takes none for a new one."""
    with capture_logs() as logs:
        async with on_wire() as stage:
            await stage.until(lambda: any(one["event"] == "connected" for one in logs), "READY")
            yield stage


async def test_it_greets_once_in_the_system_channel(on_wire: OnWire):
    async with ready(on_wire) as stage:
        guild = another(stage, system=True)
        films = guild.channels["films"]
        stage.discord.add_bot_to_guild(guild)
        await stage.until(lambda: stage.discord.messages(films), "a greeting")
        stage.discord.remove_bot_from_guild(guild)
        stage.discord.add_bot_to_guild(guild)
        await stage.discord.slash("olga", films, "help")

        [greeting] = [one for one in stage.discord.messages(films) if not one.ephemeral]
        assert greeting.text.startswith(HELLO)
        assert "`/setup` shows this again." in greeting.text
        assert stage.discord.messages("@olga") == []


async def test_where_it_may_not_write_the_owner_is_told(on_wire: OnWire):
    async with ready(on_wire) as stage:
        stage.discord.add_bot_to_guild(another(stage, system=False))

        await stage.until(lambda: stage.discord.messages("@olga"), "a direct message")

        [greeting] = stage.discord.messages("@olga")
        assert greeting.text.startswith(HELLO)
        assert greeting.custom_ids == []


async def test_setup_shows_the_same_with_buttons_that_do_it(on_wire: OnWire):
    async with on_wire() as stage:
        call = await stage.discord.slash("mia", FILMS, "setup")
        assert call.message is not None
        with pytest.raises(CannotDo):
            await stage.discord.slash("ann", FILMS, "setup")

        shown = [
            said(await stage.discord.press("mia", call.message, f"clapper:setup:{about}"))
            for about in ("channels", "models", "moderators")
        ]

        assert said(call).startswith(HELLO)
        assert shown[0].startswith("### 📍 Where films may be made")
        assert shown[1].startswith("### 🎬 Which models may be used")
        assert shown[2].startswith("### 🛡️ Who moderates films")
