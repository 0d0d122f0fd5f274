"""A few words in a box, with buttons below: what most private answers are."""

from __future__ import annotations

from typing import Any

import discord
from discord import ui

from bot.ui.buttons import StillView

BLURPLE = discord.Colour(0x5865F2)
RED = discord.Colour(0xED4245)


def boxed(text: str, *buttons: ui.Button[Any], colour: discord.Colour = BLURPLE) -> ui.LayoutView:
    """At most 5 buttons, and 4000 characters of text, as Discord takes them."""
    box = ui.Container[Any](accent_colour=colour)
    box.add_item(ui.TextDisplay(text))
    view = StillView()
    view.add_item(box)
    if buttons:
        row = ui.ActionRow[Any]()
        for button in buttons:
            row.add_item(button)
        view.add_item(row)
    return view
