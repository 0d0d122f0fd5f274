"""A refusal that the person who asked can do something about."""

from __future__ import annotations

from bot.core.sentence import Sentence


class Refused(Exception):
    """What was asked for cannot be had. `sentence` is written for the person and says what can."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(sentence.text)
        self.sentence = sentence
