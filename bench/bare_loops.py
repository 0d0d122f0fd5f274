"""The two bare loops a poller can be, as time passes: one for each job, or one heap for all."""

from __future__ import annotations

import asyncio
import heapq
import json
import random
import sys
import time
from collections.abc import Sequence

import aiohttp
from rhythm import AT_ONCE, EVERY, KEY, STEP, tell

LATER = (1.0, 1.1)


class Loops:
    def __init__(self, session: aiohttp.ClientSession, address: str) -> None:
        self.done = 0
        self._session = session
        self._address = address
        self._gate = asyncio.Semaphore(AT_ONCE)
        self._chance = random.Random(7)

    async def look(self, video: str) -> None:
        async with self._gate, self._session.get(f"{self._address}/videos/{video}") as reply:
            found = json.loads(await reply.read())
        assert found["status"] == "in_progress"
        self.done += 1

    async def each(self, videos: Sequence[str]) -> None:
        """What a bot does that has a task for each job."""

        async def follow(video: str) -> None:
            await asyncio.sleep(self._chance.uniform(0, EVERY))
            while True:
                await self.look(video)
                await asyncio.sleep(EVERY * self._chance.uniform(*LATER))

        await asyncio.gather(*(follow(video) for video in videos))

    async def rounds(self, videos: Sequence[str]) -> None:
        """The least there can be: what is due, once a second."""
        began = time.monotonic()
        due = [(began + self._chance.uniform(0, EVERY), video) for video in videos]
        heapq.heapify(due)
        while True:
            now, ready = time.monotonic(), list[str]()
            while due and due[0][0] <= now:
                ready.append(heapq.heappop(due)[1])
            await asyncio.gather(*(self.look(video) for video in ready))
            for video in ready:
                heapq.heappush(due, (now + EVERY * self._chance.uniform(*LATER), video))
            await asyncio.sleep(STEP)


async def main(kind: str, address: str, jobs: int) -> None:
    videos = [f"video_{number:032x}" for number in range(jobs)]
    async with aiohttp.ClientSession(headers={"Authorization": f"Bearer {KEY}"}) as session:
        loops = Loops(session, address)
        running = asyncio.ensure_future({"each": loops.each, "rounds": loops.rounds}[kind](videos))
        await tell(lambda: loops.done)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))
