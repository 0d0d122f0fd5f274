"""/help: what can be made here, what it costs, and what one has left."""

from __future__ import annotations

from typing import Any

import discord
from discord import ui

from bot.core.catalog import Model
from bot.core.sentence import Money, When, say
from bot.core.wallet import Left
from bot.ui.buttons import StillView, act_button
from bot.ui.words import Words

MODELS_SHOWN = 6


def help_view(models: tuple[Model, ...], left: Left, words: Words) -> ui.LayoutView:
    """A short page with two buttons: ask for a film, look at one's own."""
    box = ui.Container[Any](accent_colour=discord.Colour(0x5865F2))
    box.add_item(
        ui.TextDisplay(
            words(
                say(
                    "### 🎬 I make films from words\nType `/create` and say what should happen. "
                    "One message then follows your film until it is there. `/remix` makes a film "
                    "from another one, yours or one of this channel; `/storyboard` one of several "
                    "shots. `/characters` are who may appear in them; `/quota` shows what you "
                    "have left, `/why` what stands in the way."
                )
            )
        )
    )
    box.add_item(ui.Separator())
    box.add_item(ui.TextDisplay(_models(models, words)))
    box.add_item(ui.Separator())
    box.add_item(ui.TextDisplay(_left(left, words)))
    view = StillView()
    view.add_item(box)
    acts = ui.ActionRow[Any]()
    acts.add_item(
        act_button(
            "new", "", words(say("Make a film")), emoji="🎬", style=discord.ButtonStyle.primary
        )
    )
    acts.add_item(act_button("mine", "", words(say("My films")), emoji="🎞️"))
    view.add_item(acts)
    return view


def _models(models: tuple[Model, ...], words: Words) -> str:
    if not models:
        return words(say("No model can be used at the moment. The bot's owner has to look at it."))
    lines = [_model(model, words) for model in models[:MODELS_SHOWN]]
    if len(models) > MODELS_SHOWN:
        more = len(models) - MODELS_SHOWN
        lines.append("-# " + words(say("and {n} more, offered as you type", n=more)))
    return "\n".join(lines)


def _model(model: Model, words: Words) -> str:
    price = model.default_price_micros()
    cost = words.money(price) if price is not None else words(say("price unknown"))
    usual = words(say("{s} s for {cost}", s=model.seconds.default, cost=cost))
    lengths = words(say("{lengths} s possible", lengths=model.seconds.words()))
    return f"**{model.title}** · {usual} · {lengths}"


def _left(left: Left, words: Words) -> str:
    lines = [
        words(
            say(
                "You have made **{made}** of **{most}** films today, and **{running}** of "
                "**{at_once}** are in the making. The day begins anew {reset}.",
                made=left.made_today,
                most=left.per_day,
                running=left.running,
                at_once=left.at_once,
                reset=When(left.resets_at),
            )
        )
    ]
    if left.budget is not None and left.budget_left is not None:
        lines.append(
            words(
                say(
                    "For everybody together **{left}** of today's {budget} is left.",
                    left=Money(left.budget_left),
                    budget=Money(left.budget),
                )
            )
        )
    return "\n".join(lines)
