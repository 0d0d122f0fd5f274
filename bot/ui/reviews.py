"""Approve and Reject on a film that moderators must agree to first."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.core.audit import Entry
from bot.core.job import Job, JobStatus
from bot.core.refused import Refused
from bot.core.sentence import say
from bot.core.to_review import approved, rejected
from bot.delivery import Cards
from bot.store.houses import HouseStore
from bot.store.jobs import JobStore, StaleJob
from bot.ui.presses import Act, Press, number_in, submitted
from bot.ui.reports import NO_SUCH, REASON, ReasonForm
from bot.ui.review_card import review_view
from bot.ui.rights import check_moderates
from bot.ui.words import words_for


class ReviewDesk:
    def __init__(
        self,
        store: JobStore,
        houses: HouseStore,
        cards: Cards,
        clock: Callable[[], float],
        wake: Callable[[], None],
    ) -> None:
        self._store = store
        self._houses = houses
        self._cards = cards
        self._clock = clock
        self._wake = wake

    @property
    def acts(self) -> Mapping[str, Act]:
        return {
            "approve": self._approve,
            "reject_form": self._reject_form,
            "rejected": self._rejected,
        }

    async def _approve(self, interaction: Press, about: str) -> None:
        await self._decide(
            interaction,
            about,
            lambda job: approved(job, by=interaction.user.id, now=self._clock()),
        )

    async def _reject_form(self, interaction: Press, about: str) -> None:
        job = await self._job(interaction, about)
        words = words_for(interaction.locale.value)
        title = words(say("Reject film #{n}", n=str(job.id)))
        await interaction.response.send_modal(
            ReasonForm("rejected", job.id, title, words, wanted=False)
        )

    async def _rejected(self, interaction: Press, about: str) -> None:
        reason = " ".join(submitted(interaction).get(REASON, "").split())
        by = interaction.user.id
        await self._decide(
            interaction, about, lambda job: rejected(job, by=by, now=self._clock(), reason=reason)
        )

    async def _decide(
        self, interaction: Press, about: str, step: Callable[[Job], tuple[Job, Entry]]
    ) -> None:
        """The message shows what was decided, by whoever was first."""
        job = await self._job(interaction, about)
        while job.status is JobStatus.IN_REVIEW:
            to, entry = step(job)
            try:
                job = await self._store.step(job, to, entry=entry)
            except StaleJob:
                job = await self._job(interaction, about)
            else:
                self._cards.changed(job)
                self._wake()
                break
        await interaction.response.edit_message(
            view=review_view(job, words_for(interaction.locale.value))
        )

    async def _job(self, interaction: Press, about: str) -> Job:
        job = await self._store.get(number_in(about))
        if job is None or interaction.guild_id != job.home:
            raise Refused(NO_SUCH)
        check_moderates(interaction, await self._houses.get(job.home))
        return job
