"""/quota and /why: what is left of each limit, as bars, and the rule that decides."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import discord
from discord import ui

from bot.core.overview import Meter, meters
from bot.core.refused import Refused
from bot.core.reins import needs_yes, why_not
from bot.core.sentence import Mention, Money, Sentence, When, say, say_n
from bot.core.standing import Standing, Wanted
from bot.core.wallet import Limits, check
from bot.housekeeping import Offer
from bot.intake import Intake
from bot.store.database import Database
from bot.store.usage import in_doubt
from bot.ui.answer import place_of, roles_of, wanted_from
from bot.ui.boxed import BLURPLE
from bot.ui.buttons import StillView
from bot.ui.presses import Press
from bot.ui.rights import moderates
from bot.ui.words import Words, words_for

BAR = 12


class QuotaDesk:
    def __init__(
        self,
        database: Database,
        intake: Intake,
        offer: Offer,
        limits: Limits,
        clock: Callable[[], float],
    ) -> None:
        self._database = database
        self._intake = intake
        self._offer = offer
        self._limits = limits
        self._clock = clock

    async def quota(self, interaction: Press) -> None:
        """What the person has left here, in private."""
        wanted = wanted_from(interaction)
        standing = await self._intake.standing(wanted)
        words = words_for(interaction.locale.value)
        found = meters(self._limits, standing, wanted, now=self._clock())
        view = quota_view(found, await in_doubt(self._database, wanted), words)
        await interaction.response.send_message(view=view, ephemeral=True)

    async def why(self, interaction: Press, member: discord.Member | discord.User | None) -> None:
        """Which rule decides about the next film of a person, in private. Raises Refused."""
        other = member is not None and member.id != interaction.user.id
        if other and not moderates(
            interaction, await self._intake.house(interaction.guild_id or 0)
        ):
            raise Refused(say("Only moderators can see what holds for somebody else."))
        who = member or interaction.user
        model = self._offer.default_model()
        wanted = Wanted(
            member=who.id,
            roles=roles_of(who),
            guild=interaction.guild_id or 0,
            place=place_of(interaction),
        )
        standing = await self._intake.standing(wanted)
        price = model.default_price_micros() if model else None
        words = words_for(interaction.locale.value)
        reasons = self._reasons(standing, wanted, price)
        found = meters(self._limits, standing, wanted, now=self._clock())
        first = needs_yes(standing, wanted)
        view = why_view(who.id if other else None, reasons, first, found, words)
        await interaction.response.send_message(view=view, ephemeral=True)

    def _reasons(self, standing: Standing, wanted: Wanted, price: int | None) -> list[Sentence]:
        """Why a film of the default model would be refused, in the order of the decision."""
        now = self._clock()
        found = list(why_not(self._limits, standing, wanted, price, now=now))
        try:
            check(self._limits, standing.usage, price, now=now)
        except Refused as refused:
            found.append(refused.sentence)
        return list({each.text: each for each in found}.values())


def quota_view(found: list[Meter], doubtful: tuple[int, int], words: Words) -> ui.LayoutView:
    """A bar for each limit; `doubtful`: orders whose fate nobody knows, and their money."""
    box = ui.Container[Any](accent_colour=BLURPLE)
    box.add_item(ui.TextDisplay(words(say("### 🎟️ What you have left here"))))
    for meter in found:
        box.add_item(ui.TextDisplay(_meter(meter, words)))
    count, reserved = doubtful
    if count:
        note = say_n(
            "❓ {money} of what is used is for {n} order in doubt: it stays reserved until "
            "somebody knows whether it was charged.",
            "❓ {money} of what is used is for {n} orders in doubt: it stays reserved until "
            "somebody knows whether they were charged.",
            count,
            money=Money(reserved),
        )
        box.add_item(ui.TextDisplay(f"-# {words(note)}"))
    return _view(box)


def why_view(
    member: int | None,
    reasons: list[Sentence],
    first: Sentence | None,
    found: list[Meter],
    words: Words,
) -> ui.LayoutView:
    """The rule that decides, in the words of the refusal; then all that is counted."""
    free = not reasons
    box = ui.Container[Any](accent_colour=discord.Colour(0x57F287 if free else 0xED4245))
    if member is not None:
        title = say("### 🔎 Films of {member} here", member=Mention("member", member))
        quoted = say("What {member} is told:", member=Mention("member", member))
    else:
        title, quoted = say("### 🔎 Your films here"), say("What decides:")
    lines = [words(title)]
    if free:
        lines.append(words(say("✅ Nothing stands against a film of the usual model and length.")))
    else:
        lines += [words(quoted), *(f"> 🚫 {words(each)}" for each in reasons)]
    if first is not None:
        lines.append(f"👀 {words(first)}")
    box.add_item(ui.TextDisplay("\n".join(lines)[:2_000]))
    box.add_item(ui.Separator())
    text = "\n".join(_meter(meter, words) for meter in found)
    box.add_item(ui.TextDisplay(text[:1_900]))
    return _view(box)


def _meter(meter: Meter, words: Words) -> str:
    def shown(amount: int) -> str:
        return words.money(amount) if meter.money else words.number(amount)

    if meter.endless:
        return words(say("**{name}**: no limit ({source})", name=meter.name, source=meter.source))
    full = round((1 - meter.share) * BAR)
    bar = "▰" * full + "▱" * (BAR - full)
    left = say("{left} of {most} left", left=shown(meter.left), most=shown(meter.most))
    lines = [f"**{words(meter.name)}**", f"{bar}  {words(left)}"]
    small = [words(meter.source)]
    if meter.resets is not None and meter.used:
        small.append(words(say("afresh {when}", when=When(meter.resets))))
    return "\n".join([*lines, "-# " + " · ".join(small)])


def _view(box: ui.Container[Any]) -> ui.LayoutView:
    view = StillView()
    view.add_item(box)
    return view
