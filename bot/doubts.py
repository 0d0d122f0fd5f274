"""What people decide about an order that nobody knows the fate of: order it again, or let it be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

import structlog

from bot.core.doubt import DoubtRules
from bot.core.job import Decider, Job, JobStatus
from bot.core.problems import LET_BE
from bot.core.refused import Refused
from bot.core.reins import reserve
from bot.core.sentence import say
from bot.core.standing import Standing, wanted_by
from bot.core.wallet import Limits
from bot.store.jobs import JobStore, StaleJob

log = structlog.get_logger(__name__)


class Decision(Protocol):
    """What a press on one of the two buttons does. Raises Refused."""

    async def __call__(self, job_id: int, *, person: int, moderates: bool) -> Job: ...


class Doubts:
    """Who presses first decides; the answer stands in the job's row."""

    def __init__(
        self,
        store: JobStore,
        limits: Limits,
        rules: DoubtRules,
        *,
        unknown_price: int | None,
        clock: Callable[[], float],
        wake: Callable[[], None],
    ) -> None:
        """`unknown_price`: micro-dollars to reserve where nobody knows the price."""
        self._store = store
        self._limits = limits
        self._rules = rules
        self._unknown_price = unknown_price
        self._clock = clock
        self._wake = wake

    async def order_again(self, job_id: int, *, person: int, moderates: bool) -> Job:
        """Pay for a second order, once for each job; the tracker sends it.

        The first one stays paid for. Raises Refused for somebody who may not decide, where it is
        decided already, and where a limit leaves no room; then it can be tried again later.
        """
        job = await self._asked_about(job_id, person=person, moderates=moderates)
        now = self._clock()
        price = self._unknown_price if job.price is None else job.price

        def decide(standing: Standing) -> int:
            return reserve(self._limits, standing, wanted_by(job), price, now=now)

        agreed = replace(job, again_at=now, again_by=person, question=None, next_at=now)
        try:
            again = await self._store.step(job, agreed, reserve=decide)
        except StaleJob:
            # Somebody decided, or it was found, in this very moment; what can be said is said.
            return await self.order_again(job_id, person=person, moderates=moderates)
        log.info("to be ordered again", job=job.id, cost=again.cost)
        self._wake()
        return again

    async def let_be(self, job_id: int, *, person: int, moderates: bool) -> Job:
        """End the job without a second order. Raises Refused as `order_again` does."""
        job = await self._asked_about(job_id, person=person, moderates=moderates)
        kept = self._rules.kept(job.cost)
        ended = job.to(JobStatus.FAILED, now=self._clock(), problem=LET_BE, cost=kept)
        try:
            return await self._store.step(job, replace(ended, question=None))
        except StaleJob:
            return await self.let_be(job_id, person=person, moderates=moderates)

    async def _asked_about(self, job_id: int, *, person: int, moderates: bool) -> Job:
        job = await self._store.get(job_id)
        if job is None:
            raise Refused(say("This film is no longer known."))
        self._may_decide(job, person=person, moderates=moderates)
        if job.again_at is not None:
            raise Refused(
                say("It has been decided already: it is ordered once more, and only once.")
            )
        if job.status is not JobStatus.IN_DOUBT or job.question is None:
            raise Refused(
                say("There is nothing left to decide: the card says what became of the order.")
            )
        return job

    def _may_decide(self, job: Job, *, person: int, moderates: bool) -> None:
        if self._rules.decider is Decider.NEVER:
            raise Refused(say("The bot's owner has decided that nothing is ordered again here."))
        if moderates:
            return
        if self._rules.decider is Decider.MODERATOR:
            raise Refused(
                say("Only somebody who may manage messages here can decide about this order.")
            )
        if person != job.owner_id:
            raise Refused(
                say(
                    "Only who asked for this film can decide about it, or somebody who may manage "
                    "messages here."
                )
            )
