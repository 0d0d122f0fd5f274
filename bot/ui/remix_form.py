"""The form behind `Remix`: the words of a film to change, and who makes it anew."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import discord
from discord import ui

from bot.core.catalog import Model
from bot.core.job import Job
from bot.core.remix import can_remix
from bot.core.sentence import say
from bot.core.wish import LONGEST_PROMPT
from bot.ui.buttons import StillForm
from bot.ui.wish_form import MODEL, MOST_OPTIONS, PROMPT
from bot.ui.words import Words


class RemixForm(StillForm):
    """What is submitted is found by its `custom_id`, which names the source."""

    def __init__(
        self, source: Job, prompt: str, chosen: str, models: Sequence[Model], words: Words
    ) -> None:
        """`chosen` is the id of the model that is suggested; `models` can all make it."""
        title = words(say("Remix of #{number}", number=str(source.id)))
        super().__init__("remix_form", source.id, title)
        self.add_item(
            ui.Label[Any](
                text=words(say("What shall be different?")),
                description=words(say("These are the film's words; change one thing at a time.")),
                component=ui.TextInput(
                    custom_id=PROMPT,
                    style=discord.TextStyle.paragraph,
                    default=prompt[:LONGEST_PROMPT] or None,
                    max_length=LONGEST_PROMPT,
                ),
            )
        )
        select = _models(source, chosen, models, words)
        self.add_item(ui.Label[Any](text=words(say("Model")), component=select))


def _models(source: Job, chosen: str, models: Sequence[Model], words: Words) -> ui.Select[Any]:
    itself = words(say("changes the film itself; length and size stay"))
    begins = words(say("makes a new film from a frame of it"))
    return ui.Select(
        custom_id=MODEL,
        required=True,
        options=[
            discord.SelectOption(
                label=model.title[:100],
                value=model.id[:100],
                description=(itself if can_remix(model, source) else begins)[:100],
                default=model.id == chosen,
            )
            for model in models[:MOST_OPTIONS]
        ],
    )
