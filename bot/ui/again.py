"""The form behind `Again`: the same wish, to change before it goes."""

from __future__ import annotations

from typing import Any

import discord
from discord import ui

from bot.core.catalog import Catalog
from bot.core.job import Job
from bot.core.sentence import say
from bot.core.wish import LONGEST_PROMPT
from bot.ui.buttons import named
from bot.ui.words import Words

PROMPT, MODEL, SECONDS, SIZE = "prompt", "model", "seconds", "size"
MOST_OPTIONS = 25


class AgainForm(ui.Modal):
    """Filled in with the job's own wish. What is submitted is found by its `custom_id`."""

    def __init__(self, job: Job, catalog: Catalog, words: Words) -> None:
        super().__init__(
            title=words(say("Once more")), custom_id=named("again_form", job.id), timeout=None
        )
        self.add_item(
            ui.Label[Any](
                text=words(say("What happens in the film?")),
                component=ui.TextInput(
                    custom_id=PROMPT,
                    style=discord.TextStyle.paragraph,
                    default=job.prompt[:LONGEST_PROMPT],
                    max_length=LONGEST_PROMPT,
                ),
            )
        )
        self.add_item(ui.Label[Any](text=words(say("Model")), component=_models(job, catalog)))
        self.add_item(_line(words(say("Seconds")), SECONDS, str(job.seconds)))
        self.add_item(_line(words(say("Size")), SIZE, job.size))

    def is_finished(self) -> bool:
        """discord.py keeps no finished form: it would answer a submit before we do."""
        return True


def _models(job: Job, catalog: Catalog) -> ui.Select[Any]:
    offered = catalog.offered[:MOST_OPTIONS]
    return ui.Select(
        custom_id=MODEL,
        required=True,
        options=[
            discord.SelectOption(
                label=model.title[:100],
                value=model.id[:100],
                description=f"{model.seconds.words()} s"[:100],
                default=model.id == job.model,
            )
            for model in offered
        ],
    )


def _line(label: str, custom_id: str, default: str) -> ui.Label[Any]:
    field = ui.TextInput[Any](custom_id=custom_id, default=default, max_length=20, required=False)
    return ui.Label(text=label, component=field)
