"""What both pollers keep to, so that they differ only in what they are."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Awaitable, Callable

EVERY = 12.0
"""Seconds between two looks at a job: the catalogue's `poll_seconds`."""
STEP = 1.0
"""Seconds from one round to the next: the tracker's longest nap."""
AT_ONCE = 32
KEY = "sk-bench-0123456789abcdef0123456789abcdef"


async def serve(second: Callable[[], Awaitable[int]]) -> None:
    """Run `second`, which is one round and returns its polls, as long as a line on input says.

    Each line is a number of polls; each is answered with polls done, CPU seconds and seconds. The
    clock is not waited for: the rounds follow each other, so that only work is measured.
    """
    while line := await asyncio.to_thread(sys.stdin.readline):
        wanted, done = int(line), 0
        cpu, began = time.process_time(), time.perf_counter()
        while done < wanted:
            done += await second()
        cpu, took = time.process_time() - cpu, time.perf_counter() - began
        print(done, cpu, took, flush=True)


async def tell(done: Callable[[], int]) -> None:
    """While the polls go on, answer every line with the polls and CPU seconds since the last."""
    polls, cpu = done(), time.process_time()
    while await asyncio.to_thread(sys.stdin.readline):
        now, used = done(), time.process_time()
        print(now - polls, used - cpu, flush=True)
        polls, cpu = now, used
