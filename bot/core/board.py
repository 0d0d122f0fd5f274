"""A storyboard being drawn: its shots, the film it is to become, and what is still wrong."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self

from bot.core.catalog import Model
from bot.core.catalog.model import Storyboard
from bot.core.refused import Refused
from bot.core.sentence import Micros, Sentence, say
from bot.core.storyboard import MOST_SHOTS, SHORTEST, Shot, beats, in_seconds, script
from bot.core.wish import LONGEST_PROMPT

USUAL = 40
"""Tenths of a second that a shot is suggested to take where there is room."""


@dataclass(frozen=True)
class Board:
    """A row of the table `drafts`."""

    owner_id: int
    model: str
    """The catalogue's id."""
    size: str
    seconds: int | None = None
    """The film's length; None: the first of the model's lengths that the shots fill."""
    shots: tuple[Shot, ...] = ()
    pasted: str | None = None
    """A script that could not be used, to be mended."""
    character: str | None = None
    """The name of who is to appear, as the server knows them."""
    id: int = 0
    seq: int = 0
    """Grows with every change; guards every change."""
    job_id: int | None = None
    """The film that was made of it."""

    @property
    def tenths(self) -> int:
        return sum(shot.tenths for shot in self.shots)

    def added(self, shot: Shot, after: int) -> Self:
        """A copy with one more shot, which comes to stand after the one at `after`, from 0.

        Raises Refused where there are as many as there may be.
        """
        if len(self.shots) >= MOST_SHOTS:
            raise Refused(say("A storyboard has at most {most} shots.", most=MOST_SHOTS))
        at = min(after + 1, len(self.shots))
        return replace(self, shots=(*self.shots[:at], shot, *self.shots[at:]))

    def changed(self, at: int, shot: Shot) -> Self:
        return replace(self, shots=(*self.shots[:at], shot, *self.shots[at + 1 :]))

    def moved(self, at: int, to: int) -> Self:
        left = [*self.shots[:at], *self.shots[at + 1 :]]
        left.insert(to, self.shots[at])
        return replace(self, shots=tuple(left))

    def removed(self, at: int) -> Self:
        return replace(self, shots=(*self.shots[:at], *self.shots[at + 1 :]))


@dataclass(frozen=True)
class Plan:
    """How a storyboard stands to its model."""

    seconds: int
    """The film it comes to, or is nearest to."""
    prompt: str
    """What is sent."""
    price: Micros | None
    fault: Sentence | None
    """Why it can't be made yet; None: it can."""

    def left(self, board: Board) -> int:
        """Tenths of a second that are not filled yet; below 0 where there are too many."""
        return self.seconds * 10 - board.tenths


def can_storyboard(model: Model) -> bool:
    return model.storyboard is not Storyboard.NO


def planned(board: Board, model: Model) -> Plan:
    seconds = _length(board, model)
    write = script if model.storyboard is Storyboard.SCRIPT else beats
    prompt = write(board.shots)
    return Plan(
        seconds, prompt, model.price_micros(seconds, board.size), _fault(board, model, prompt)
    )


def suggested(board: Board, plan: Plan) -> int:
    """Tenths of a second for the next shot."""
    return max(SHORTEST, min(plan.left(board), USUAL))


def _length(board: Board, model: Model) -> int:
    if board.seconds is not None:
        return board.seconds
    if not board.shots:
        return model.seconds.default
    allowed = model.seconds.allowed
    return next((each for each in allowed if each * 10 >= board.tenths), allowed[-1])


def _fault(board: Board, model: Model, prompt: str) -> Sentence | None:
    if not can_storyboard(model):
        return say(
            "{model} makes no storyboards. Choose another model with “Film”.", model=model.title
        )
    if board.character is not None and not model.character:
        return say(
            "{model} takes no character. Take it out with “Film”, or choose another model there.",
            model=model.title,
        )
    if not board.shots:
        return say("There is no shot yet. Begin with “Add shot”.")
    if len(prompt) > LONGEST_PROMPT:
        return say(
            "All scenes together are too long by {n} characters. Shorten some.",
            n=len(prompt) - LONGEST_PROMPT,
        )
    return _misfit(board, model)


def _misfit(board: Board, model: Model) -> Sentence | None:
    seconds = _length(board, model)
    left = seconds * 10 - board.tenths
    if left == 0:
        return None
    total, differs = in_seconds(board.tenths), in_seconds(abs(left))
    if board.seconds is not None:
        text = (
            "The shots take {total} s of {seconds}: {differs} s are missing."
            if left > 0
            else "The shots take {total} s, and the film {seconds}: {differs} s are too much."
        )
        return say(text, total=total, seconds=seconds, differs=differs)
    text = (
        "The shots take {total} s. {model} makes films of {lengths} s: {differs} s are missing "
        "for {seconds}."
        if left > 0
        else "The shots take {total} s. {model} makes films of {lengths} s: {differs} s are too "
        "much for {seconds}."
    )
    return say(
        text,
        total=total,
        model=model.title,
        lengths=model.seconds.words(),
        differs=differs,
        seconds=seconds,
    )
