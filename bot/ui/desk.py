"""What a member may do with a job: look it up, cancel it, ask for it again, bring its card back."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import discord

from bot.core.down import refuse_down
from bot.core.job import Job, JobStatus
from bot.core.picture import Handed, in_order, link_ends, unfit
from bot.core.refused import Refused
from bot.core.sentence import say
from bot.delivery import CardBusy, CardGone, Cards, Deliverer
from bot.doubts import Decision, Doubts
from bot.housekeeping import Offer
from bot.intake import Intake
from bot.media.picture import Pictures
from bot.store.database import Database
from bot.store.jobs import JobStore
from bot.store.listing import Kind, jobs_of
from bot.ui.answer import (
    answer,
    answer_with_card,
    asked_by,
    handed_in,
    is_adult,
    put_away,
    wanted_from,
)
from bot.ui.boards import Boards
from bot.ui.card import moving_card
from bot.ui.help import help_view
from bot.ui.job_list import PER_PAGE, job_list
from bot.ui.presses import Act, Press, number_in, submitted, uploaded
from bot.ui.private_film import show_privately
from bot.ui.remixes import Remixes
from bot.ui.rights import moderates_film
from bot.ui.source_film import SourceFilms
from bot.ui.wish_form import (
    MODEL,
    PICTURE,
    PROMPT,
    SECONDS,
    SIZE,
    WITH_ITS_PICTURE,
    WITHOUT_CHARACTER,
    WishForm,
)
from bot.ui.words import words_for

NO_MODEL = say("No model of this bot can be used at the moment. Its owner has to look at it.")


class Desk:
    def __init__(
        self,
        database: Database,
        store: JobStore,
        intake: Intake,
        offer: Offer,
        cards: Cards,
        deliverer: Deliverer,
        doubts: Doubts,
        remixes: Remixes,
        sources: SourceFilms,
        boards: Boards,
        pictures: Pictures,
        clock: Callable[[], float],
    ) -> None:
        self._database = database
        self._store = store
        self._intake = intake
        self._offer = offer
        self._cards = cards
        self._deliverer = deliverer
        self._doubts = doubts
        self._remixes = remixes
        self._sources = sources
        self._boards = boards
        self._pictures = pictures
        self._clock = clock

    @property
    def acts(self) -> Mapping[str, Act]:
        return {
            "cancel": self._cancel,
            "order_again": self._order_again,
            "let_be": self._let_be,
            "again": self._again,
            "again_form": self._again_form,
            "make": self._make,
            "no": self._no,
            "new": self._new,
            "new_form": self._filled_in,
            "mine": self._mine,
            "jobs": self._turn,
            "jobs_kind": self._choose,
        }

    async def list_jobs(self, interaction: Press) -> None:
        """Answer privately with the newest of one's own jobs."""
        view = await self._page(interaction, Kind.ALL, 0)
        await interaction.response.send_message(view=view, ephemeral=True)

    async def help(self, interaction: Press) -> None:
        """Answer privately with what can be made here, and what is left."""
        left = await self._intake.left(wanted_from(interaction))
        view = help_view(self._offer.models, left, words_for(interaction.locale.value))
        await interaction.response.send_message(view=view, ephemeral=True)

    async def show(self, interaction: Press, number: int) -> None:
        """Answer with the job's card; the old one gets a link to it. Raises Refused."""
        job = await self._visible(interaction, number)
        if job.down is not None:
            await show_privately(interaction, job, self._sources)
            return
        self._offer.check_place(job, adult=is_adult(interaction))
        here = asked_by(interaction)  # the card will live here, so its rights must be given here
        words = words_for(job.locale)
        answer = await interaction.response.send_message(view=moving_card(job, words))
        if answer.message_id is None:
            return
        moved = await self._store.move_card(
            job,
            guild_id=here.guild_id,
            channel_id=here.channel_id,
            message_id=answer.message_id,
            upload_limit=here.upload_limit,
        )
        self._cards.retire(job, moved)
        if moved.status is JobStatus.DELIVERED:
            with contextlib.suppress(CardBusy, CardGone):  # the tracker brings it, if it can be
                await self._deliverer.show_again(moved)
        else:
            self._cards.changed(moved)
        await self._remixes.tell_kin(interaction, moved)

    async def _visible(self, interaction: Press, number: int) -> Job:
        job = await self._store.get(number)
        mine = job is not None and job.owner_id == interaction.user.id
        if (
            job is None
            or job.message_id is None
            or not (mine or job.guild_id == interaction.guild_id)
        ):
            raise Refused(
                say("There is no film #{number} of yours or of this server.", number=str(number))
            )
        if job.down is not None and not mine:
            raise refuse_down(number)
        return job

    async def _cancel(self, interaction: Press, about: str) -> None:
        job = await self._intake.cancel(
            number_in(about),
            person=interaction.user.id,
            moderates=await moderates_film(interaction, self._store, number_in(about)),
        )
        await interaction.response.defer()
        self._cards.changed(job)
        await self._cards.review_over(job)

    async def _order_again(self, interaction: Press, about: str) -> None:
        await self._decide(interaction, about, self._doubts.order_again)

    async def _let_be(self, interaction: Press, about: str) -> None:
        await self._decide(interaction, about, self._doubts.let_be)

    async def _decide(self, interaction: Press, about: str, decision: Decision) -> None:
        job = await decision(
            number_in(about),
            person=interaction.user.id,
            moderates=await moderates_film(interaction, self._store, number_in(about)),
        )
        await interaction.response.defer()
        self._cards.changed(job)

    async def _again(self, interaction: Press, about: str) -> None:
        job = await self._own(interaction, about)
        if await self._remixes.again(interaction, job) or await self._boards.again(
            interaction, job
        ):
            return
        if not self._offer.models:
            raise Refused(NO_MODEL)
        words = words_for(interaction.locale.value)
        form = WishForm.for_again(
            job,
            self._offer.models,
            words,
            picture_kept=self._picture_of(job) is not None,
            character_gone=not await self._intake.knows(interaction.guild_id or 0, job.character),
        )
        await interaction.response.send_modal(form)

    async def _again_form(self, interaction: Press, about: str) -> None:
        named = about.removesuffix(WITHOUT_CHARACTER)
        number = named.removesuffix(WITH_ITS_PICTURE)
        job = await self._own(interaction, number)
        if named != about:
            job = replace(job, character=None)  # the form said so
        picture = self._picture_of(job)
        if number == named:
            picture = None  # the form did not promise it
        elif picture is None and not uploaded(interaction, PICTURE):
            raise Refused(
                say("The picture is no longer kept. Press Again once more, and give it anew.")
            )
        await self._order(interaction, job, picture)

    def _picture_of(self, job: Job) -> Handed | None:
        """A job's pictures for another one, as long as we or Discord have all of them."""
        if job.picture is None or unfit(job.problem):
            return None
        for nth, each in enumerate(job.picture.all, start=1):
            if self._pictures.whole(job.id, nth) is None and link_ends(each.url) <= self._clock():
                return None
        return in_order(
            Handed(each.url, each.name, 0, None, each.fit, of=job.id) for each in job.picture.all
        )

    async def _new(self, interaction: Press, _about: str) -> None:
        model = self._offer.default_model()
        if model is None:
            raise Refused(NO_MODEL)
        words = words_for(interaction.locale.value)
        form = WishForm.for_new(model, self._offer.models, words)
        await interaction.response.send_modal(form)

    async def _mine(self, interaction: Press, _about: str) -> None:
        await self.list_jobs(interaction)

    async def _filled_in(self, interaction: Press, _about: str) -> None:
        await self._order(interaction, None, None)

    async def _order(self, interaction: Press, before: Job | None, picture: Handed | None) -> None:
        """Ask for what stands in the form; `picture` goes along if no other was given there."""
        typed = submitted(interaction)
        files = uploaded(interaction, PICTURE)
        if files:
            chosen = before.picture.fit if before and before.picture else None
            picture = in_order(handed_in(file, chosen) for file in files)
        outcome = await self._intake.accept(
            asked_by(interaction),
            prompt=typed.get(PROMPT, ""),
            model=typed.get(MODEL),
            seconds=typed.get(SECONDS),
            size=typed.get(SIZE),
            picture=picture,
            character=before.character.name if before and before.character else None,
        )
        await answer(interaction, self._intake, outcome)

    async def _make(self, interaction: Press, about: str) -> None:
        wish_id = number_in(about)
        token = await self._intake.question_token(interaction.user.id, wish_id)
        job = await self._intake.confirm(asked_by(interaction), wish_id)
        await answer_with_card(interaction, self._intake, job)
        await put_away(interaction, token)

    async def _no(self, interaction: Press, about: str) -> None:
        await self._intake.decline(interaction.user.id, number_in(about))
        await interaction.response.defer()
        await interaction.delete_original_response()

    async def _own(self, interaction: Press, about: str) -> Job:
        job = await self._store.get(number_in(about))
        if job is None:
            raise Refused(say("This film is no longer known."))
        if job.owner_id != interaction.user.id:
            raise Refused(say("This is somebody else's film. Make your own with /create."))
        return job

    async def _turn(self, interaction: Press, about: str) -> None:
        kind, _, rest = about.partition(":")
        number = rest.partition(":")[0]
        await self._redraw(interaction, _kind(kind), number_in(number))

    async def _choose(self, interaction: Press, _about: str) -> None:
        data: Any = interaction.data or {}
        await self._redraw(interaction, _kind(next(iter(data.get("values", [])), "")), 0)

    async def _redraw(self, interaction: Press, kind: Kind, page: int) -> None:
        view = await self._page(interaction, kind, page)
        await interaction.response.edit_message(view=view)

    async def _page(self, interaction: Press, kind: Kind, page: int) -> discord.ui.LayoutView:
        found = await jobs_of(
            self._database, interaction.user.id, kind, page=page, per_page=PER_PAGE
        )
        return job_list(found, kind, words_for(interaction.locale.value))


def _kind(value: str) -> Kind:
    return Kind(value) if value in set(Kind) else Kind.ALL
