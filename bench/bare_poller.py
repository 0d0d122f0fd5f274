"""The least a poller can be: a heap of what is due, and a GET for each, 32 at once."""

from __future__ import annotations

import asyncio
import heapq
import json
import random
import sys

import aiohttp
from rhythm import AT_ONCE, EVERY, KEY, STEP, serve


async def main(address: str, jobs: int) -> None:
    chance = random.Random(7)
    due = [(chance.uniform(0, EVERY), f"video_{number:032x}") for number in range(jobs)]
    heapq.heapify(due)
    now = 0.0
    gate = asyncio.Semaphore(AT_ONCE)

    async with aiohttp.ClientSession(headers={"Authorization": f"Bearer {KEY}"}) as session:

        async def look(video: str) -> None:
            async with gate, session.get(f"{address}/videos/{video}") as reply:
                found = json.loads(await reply.read())
            if found["status"] == "in_progress":
                heapq.heappush(due, (now + EVERY * chance.uniform(1.0, 1.1), video))

        async def second() -> int:
            nonlocal now
            now += STEP
            videos: list[str] = []
            while due and due[0][0] <= now:
                videos.append(heapq.heappop(due)[1])
            await asyncio.gather(*(look(video) for video in videos))
            return len(videos)

        await serve(second)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2])))
