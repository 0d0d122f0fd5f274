"""The form behind `Again` and `Make a film`: a wish, to change before it goes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

import discord
from discord import ui

from bot.core.catalog import Model
from bot.core.job import Job
from bot.core.picture import MOST_MB, unnamed
from bot.core.sentence import Sentence, say
from bot.core.wish import LONGEST_PROMPT, Wish
from bot.ui.buttons import StillForm
from bot.ui.words import Words

PROMPT, MODEL, SECONDS, SIZE, PICTURE = "prompt", "model", "seconds", "size", "picture"
MOST_OPTIONS = 25
MOST_FILES = 10
"""What one field of a form takes at Discord."""
LONGEST_TITLE = 45
WITH_ITS_PICTURE = ":p"
"""Ends what a form is about where it promised the film's picture to whoever gives no other."""
WITHOUT_CHARACTER = ":n"
"""Ends what a form is about where it said that nobody appears in the film any more."""
_GIVE_ONE = say("If it goes by one: PNG, JPEG, WebP or GIF, up to {most} MB.", most=MOST_MB)
_SAME_AGAIN = say("Leave it empty to use the same picture again.")
_SAME_ONES_AGAIN = say("Leave it empty to use the same pictures again.")
_NO_LONGER_KEPT = say("The one from before is no longer kept. Give it once more, or go without.")


class WishForm(StillForm):
    """A wish to fill in or to change. What is submitted is found by its `custom_id`."""

    def __init__(
        self,
        act: str,
        about: object,
        title: str,
        wish: Wish,
        models: Sequence[Model],
        words: Words,
        picture: Sentence = _GIVE_ONE,
    ) -> None:
        super().__init__(act, about, title)
        self.add_item(
            ui.Label[Any](
                text=words(say("What happens in the film?")),
                component=ui.TextInput(
                    custom_id=PROMPT,
                    style=discord.TextStyle.paragraph,
                    default=wish.prompt[:LONGEST_PROMPT] or None,
                    max_length=LONGEST_PROMPT,
                ),
            )
        )
        select = _models(wish.model, models)
        self.add_item(ui.Label[Any](text=words(say("Model")), component=select))
        self.add_item(_line(words(say("Seconds")), SECONDS, str(wish.seconds)))
        self.add_item(_line(words(say("Size")), SIZE, wish.size))
        most = min(max((model.image.max for model in models), default=0), MOST_FILES)
        if most:
            upload = ui.FileUpload[Any](custom_id=PICTURE, required=False, max_values=most)
            label = words(say("Picture") if most == 1 else say("Pictures, in their order"))
            self.add_item(ui.Label[Any](text=label, description=words(picture), component=upload))

    @classmethod
    def for_again(
        cls,
        job: Job,
        models: Sequence[Model],
        words: Words,
        *,
        picture_kept: bool,
        character_gone: bool = False,
    ) -> Self:
        """`picture_kept` says that its picture can be had for another film, `character_gone` that
        who appears in it can't be named any more."""
        model = next((each for each in models if each.id == job.model), None)
        count = len(job.picture.all) if job.picture else 0
        prompt = unnamed(job.prompt, model, count) if model else job.prompt
        wish = Wish(prompt, job.model, job.seconds, job.size)
        about, picture = str(job.id), _GIVE_ONE
        if job.picture is not None:
            about += WITH_ITS_PICTURE if picture_kept else ""
            same = _SAME_ONES_AGAIN if job.picture.more else _SAME_AGAIN
            picture = same if picture_kept else _NO_LONGER_KEPT
        title = words(say("Once more"))
        if job.character is not None:
            text = say("Once more, with {name}", name=job.character.name)
            if character_gone:
                text = say("Once more, without {name}", name=job.character.name)
                about += WITHOUT_CHARACTER
            title = words(text)
        return cls("again_form", about, title[:LONGEST_TITLE], wish, models, words, picture)

    @classmethod
    def for_new(cls, model: Model, models: Sequence[Model], words: Words) -> Self:
        wish = Wish("", model.id, model.seconds.default, model.shape.default)
        return cls("new_form", "", words(say("A new film")), wish, models, words)


def _models(chosen: str, models: Sequence[Model]) -> ui.Select[Any]:
    offered = models[:MOST_OPTIONS]
    return ui.Select(
        custom_id=MODEL,
        required=True,
        options=[
            discord.SelectOption(
                label=model.title[:100],
                value=model.id[:100],
                description=f"{model.seconds.words()} s"[:100],
                default=model.id == chosen,
            )
            for model in offered
        ],
    )


def _line(label: str, custom_id: str, default: str) -> ui.Label[Any]:
    field = ui.TextInput[Any](custom_id=custom_id, default=default, max_length=20, required=False)
    return ui.Label(text=label, component=field)
