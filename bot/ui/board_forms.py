"""The forms of the storyboard's builder: a shot, a whole script, the film it is to become."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import discord
from discord import ui

from bot.core.board import Board
from bot.core.cast import LONGEST_NAME
from bot.core.catalog import Model
from bot.core.sentence import say
from bot.core.storyboard import LONGEST_SCENE, Shot, script
from bot.core.wish import LONGEST_PROMPT
from bot.ui.buttons import StillForm
from bot.ui.wish_form import MODEL, MOST_OPTIONS, SECONDS, SIZE
from bot.ui.words import Words

SCENE, DURATION, SCRIPT, CHARACTER = "scene", "duration", "script", "character"


class ShotForm(StillForm):
    def __init__(
        self, act: str, about: str, title: str, scene: str, seconds: str, words: Words
    ) -> None:
        super().__init__(act, about, title)
        self.add_item(
            ui.Label[Any](
                text=words(say("What is seen in this shot?")),
                component=ui.TextInput(
                    custom_id=SCENE,
                    style=discord.TextStyle.paragraph,
                    default=scene or None,
                    max_length=LONGEST_SCENE,
                ),
            )
        )
        self.add_item(
            ui.Label[Any](
                text=words(say("Duration in seconds")),
                description=words(say("From 1 second, in steps of 0.1: for example 2.5")),
                component=ui.TextInput(custom_id=DURATION, default=seconds, max_length=20),
            )
        )


class ScriptForm(StillForm):
    def __init__(self, about: str, board: Board, words: Words) -> None:
        super().__init__("board_pasted", about, words(say("The whole script")))
        text = board.pasted or script(board.shots)
        self.add_item(
            ui.Label[Any](
                text=words(say("Script")),
                description=words(say("It takes the place of all shots that are there now.")),
                component=ui.TextInput(
                    custom_id=SCRIPT,
                    style=discord.TextStyle.paragraph,
                    default=text if 0 < len(text) <= LONGEST_PROMPT else None,
                    placeholder=script((Shot(words(say("The plane takes off.")), 75),))[:100],
                    max_length=LONGEST_PROMPT,
                ),
            )
        )


class FilmForm(StillForm):
    def __init__(self, about: str, board: Board, models: Sequence[Model], words: Words) -> None:
        super().__init__("board_filmed", about, words(say("The film")))
        self.add_item(
            ui.Label[Any](text=words(say("Model")), component=_models(board.model, models, words))
        )
        self.add_item(
            ui.Label[Any](
                text=words(say("Seconds")),
                description=words(say("Leave it empty for as long as the shots take.")),
                component=ui.TextInput(
                    custom_id=SECONDS,
                    default=str(board.seconds) if board.seconds else None,
                    required=False,
                    max_length=20,
                ),
            )
        )
        size = ui.TextInput[Any](custom_id=SIZE, default=board.size, required=False, max_length=20)
        self.add_item(ui.Label[Any](text=words(say("Size")), component=size))
        who = ui.TextInput[Any](
            custom_id=CHARACTER,
            default=board.character,
            required=False,
            max_length=LONGEST_NAME,
        )
        about = words(say("The name of somebody whom /characters list knows, or nothing."))
        self.add_item(ui.Label[Any](text=words(say("Character")), description=about, component=who))


def _models(chosen: str, models: Sequence[Model], words: Words) -> ui.Select[Any]:
    return ui.Select(
        custom_id=MODEL,
        required=True,
        options=[
            discord.SelectOption(
                label=model.title[:100],
                value=model.id[:100],
                description=words(say("{lengths} s possible", lengths=model.seconds.words()))[:100],
                default=model.id == chosen,
            )
            for model in models[:MOST_OPTIONS]
        ],
    )
