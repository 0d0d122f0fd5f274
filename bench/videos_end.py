"""The local video service as a process of its own, holding every job in the making."""

from __future__ import annotations

import asyncio
import sys

import ground  # noqa: F401  # puts the checkout on the path

# isort: split
from bot.sandbox.clock import SandboxClock
from bot.sandbox.videos import LocalVideos, Manners

PLENTY = 10**15


async def main() -> None:
    """Serve until standard input ends; the first line printed is address and key."""
    async with LocalVideos(
        SandboxClock(),
        film=b"\0",
        balance_micros=PLENTY,
        queued_seconds=0,
        running_seconds=30,
        most_jobs=100_000,
        manners=Manners(poll_after_ms=0),  # none named, so that the catalogue's pace holds
    ) as videos:
        videos.hold("in_progress")
        print(videos.base_url, videos.key, flush=True)
        await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(main())
