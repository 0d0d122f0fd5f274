"""What was typed into the builder's forms; it is kept even where it can't be used as it is."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from bot.core.board import Board
from bot.core.cast import JobCharacter
from bot.core.refused import Refused
from bot.core.remix import nearest_size
from bot.core.sentence import Sentence, say
from bot.core.storyboard import LONGEST_SCENE, Shot, in_seconds, read_script, read_shot
from bot.core.wish import find_by_words, read_seconds
from bot.ui.board_forms import CHARACTER, DURATION, SCENE, SCRIPT
from bot.ui.board_room import ELSEWHERE, BoardRoom, place_in
from bot.ui.presses import Act, Press, submitted
from bot.ui.wish_form import MODEL, SECONDS, SIZE

BESIDE = say(
    "It was changed in another window meanwhile. What you wrote stands there as a shot of its "
    "own, and nothing was overwritten."
)
Character = Callable[[int, str | None], Awaitable[JobCharacter | None]]
USUAL = "4"
"""Seconds of a shot whose own can't be read."""


class BoardFills:
    def __init__(self, room: BoardRoom, character: Character) -> None:
        """`character` tells who is meant by a name in a server, or raises Refused."""
        self._room = room
        self._character = character

    @property
    def acts(self) -> Mapping[str, Act]:
        return {
            "board_added": self._added,
            "board_edited": self._edited,
            "board_pasted": self._pasted,
            "board_filmed": self._filmed,
        }

    async def _added(self, interaction: Press, about: str) -> None:
        place = place_in(about)
        shot, notices = _typed(interaction, USUAL)
        board = await self._room.put(
            interaction, place.draft, lambda board: board.added(shot, _after(board, place.at))
        )
        await self._room.draw(interaction, board, place.at + bool(len(board.shots) > 1), *notices)

    async def _edited(self, interaction: Press, about: str) -> None:
        place = place_in(about)
        board = await self._room.read(interaction, place.draft)
        known = board.seq == place.seq and place.at < len(board.shots)
        shot, notices = _typed(interaction, board.shots[place.at].seconds if known else USUAL)
        beside = False

        def change(board: Board) -> Board:
            nonlocal beside
            beside = board.seq != place.seq or place.at >= len(board.shots)
            if beside:
                return board.added(shot, _after(board, place.at))
            return board.changed(place.at, shot)

        board = await self._room.put(interaction, place.draft, change)
        if beside:
            notices = (BESIDE, *notices)
        await self._room.draw(interaction, board, place.at + beside, *notices)

    async def _pasted(self, interaction: Press, about: str) -> None:
        place = place_in(about)
        text = submitted(interaction).get(SCRIPT, "")
        try:
            shots, notices = read_script(text), ()
        except Refused as no:
            shots = None
            notices = (no.sentence, say("Your script is kept: “Paste script” shows it again."))

        def change(board: Board) -> Board:
            nonlocal notices
            if shots is None or board.seq != place.seq:
                if shots is not None:
                    notices = (
                        ELSEWHERE,
                        say("Your script is kept: “Paste script” shows it again."),
                    )
                return replace(board, pasted=text)
            return replace(board, shots=shots, pasted=None)

        board = await self._room.put(interaction, place.draft, change)
        await self._room.draw(interaction, board, 0, *notices)

    async def _filmed(self, interaction: Press, about: str) -> None:
        shown = await self._room.as_shown(interaction, about)
        if shown is None:
            return
        at, board = shown
        typed = submitted(interaction)
        model, size, seconds = typed.get(MODEL), typed.get(SIZE, ""), typed.get(SECONDS, "")
        chosen = find_by_words(self._room.catalog, model or "")
        if chosen is not None and chosen.status.is_usable and chosen.id != board.model:
            # What another model does not have was hardly meant for it.
            size = nearest_size(chosen, board.size) if size == board.size else size
            length = read_seconds(seconds)
            if length == board.seconds and not chosen.seconds.allows(length or 0):
                seconds = ""
        who = await self._character(interaction.guild_id or 0, typed.get(CHARACTER))
        wished = self._room.blank(board.owner_id, model, seconds, size, who)
        to = replace(
            board,
            model=wished.model,
            seconds=wished.seconds,
            size=wished.size,
            character=wished.character,
        )
        await self._room.write(interaction, board, to, at)


def _typed(interaction: Press, otherwise: str) -> tuple[Shot, tuple[Sentence, ...]]:
    """The shot as typed; where its duration can't be read, `otherwise`, and what to say then.

    Raises Refused where there is no scene.
    """
    typed = submitted(interaction)
    scene, duration = typed.get(SCENE, "")[:LONGEST_SCENE], typed.get(DURATION, "")
    try:
        return read_shot(scene, duration), ()
    except Refused as no:
        shot = read_shot(scene, otherwise)
        kept = say("Until you edit it, the shot takes {s} s.", s=in_seconds(shot.tenths))
        return shot, (no.sentence, kept)


def _after(board: Board, at: int) -> int:
    return min(at, len(board.shots) - 1)
