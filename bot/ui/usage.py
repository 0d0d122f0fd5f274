"""/usage: a picture of who used how much in a server, by day."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Callable, Mapping
from typing import Any

import discord
from discord import ui

from bot.core.sentence import Mention, Money, Sentence, say, say_n
from bot.core.spending import Share, Spending, first_moment, spending
from bot.media.chart import bars
from bot.store.houses import HouseStore
from bot.store.spending import SpendingStore
from bot.ui.boxed import BLURPLE
from bot.ui.buttons import StillView
from bot.ui.presses import Press, guild_of
from bot.ui.words import Words, words_for

SQUARES = "🟦🟩🟨🟧🟥🟪🟫⬜"
"""In the order of `bot.media.chart.COLOURS`."""
FILE = "usage.png"


class UsageDesk:
    def __init__(
        self, houses: HouseStore, store: SpendingStore, clock: Callable[[], float]
    ) -> None:
        self._houses = houses
        self._store = store
        self._clock = clock

    async def usage(self, interaction: Press, days: int) -> None:
        """Who used how much in so many days, in private."""
        guild_id, now = guild_of(interaction), self._clock()
        zone = (await self._houses.get(guild_id)).zone
        since = first_moment(zone, now, days)
        used = spending(await self._store.since(guild_id, since), zone, now, days)
        members = await self._store.members(guild_id, since)
        words = words_for(interaction.locale.value)
        if not used.shares:
            view = usage_view(used, members, words, picture=False)
            await interaction.response.send_message(view=view, ephemeral=True)
            return
        drawn = await asyncio.to_thread(bars, used.days, [each.by_day for each in used.shares])
        view = usage_view(used, members, words)
        file = discord.File(io.BytesIO(drawn), FILE)
        await interaction.response.send_message(view=view, file=file, ephemeral=True)


def usage_view(
    used: Spending, members: Mapping[int, int], words: Words, *, picture: bool = True
) -> ui.LayoutView:
    """The picture, and whose colour is whose."""
    box = ui.Container[Any](accent_colour=BLURPLE)
    title = say_n("### 📊 Films of today", "### 📊 Films of the last {n} days", len(used.days))
    box.add_item(ui.TextDisplay(words(title)))
    if picture:
        gallery = ui.MediaGallery[Any]()
        described = say("Bars: what was charged on each day, by member")
        gallery.add_item(media=f"attachment://{FILE}", description=words(described))
        box.add_item(gallery)
    lines = [
        f"{square} {words(_line(share, members))}"
        for square, share in zip(SQUARES, used.shares, strict=False)
    ]
    box.add_item(ui.TextDisplay("\n".join(lines) or words(say("No films were made."))))
    if used.films:
        box.add_item(ui.TextDisplay("-# " + words(_all(used))))
    view = StillView()
    view.add_item(box)
    return view


def _line(share: Share, members: Mapping[int, int]) -> Sentence:
    who = say("somebody whose data is deleted")
    if share.member is None:
        who = say("everybody else")
    elif share.member in members:
        who = say("{member}", member=Mention("member", members[share.member]))
    return say_n("{who}: {money}, {n} film", "{who}: {money}, {n} films", share.films,
                 who=who, money=Money(share.charged))  # fmt: skip


def _all(used: Spending) -> Sentence:
    if used.spent == used.charged:
        return say_n("{n} film together, {money}", "{n} films together, {money}", used.films,
                     money=Money(used.charged))  # fmt: skip
    return say_n(
        "{n} film together: {money} charged to members, {spent} spent by the bot's owner",
        "{n} films together: {money} charged to members, {spent} spent by the bot's owner",
        used.films,
        money=Money(used.charged),
        spent=Money(used.spent),
    )
