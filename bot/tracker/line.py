"""The line before the provider: who may be sent now, and which place the others have."""

from __future__ import annotations

from collections.abc import Iterable

from bot.core.job import Job
from bot.core.queue import order
from bot.delivery import Cards
from bot.store.jobs import JobStore
from bot.store.progress import ProgressBook
from bot.tracker.waiting import Waiting


class Line:
    """At most `most` jobs are at the providers; the others wait, round-robin over members.

    Those whose provider is down stand aside and hold up nobody.
    """

    def __init__(
        self,
        store: JobStore,
        progress: ProgressBook,
        cards: Cards,
        waiting: Waiting,
        most: int,
    ) -> None:
        self._store = store
        self._waiting = waiting
        self._progress = progress
        self._cards = cards
        self._most = most

    async def next(self, line: Iterable[Job]) -> list[Job]:
        """Those of the line whose turn it is. The cards of the others show their place."""
        waiting = [job for job in line if not self._waiting.keeps(job)]
        if not waiting:
            return []
        running = await self._store.running_by_owner()
        free = max(0, self._most - sum(running.values()))
        by_id = {job.id: job for job in waiting}
        ids = order(waiting, running)
        for at, job_id in enumerate(ids):
            place = at - free + 1 if at >= free else None
            if self._progress.stand(job_id, place):
                self._cards.changed(by_id[job_id])
        return [job for job_id in ids[:free] if self._waiting.sends(job := by_id[job_id])]
