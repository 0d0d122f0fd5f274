"""/owner: how the bot does, which servers may make films, and a stop for everything."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import discord
from discord import ui
from discord.ext import commands

from bot.core.allowance import CEILING, Rule, Value
from bot.core.catalog import Catalog
from bot.core.limit_words import read_value
from bot.core.refused import Refused
from bot.core.sentence import Money, Sentence, say
from bot.core.standing import Wanted
from bot.core.wallet import Limits, day_start
from bot.provider.client import VideoClient
from bot.store.database import Database
from bot.store.houses import EVERYWHERE, HouseStore
from bot.store.jobs import JobStore
from bot.store.servers import ServerUse, jobs_by_status, servers_since
from bot.ui.boxed import BLURPLE, boxed
from bot.ui.buttons import StillView, act_button
from bot.ui.limits_view import changed_view
from bot.ui.presses import Act, Press, number_in
from bot.ui.words import Words, inert, words_for

PER_PAGE = 6


class OwnerDesk:
    def __init__(
        self,
        bot: commands.AutoShardedBot,
        database: Database,
        store: JobStore,
        houses: HouseStore,
        catalog: Catalog,
        providers: Mapping[str, VideoClient],
        limits: Limits,
        owners: frozenset[int],
        clock: Callable[[], float],
    ) -> None:
        """`owners` are those of OWNER_IDS."""
        self._bot = bot
        self._database = database
        self._store = store
        self._houses = houses
        self._catalog = catalog
        self._providers = providers
        self._limits = limits
        self._owners = owners
        self._clock = clock

    @property
    def acts(self) -> Mapping[str, Act]:
        return {
            "server_in": self._let_in,
            "server_out": self._close,
            "servers": self._turn,
            "everything_on": self._resume_pressed,
        }

    async def check(self, interaction: Press) -> None:
        """Raises Refused for everybody but the application's owner, the admins and developers of
        its team, and OWNER_IDS."""
        person = interaction.user
        if person.id not in self._owners and not await self._bot.is_owner(person):  # type: ignore[arg-type]
            raise Refused(say("Only the bot's owner can do this."))

    async def status(self, interaction: Press) -> None:
        """How the bot does, in private."""
        await self.check(interaction)
        now = self._clock()
        standing = await self._store.standing(Wanted(0, (), 0, 0), now)
        open_jobs = await jobs_by_status(self._database)
        words = words_for(interaction.locale.value)
        lines = [
            words(say("### 🔧 How I do")),
            words(say("• {n} servers, answers after {ms} ms", n=len(self._bot.guilds),
                      ms=self._latency())),
            words(say("• spent today: {spent}, of {budget}",
                      spent=Money(standing.usage.spent_today), budget=self._budget())),
            words(say("• jobs under way: {n}", n=sum(open_jobs.values()))),
            *(f"　{inert(status)}: {words.number(n)}" for status, n in sorted(open_jobs.items())),
        ]  # fmt: skip
        if standing.everywhere is not None:
            lines.append(words(say("• ⏸️ Everything is paused: nobody can ask for films.")))
        await self._show(interaction, "\n".join(lines))

    async def balance(self, interaction: Press) -> None:
        """What is left at the providers, in private."""
        await self.check(interaction)
        await interaction.response.defer(ephemeral=True)
        words = words_for(interaction.locale.value)
        lines = [words(say("### 💰 Left at the providers"))]
        for name, client in self._providers.items():
            left = await client.balance()
            told_ = say("it does not tell") if left is None else say("{left}", left=Money(left))
            lines.append(words(say("• {name}: {left}", name=name, left=told_)))
        await interaction.followup.send("\n".join(lines), ephemeral=True)

    async def pause(self, interaction: Press, reason: str) -> None:
        """Nobody can ask for films anywhere until it is resumed."""
        await self.check(interaction)
        now = self._clock()
        await self._houses.pause(EVERYWHERE, reason, by=interaction.user.id, now=now)
        said = say(
            "⏸️ Nobody can ask for films any more, in no server. What was asked for before goes on."
        )
        button = act_button("everything_on", "", words_for(interaction.locale.value)(say("Resume")))
        await self._answer(interaction, said, button)

    async def limit(self, interaction: Press, server: str, what: str, typed: str | None) -> None:
        """Set, or take away, what a server may have at most, whatever its moderators set."""
        await self.check(interaction)
        guild_id, rule = number_in(server), Rule(what)
        value: Value | None = read_value(rule, typed, self._catalog) if typed else None
        change = await self._houses.set_rule(
            guild_id, CEILING, rule, value, by=interaction.user.id, now=self._clock()
        )
        words = words_for(interaction.locale.value)
        view = changed_view(CEILING, rule, value, change, words, undo=False)
        await interaction.response.send_message(view=view, ephemeral=True)

    async def servers(self, interaction: Press) -> None:
        """All servers, with what they used this month and whether they may make films."""
        await self.check(interaction)
        view = await self._page(0, words_for(interaction.locale.value))
        await interaction.response.send_message(view=view, ephemeral=True)

    async def _let_in(self, interaction: Press, about: str) -> None:
        await self._approve(interaction, about, approved=True)

    async def _close(self, interaction: Press, about: str) -> None:
        await self._approve(interaction, about, approved=False)

    async def _approve(self, interaction: Press, about: str, *, approved: bool) -> None:
        await self.check(interaction)
        number, _, page = about.partition(":")
        await self._houses.approve(
            number_in(number), approved, by=interaction.user.id, now=self._clock()
        )
        view = await self._page(number_in(page), words_for(interaction.locale.value))
        await interaction.response.edit_message(view=view)

    async def _turn(self, interaction: Press, about: str) -> None:
        await self.check(interaction)
        view = await self._page(number_in(about), words_for(interaction.locale.value))
        await interaction.response.edit_message(view=view)

    async def _resume_pressed(self, interaction: Press, _about: str) -> None:
        await self.check(interaction)
        await self._houses.resume(EVERYWHERE, by=interaction.user.id, now=self._clock())
        await self._answer(interaction, say("▶️ Films can be made again."))

    async def _page(self, page: int, words: Words) -> ui.LayoutView:
        used = await servers_since(self._database, day_start(self._clock()) - 30 * 86_400)
        guilds = sorted(self._bot.guilds, key=lambda guild: (guild.name.casefold(), guild.id))
        box = ui.Container[Any](accent_colour=BLURPLE)
        box.add_item(ui.TextDisplay(words(say("### 🏘️ Servers ({n})", n=len(guilds)))))
        for guild in guilds[page * PER_PAGE : (page + 1) * PER_PAGE]:
            box.add_item(self._row(guild, used.get(guild.id), page, words))
        view = StillView()
        view.add_item(box)
        if len(guilds) > PER_PAGE:
            row = ui.ActionRow[Any]()
            row.add_item(act_button("servers", max(page - 1, 0), words(say("Before")),
                                    disabled=not page))  # fmt: skip
            last = (page + 1) * PER_PAGE >= len(guilds)
            row.add_item(act_button("servers", page + 1, words(say("After")), disabled=last))
            view.add_item(row)
        return view

    def _row(
        self, guild: discord.Guild, use: ServerUse | None, page: int, words: Words
    ) -> ui.Section[Any]:
        may = self._limits.open_to(guild.id, use.approved if use else None)
        mark = "✅" if may else "🔒"
        films, spent = (use.films, use.spent) if use else (0, 0)
        numbers = say("{films} films, {spent} in 30 days", films=films, spent=Money(spent))
        text = f"{mark} **{inert(guild.name)}** · {guild.id}\n-# {words(numbers)}"
        act, label = ("server_out", say("Close")) if may else ("server_in", say("Let in"))
        button = act_button(act, f"{guild.id}:{page}", words(label))
        return ui.Section[Any](text, accessory=button)

    def _latency(self) -> int:
        """Milliseconds; 0 before the first heartbeat."""
        seconds = self._bot.latency
        return round(seconds * 1000) if math.isfinite(seconds) else 0

    def _budget(self) -> Sentence:
        budget = self._limits.budget_day
        return say("no limit") if budget is None else say("{money}", money=Money(budget))

    async def _show(self, interaction: Press, text: str) -> None:
        await interaction.response.send_message(view=boxed(text), ephemeral=True)

    async def _answer(
        self, interaction: Press, sentence: Sentence, button: ui.Button[Any] | None = None
    ) -> None:
        text = words_for(interaction.locale.value)(sentence)
        view = boxed(text, *([button] if button else []))
        await interaction.response.send_message(view=view, ephemeral=True)
