"""The private question before a dear film: this is what it costs, shall it be made?"""

from __future__ import annotations

from typing import Any

import discord
from discord import ui

from bot.core.sentence import say
from bot.intake import Quote
from bot.ui.buttons import StillView, act_button
from bot.ui.card import headline
from bot.ui.lineage import origin
from bot.ui.told import told
from bot.ui.words import Words

PROMPT_SHOWN = 600


def quote_view(quote: Quote, words: Words) -> ui.LayoutView:
    draft = quote.draft
    price = words.money(draft.price or 0)
    box = ui.Container[Any](accent_colour=discord.Colour(0xF0B132))
    head = [headline(draft, words), origin(draft, words)]
    box.add_item(ui.TextDisplay("\n".join(line for line in head if line)))
    box.add_item(ui.TextDisplay(told(draft.prompt, words, most=PROMPT_SHOWN)))
    box.add_item(ui.TextDisplay(words(say("Nothing has been ordered yet."))))
    view = StillView()
    view.add_item(box)
    acts = ui.ActionRow[Any]()
    acts.add_item(
        act_button(
            "make",
            quote.wish_id,
            words(say("Make it for {price}", price=price)),
            style=discord.ButtonStyle.success,
        )
    )
    acts.add_item(act_button("no", quote.wish_id, words(say("Not now"))))
    view.add_item(acts)
    return view
