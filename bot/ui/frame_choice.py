"""The private question what a new film begins with: six pictures of an old one, and six buttons."""

from __future__ import annotations

import io
from typing import Any

import discord
from discord import ui

from bot.core.remix import FRAMES
from bot.core.sentence import say
from bot.intake import Quote
from bot.ui.buttons import StillView, act_button
from bot.ui.card import headline
from bot.ui.lineage import origin
from bot.ui.words import Words, code_block

PROMPT_SHOWN = 600
FILE = "frames.jpg"
IN_A_ROW = 3


def frame_choice(quote: Quote, words: Words) -> ui.LayoutView:
    draft = quote.draft
    box = ui.Container[Any](accent_colour=discord.Colour(0x5865F2))
    head = [headline(draft, words), origin(draft, words)]
    box.add_item(ui.TextDisplay("\n".join(line for line in head if line)))
    box.add_item(ui.TextDisplay(code_block(draft.prompt, most=PROMPT_SHOWN)))
    gallery = ui.MediaGallery[ui.LayoutView]()
    gallery.add_item(
        media=f"attachment://{FILE}",
        description=words(say("Six pictures of the film, numbered in their order")),
    )
    box.add_item(gallery)
    box.add_item(
        ui.TextDisplay(
            words(
                say(
                    "**Which of them shall the new film begin with?** "
                    "It is ordered as soon as you choose."
                )
            )
        )
    )
    view = StillView()
    view.add_item(box)
    for first in range(1, FRAMES + 1, IN_A_ROW):
        view.add_item(_row(quote, range(first, first + IN_A_ROW), words))
    last = ui.ActionRow[Any]()
    last.add_item(act_button("no", quote.wish_id, words(say("Not now"))))
    view.add_item(last)
    return view


def frame_file(strip: bytes) -> discord.File:
    return discord.File(io.BytesIO(strip), filename=FILE)


def _row(quote: Quote, numbers: range, words: Words) -> ui.ActionRow[Any]:
    titles = {1: words(say("1, the first")), FRAMES: words(say("{n}, the last", n=FRAMES))}
    row = ui.ActionRow[Any]()
    for number in numbers:
        about = f"{quote.wish_id}:{number}"
        label = titles.get(number, words.number(number))
        row.add_item(act_button("frame", about, label, style=discord.ButtonStyle.primary))
    return row
