"""What a member may do with a storyboard: begin it, draw it press by press, have it made."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import discord

from bot.core.board import Board, suggested
from bot.core.job import Job
from bot.core.refused import Refused
from bot.core.remix import nearest_size
from bot.core.sentence import say
from bot.core.storyboard import in_seconds, read_script, shots_in
from bot.intake import Intake, Quote
from bot.media.fetch import Files
from bot.ui.answer import answer, asked_by, put_away
from bot.ui.board_fills import BoardFills
from bot.ui.board_forms import FilmForm, ScriptForm, ShotForm
from bot.ui.board_room import BoardRoom, place_in
from bot.ui.board_view import offer_view
from bot.ui.presses import Act, Press, number_in
from bot.ui.script_file import script_text
from bot.ui.words import words_for

Change = Callable[[Board, int], tuple[Board, int]]


class Boards:
    def __init__(self, room: BoardRoom, intake: Intake, files: Files) -> None:
        self._room = room
        self._intake = intake
        self._files = files

    @property
    def acts(self) -> Mapping[str, Act]:
        return {
            "board_go": self._go,
            "board_pick": self._pick,
            "board_up": self._changes(lambda board, at: (board.moved(at, at - 1), at - 1)),
            "board_down": self._changes(lambda board, at: (board.moved(at, at + 1), at + 1)),
            "board_copy": self._changes(
                lambda board, at: (board.added(board.shots[at], at), at + 1)
            ),
            "board_remove": self._changes(lambda board, at: (board.removed(at), at)),
            "board_add": self._ask_new,
            "board_edit": self._ask_changed,
            "board_script": self._ask_script,
            "board_film": self._ask_film,
            "board_make": self._make,
            "board_discard": self._discard,
            **BoardFills(self._room, self._intake.character).acts,
        }

    async def command(
        self,
        interaction: Press,
        *,
        model: str | None,
        seconds: int | None,
        size: str | None,
        file: discord.Attachment | None,
        character: str | None,
    ) -> None:
        """`/storyboard`. Raises Refused."""
        asked_by(interaction)  # a film could not be shown in every place
        who = await self._intake.character(interaction.guild_id or 0, character)
        blank = self._room.blank(interaction.user.id, model, seconds, size, who)
        if file is not None:
            await interaction.response.defer(ephemeral=True, thinking=True)
            shots = read_script(await script_text(self._files, file))
            await self._room.open(interaction, await self._room.begin(replace(blank, shots=shots)))
            return
        latest = await self._room.drafts.latest(interaction.user.id)
        begun = await self._room.begin(blank)
        if latest is None:
            await self._room.open(interaction, begun)
            return
        known = self._room.catalog.find(latest.model)
        title = known.title if known else latest.model
        view = offer_view(latest, title, begun, words_for(interaction.locale.value))
        await interaction.response.send_message(view=view, ephemeral=True)

    async def again(self, interaction: Press, job: Job) -> bool:
        """`Again` under the film of a storyboard: the builder, with its shots.

        False where the film was not made of one, or with a picture, which the builder has no
        place for.
        """
        shots = shots_in(job.prompt) if job.picture is None else ()
        if not shots:
            return False
        known = next((model for model in self._room.models if model.id == job.model), None)
        model = known or self._room.standard()
        board = Board(interaction.user.id, model.id, nearest_size(model, job.size), shots=shots)
        board = replace(board, character=job.character.name if job.character else None)
        await self._room.open(interaction, await self._room.begin(board))
        return True

    def _changes(self, change: Change) -> Act:
        async def act(interaction: Press, about: str) -> None:
            shown = await self._room.as_shown(interaction, about)
            if shown is None:
                return
            at, board = shown
            if at >= len(board.shots):
                raise Refused(say("This button no longer works."))
            to, chosen = change(board, at)
            await self._room.write(interaction, board, to, chosen)

        return act

    async def _go(self, interaction: Press, about: str) -> None:
        board = await self._room.read(interaction, number_in(about))
        await self._room.draw(interaction, board, 0)

    async def _pick(self, interaction: Press, about: str) -> None:
        shown = await self._room.as_shown(interaction, about)
        if shown is not None:
            values = (interaction.data or {}).get("values") or ["0"]
            await self._room.draw(interaction, shown[1], number_in(str(values[0])))

    async def _ask_new(self, interaction: Press, about: str) -> None:
        board = await self._room.read(interaction, place_in(about).draft)
        board, _, plan = self._room.plan(board)
        words = words_for(interaction.locale.value)
        seconds = in_seconds(suggested(board, plan))
        form = ShotForm("board_added", about, words(say("A new shot")), "", seconds, words)
        await interaction.response.send_modal(form)

    async def _ask_changed(self, interaction: Press, about: str) -> None:
        shown = await self._room.as_shown(interaction, about)
        if shown is None:
            return
        at, board = shown
        if at >= len(board.shots):
            raise Refused(say("This button no longer works."))
        shot, words = board.shots[at], words_for(interaction.locale.value)
        title = words(say("Shot {n}", n=at + 1))
        form = ShotForm("board_edited", about, title, shot.scene, shot.seconds, words)
        await interaction.response.send_modal(form)

    async def _ask_script(self, interaction: Press, about: str) -> None:
        shown = await self._room.as_shown(interaction, about)
        if shown is not None:
            words = words_for(interaction.locale.value)
            await interaction.response.send_modal(ScriptForm(about, shown[1], words))

    async def _ask_film(self, interaction: Press, about: str) -> None:
        shown = await self._room.as_shown(interaction, about)
        if shown is not None:
            board, words = self._room.plan(shown[1])[0], words_for(interaction.locale.value)
            form = FilmForm(about, board, self._room.models, words)
            await interaction.response.send_modal(form)

    async def _make(self, interaction: Press, about: str) -> None:
        shown = await self._room.as_shown(interaction, about)
        if shown is None:
            return
        board, _, plan = self._room.plan(shown[1])
        if plan.fault is not None:
            raise Refused(plan.fault)
        outcome = await self._intake.accept(
            asked_by(interaction),
            prompt=plan.prompt,
            model=board.model,
            seconds=plan.seconds,
            size=board.size,
            character=board.character,
            board=board,
        )
        if isinstance(outcome, Quote):
            await self._room.drafts.quoted(board, outcome.wish_id)
            await answer(interaction, self._intake, outcome)
        else:
            await answer(interaction, self._intake, outcome)
            await put_away(interaction)

    async def _discard(self, interaction: Press, about: str) -> None:
        shown = await self._room.as_shown(interaction, about)
        if shown is not None:
            await self._room.drafts.drop(shown[1].id, owner_id=interaction.user.id)
            await interaction.response.defer()
            await interaction.delete_original_response()
