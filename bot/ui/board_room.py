"""Storyboards as they are read, shown and written: every press begins and ends here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import discord

from bot.core.board import Board, Plan, can_storyboard, planned
from bot.core.cast import JobCharacter, casting
from bot.core.catalog import Catalog, Model
from bot.core.refused import Refused
from bot.core.remix import nearest_size
from bot.core.sentence import Sentence, say
from bot.core.wish import read_wish
from bot.housekeeping import Offer
from bot.store.drafts import DraftStore, StaleDraft
from bot.ui.board_view import board_view
from bot.ui.presses import Press, number_in
from bot.ui.words import words_for

ELSEWHERE = say("It was changed in another window meanwhile. This is how it stands now.")


@dataclass(frozen=True)
class Place:
    """What a press is about: a storyboard as it was shown, and the chosen shot, from 0."""

    draft: int
    seq: int
    at: int


class BoardRoom:
    def __init__(
        self, drafts: DraftStore, catalog: Catalog, offer: Offer, clock: Callable[[], float]
    ) -> None:
        self.drafts = drafts
        self.catalog = catalog
        self.offer = offer
        self._clock = clock

    async def begin(self, board: Board) -> Board:
        return await self.drafts.begin(board, now=self._clock())

    def blank(
        self,
        owner: int,
        model: str | None,
        seconds: str | int | None,
        size: str | None,
        who: JobCharacter | None = None,
    ) -> Board:
        """A storyboard without shots, for a film that can be had. Raises Refused."""
        checked = read_wish(
            self.catalog,
            prompt="…",
            model=model,
            seconds=seconds,
            size=size,
            default_model=self.standard(who),
            character=who,
        )
        if not can_storyboard(checked.model):
            raise Refused(
                say(
                    "{model} makes no storyboards. Try {others}.",
                    model=checked.model.title,
                    others=tuple(each.title for each in self.models[:2]),
                )
            )
        given = seconds is not None and str(seconds).strip()
        length = checked.wish.seconds if given else None
        name = who.name if who else None
        return Board(owner, checked.model.id, checked.wish.size, length, character=name)

    @property
    def models(self) -> tuple[Model, ...]:
        return tuple(model for model in self.offer.models if can_storyboard(model))

    def standard(self, who: JobCharacter | None = None) -> Model:
        """What is made where nobody chooses, with `who` in it. Raises Refused."""
        standard = self.offer.default_model()
        if who is not None and (standard is None or not standard.character):
            standard = casting(self.models) or standard
        if standard is None or not can_storyboard(standard):
            standard = next(iter(self.models), None)
        if standard is None:
            raise Refused(say("No model of this bot can make a storyboard at present."))
        return standard

    def plan(self, board: Board) -> tuple[Board, Model, Plan]:
        """How it stands to its model; to the standard one where that left the catalogue."""
        model = self.catalog.find(board.model)
        if model is None or not model.status.is_usable:
            model = self.standard()
            size = nearest_size(model, board.size)
            board = replace(board, model=model.id, size=size, seconds=None)
        plan = planned(board, model)
        if not self.offer.serves(model):
            gone = say(
                "The provider does not serve {model} at present. Choose another one with “Film”.",
                model=model.title,
            )
            plan = replace(plan, fault=gone)
        return board, model, plan

    def _view(
        self, interaction: Press, board: Board, at: int, *notices: Sentence
    ) -> discord.ui.LayoutView:
        board, model, plan = self.plan(board)
        at = max(0, min(at, len(board.shots) - 1))
        return board_view(board, model, plan, at, words_for(interaction.locale.value), notices)

    async def open(self, interaction: Press, board: Board) -> None:
        view = self._view(interaction, board, 0)
        if interaction.response.is_done():
            await interaction.followup.send(view=view, ephemeral=True)
        else:
            await interaction.response.send_message(view=view, ephemeral=True)

    async def draw(self, interaction: Press, board: Board, at: int, *notices: Sentence) -> None:
        view = self._view(interaction, board, at, *notices)
        await interaction.response.edit_message(view=view)

    async def read(self, interaction: Press, draft: int) -> Board:
        """The storyboard as it stands now. Raises Refused."""
        board = await self.drafts.get(draft, owner_id=interaction.user.id)
        if board is None:
            raise Refused(
                say("This storyboard is no longer kept. Begin another one with /storyboard.")
            )
        if board.job_id is not None:
            raise Refused(
                say(
                    "Film #{number} was made of this storyboard. Press “Again” on its card to "
                    "change it and make another one.",
                    number=str(board.job_id),
                )
            )
        return board

    async def as_shown(self, interaction: Press, about: str) -> tuple[int, Board] | None:
        """The chosen shot, and the storyboard; None where that has changed since it was shown.

        Then it is shown anew, and nothing is done.
        """
        place = place_in(about)
        board = await self.read(interaction, place.draft)
        if board.seq == place.seq:
            return place.at, board
        await self.draw(interaction, board, place.at, ELSEWHERE)
        return None

    async def write(self, interaction: Press, board: Board, to: Board, at: int) -> None:
        """Write a change and show it; where it came too late, show what stands there instead."""
        try:
            board = await self.drafts.change(board, to, now=self._clock())
        except StaleDraft:
            await self.draw(interaction, await self.read(interaction, board.id), at, ELSEWHERE)
        else:
            await self.draw(interaction, board, at)

    async def put(self, interaction: Press, draft: int, change: Callable[[Board], Board]) -> Board:
        """Write a change to the storyboard as it stands now, whoever else changes it meanwhile."""
        while True:
            board = await self.read(interaction, draft)
            try:
                return await self.drafts.change(board, change(board), now=self._clock())
            except StaleDraft:
                continue  # that it came too late means that another change went through


def place_in(about: str) -> Place:
    """Raises Refused for what no button of ours is about."""
    numbers = [number_in(part) for part in about.split(":")]
    if len(numbers) != 3:
        raise Refused(say("This button no longer works."))
    return Place(*numbers)
