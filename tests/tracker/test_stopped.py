"""A tracker that is told to stop stops, whatever happens in that very moment."""

from __future__ import annotations

import asyncio

import pytest

from tests.house import Start


@pytest.mark.parametrize("turns", range(4))
async def test_a_stop_that_comes_with_a_new_job_is_not_forgotten(start: Start, turns: int):
    """On Python 3.11 `asyncio.wait_for` forgets it; `turns` of the loop lie between the two."""
    async with start() as house:
        for _ in range(5):
            house.tracker.last_round = -1.0
            running = asyncio.create_task(house.tracker.run())
            while house.tracker.last_round < 0:  # noqa: ASYNC110
                await asyncio.sleep(0)
            await house.ask()  # by now it rests until something wakes it

            house.parts.wake.set()
            for _ in range(turns):
                await asyncio.sleep(0)
            running.cancel()

            done, _pending = await asyncio.wait([running], timeout=5)
            assert done == {running}
