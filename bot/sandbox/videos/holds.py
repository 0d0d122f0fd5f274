"""Holds stop a job or a request at a named place, so that a test can look, kill and start anew."""

from __future__ import annotations

import asyncio
from typing import Literal, get_args

Place = Literal["create-before", "create", "queued", "in_progress", "content"]
"""Where one can hold.

create-before: the request is here, nothing is created; create: the job exists, its reply is
withheld; queued, in_progress: the job stays in this state; content: it is completed, its film is
withheld.
"""


class Hold:
    """Catches everything that comes to its place until it is released."""

    def __init__(self, place: Place) -> None:
        self.place: Place = place
        self.caught: list[str] = []
        """Ids of the jobs that came here, each once; for `create-before` the prompts."""
        self._reached = asyncio.Event()
        self._told = asyncio.Event()
        self._released = asyncio.Event()

    @property
    def released(self) -> bool:
        return self._released.is_set()

    async def reached(self, deadline: float = 10) -> None:
        """Wait until something is held here. TimeoutError after `deadline` real seconds."""
        await self._await(self._reached, deadline, "nothing came to")

    async def told(self, deadline: float = 10) -> None:
        """Wait until a client has asked for a job held here and was told its state."""
        await self._await(self._told, deadline, "no client has asked for a job held at")

    def release(self) -> None:
        """Let everything go on. Later comers are not stopped."""
        self._released.set()

    async def stop(self, what: str) -> None:
        """Stand here until released."""
        if what not in self.caught:
            self.caught.append(what)
        self._reached.set()
        await self._released.wait()

    def asked_for(self, job_id: str) -> None:
        if job_id in self.caught and not self.released:
            self._told.set()

    async def _await(self, event: asyncio.Event, deadline: float, problem: str) -> None:
        try:
            await asyncio.wait_for(event.wait(), deadline)
        except TimeoutError:
            raise TimeoutError(f"{problem} {self.place!r} within {deadline} s") from None


class Holds:
    """All holds that are set."""

    def __init__(self) -> None:
        self._set: list[Hold] = []

    def set(self, place: Place) -> Hold:
        """Hold whatever comes to `place` from now on. ValueError for an unknown place."""
        if place not in get_args(Place):
            raise ValueError(f"no such place: {place!r}; there are {', '.join(get_args(Place))}")
        hold = Hold(place)
        self._set.append(hold)
        return hold

    async def stop_at(self, place: Place, what: str) -> None:
        """Stand at every hold that is set here."""
        for hold in [hold for hold in self._set if hold.place == place and not hold.released]:
            await hold.stop(what)
        self._set = [hold for hold in self._set if not hold.released]

    def asked_for(self, job_id: str) -> None:
        for hold in self._set:
            hold.asked_for(job_id)

    def release_all(self) -> None:
        for hold in self._set:
            hold.release()
        self._set.clear()
