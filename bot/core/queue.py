"""Whose turn it is when more is waiting than may run: round-robin over members."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from bot.core.job import Job


def order(waiting: Iterable[Job], running: Mapping[int, int]) -> list[int]:
    """The waiting jobs' ids, first to start first.

    A member's first film goes before anybody's second, and what a member has running (`running`,
    by owner) counts as already had. Among equals who asked first goes first.
    """
    turn: Counter[int] = Counter(running)
    ranked: list[tuple[int, float, int]] = []
    for each in sorted(waiting, key=lambda job: (job.created_at, job.id)):
        ranked.append((turn[each.owner_id], each.created_at, each.id))
        turn[each.owner_id] += 1
    return [job_id for _turn, _since, job_id in sorted(ranked)]
