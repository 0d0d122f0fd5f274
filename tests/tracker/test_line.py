"""The line before the provider: as many as may, in turn, and every card knows its place."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.core.catalog import Catalog
from bot.core.job import JobStatus
from bot.sandbox.videos import LocalVideos
from bot.store.due import Due
from tests.house import ANN, BEN, PLENTY, House, HouseClock, opened


@pytest.fixture
async def house(
    tmp_path: Path, clock: HouseClock, videos: LocalVideos, catalog: Catalog
) -> AsyncIterator[House]:
    """Two places at the provider."""
    limits = replace(PLENTY, running=2)
    async with opened(tmp_path, clock, videos, catalog, limits=limits) as house:
        yield house


async def test_no_more_are_sent_than_there_are_places_and_the_others_know_theirs(
    house: House, videos: LocalVideos
):
    hold = videos.hold("in_progress")
    jobs = [await house.ask(f"film {number}") for number in range(4)]

    await house.tracker.round()
    await house.tracker.round()

    states = [(await house.now(job)).status is JobStatus.ACCEPTED for job in jobs]
    assert states == [False, False, True, True]
    assert [house.progress.get(job.id).place for job in jobs] == [None, None, 1, 2]
    assert len(videos.creates) == 2
    hold.release()


async def test_when_a_place_is_free_the_next_is_sent_and_everybody_moves_up(
    house: House, videos: LocalVideos
):
    jobs = [await house.ask(f"film {number}") for number in range(5)]

    for job in jobs:
        await house.to_the_end(job)

    assert [made.prompt for made in videos.creates] == [f"film {number}" for number in range(5)]
    assert all(house.progress.get(job.id).place is None for job in jobs)


async def test_a_member_with_many_films_does_not_hold_up_one_with_a_first(
    house: House, videos: LocalVideos
):
    hold = videos.hold("in_progress")
    for number in range(4):
        await house.ask(f"ann {number}", owner=ANN)
    await house.ask("ben 0", owner=BEN)
    await house.tracker.round()

    assert [made.prompt for made in videos.creates] == ["ann 0", "ben 0"]
    hold.release()


async def test_after_a_restart_the_line_is_the_same(
    tmp_path: Path, clock: HouseClock, videos: LocalVideos, catalog: Catalog
):
    hold = videos.hold("in_progress")
    limits = replace(PLENTY, running=1)
    async with opened(tmp_path, clock, videos, catalog, limits=limits) as before:
        jobs = [await before.ask(f"film {number}") for number in range(3)]
        await before.tracker.round()

    async with opened(tmp_path, clock, videos, catalog, limits=limits) as after:
        await after.tracker.round()

        assert [after.progress.get(job.id).place for job in jobs] == [None, 1, 2]
        assert len(videos.creates) == 1
        hold.release()


async def test_a_job_whose_card_comes_up_while_what_is_due_is_read_is_worked_on_once(
    house: House, videos: LocalVideos
):
    """It is due since nobody knows its card, and by then somebody does."""
    trouble: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _loop, said: trouble.append(said))
    job = await house.accept()
    house.seen.answers[job.interaction_id] = 7_001
    house.clock.pass_(seconds=20)
    due = house.store.due

    async def due_then_placed(now: float, *, limit: int) -> Due:
        found = await due(now, limit=limit)
        await house.intake.place(job, message_id=7_001)
        return found

    house.store.due = due_then_placed
    await house.tracker.round()
    house.store.due = due
    await house.tracker.round()

    assert trouble == []
    assert len(videos.creates) == 1
    assert (await house.now(job)).status is JobStatus.QUEUED
