"""The first words in a server: what I do, and what to set first, with buttons that do it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import aiohttp
import discord
import structlog
from discord import ui

from bot.core.sentence import say
from bot.store.houses import HouseStore
from bot.store.jobs import JobStore
from bot.ui.boxed import BLURPLE
from bot.ui.buttons import StillView, act_button
from bot.ui.limits import LimitsDesk
from bot.ui.presses import Act, Press
from bot.ui.rights import check_moderates
from bot.ui.words import Words, words_for

log = structlog.get_logger(__name__)


class Joining:
    def __init__(
        self, bot: discord.Client, store: JobStore, houses: HouseStore, limits: LimitsDesk
    ) -> None:
        self._bot = bot
        self._store = store
        self._houses = houses
        self._limits = limits

    @property
    def acts(self) -> Mapping[str, Act]:
        return {"setup": self._chosen}

    async def welcome(self, guild: discord.Guild) -> None:
        """Once for each server: in its system channel where I may write there, else to its owner,
        else not at all."""
        name = f"welcomed:{guild.id}"
        if await self._store.recall(name) is not None:
            return
        # Written down first: twice would be worse than never.
        await self._store.remember(name, "1")
        words = words_for(guild.preferred_locale.value)
        channel = guild.system_channel
        writable = channel is not None and channel.permissions_for(guild.me).send_messages
        if channel is not None and writable and await _sent(channel, setup_view(words)):
            return
        try:
            # A direct message is no place for buttons that are about a server.
            owner = await self._bot.create_dm(discord.Object(guild.owner_id or 0))
            await owner.send(words(_FIRST) + "\n\n" + words(_IN_SERVER))
        except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
            log.info("nobody could be welcomed", guild=guild.id, why=repr(error))

    async def setup(self, interaction: Press) -> None:
        """`/setup`: the same, in private."""
        view = setup_view(words_for(interaction.locale.value))
        await interaction.response.send_message(view=view, ephemeral=True)

    async def _chosen(self, interaction: Press, about: str) -> None:
        check_moderates(interaction, await self._houses.get(interaction.guild_id or 0))
        shows = {
            "channels": self._limits.channels,
            "models": self._limits.models,
            "moderators": self._limits.moderators,
        }
        await shows.get(about, self._limits.channels)(interaction)


_FIRST = say(
    "### 🎬 Hello, I make films\nMembers type `/create` and say what should happen; one message "
    "then follows the film until it is there. `/help` shows what can be made, and for how much."
)
_IN_SERVER = say(
    "Whoever may manage the server sets how much: `/limits set` for everyone, a role, a member, a "
    "channel or the whole server; `/moderation reports` chooses where reports go. `/setup` shows "
    "this again."
)


def setup_view(words: Words) -> ui.LayoutView:
    """What I do, and the first things to decide."""
    box = ui.Container[Any](accent_colour=BLURPLE)
    box.add_item(ui.TextDisplay(words(_FIRST)))
    box.add_item(ui.Separator())
    box.add_item(ui.TextDisplay(words(_IN_SERVER)))
    row = ui.ActionRow[Any]()
    for about, label, emoji in (
        ("channels", say("Where films may be made"), "📍"),
        ("models", say("Which models"), "🎬"),
        ("moderators", say("Who moderates"), "🛡️"),
    ):
        row.add_item(act_button("setup", about, words(label), emoji=emoji))
    box.add_item(row)
    view = StillView()
    view.add_item(box)
    return view


async def _sent(channel: discord.TextChannel, view: ui.LayoutView) -> bool:
    try:
        await channel.send(view=view)
    except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
        log.info("no welcome in the system channel", channel=channel.id, why=repr(error))
        return False
    return True
