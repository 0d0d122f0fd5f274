"""The ladder of delivery: every film reaches its people somehow, and is asked of nobody twice."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.core.catalog import Catalog
from bot.core.job import Delivery, Job, JobStatus
from bot.delivery import CardBusy, CardGone, FileTooLarge
from bot.sandbox.videos import LocalVideos
from tests.house import House, HouseClock, Start, opened

OURS = "https://films.example.org"
OPEN = ("https://cdn.example.org/film.mp4",)
KEYED = ("http://127.0.0.1:1/v1/videos/x/content",)


async def stored(house: House, **changes: Any) -> Job:
    """A job whose film is on the disk and whose card does not hold it yet."""
    job = await house.ask()
    job = await house.rounds(job, lambda latest: latest.status is JobStatus.STORED)
    return await house.store.step(job, replace(job, **changes)) if changes else job


@asynccontextmanager
async def house_with(
    public_url: str | None, folder: Path, clock: HouseClock, videos: LocalVideos, catalog: Catalog
) -> AsyncIterator[House]:
    async with opened(folder, clock, videos, catalog, public_url=public_url) as house:
        yield house


LADDER = [
    pytest.param(OURS, {}, [], Delivery.ATTACHED, id="it fits: attached"),
    pytest.param(OURS, {"upload_limit": 10}, [], Delivery.LINKED, id="above the limit: our page"),
    pytest.param(
        None, {"upload_limit": 10, "urls": OPEN}, [], Delivery.PROVIDER_LINK, id="their open link"
    ),
    pytest.param(
        None, {"upload_limit": 10, "urls": KEYED}, [], Delivery.KEPT, id="their link needs our key"
    ),
    pytest.param(
        OURS, {"urls": OPEN}, [FileTooLarge("413")], Delivery.LINKED, id="413: our page first"
    ),
    pytest.param(
        None, {"urls": OPEN}, [FileTooLarge("413")], Delivery.PROVIDER_LINK, id="413: their link"
    ),
    pytest.param(None, {"urls": KEYED}, [FileTooLarge("413")], Delivery.KEPT, id="413: kept"),
    pytest.param(OURS, {}, [CardGone("10008")], Delivery.KEPT, id="no card any more: kept"),
]


@pytest.mark.parametrize(("public_url", "changes", "problems", "way"), LADDER)
async def test_a_film_takes_the_best_way_that_is_open(
    public_url: str | None,
    changes: dict[str, Any],
    problems: list[Exception],
    way: Delivery,
    tmp_path: Path,
    clock: HouseClock,
    videos: LocalVideos,
    catalog: Catalog,
    tiny_film: bytes,
):
    async with house_with(public_url, tmp_path, clock, videos, catalog) as house:
        job = await stored(house, **changes)
        house.seen.problems = list(problems)

        done = await house.to_the_end(job)

        assert done.status is JobStatus.DELIVERED
        assert done.delivery is way
        assert house.seen.films == ([(job.id, tiny_film)] if way is Delivery.ATTACHED else [])
        assert house.films.path(done.film.name).read_bytes() == tiny_film
        assert await house.store.untold() == []
        assert len(videos.creates) == 1


async def test_a_card_that_can_not_be_changed_now_is_tried_again_later(
    start: Start, tiny_film: bytes
):
    async with start() as house:
        job = await stored(house)
        house.seen.problems = [CardBusy("reset"), CardBusy("503"), CardBusy("reset")]
        await house.tracker.round()
        await house.tracker.round()
        left_at_once = len(house.seen.problems)

        done = await house.to_the_end(job)

        assert left_at_once == 2, "the second try waits"
        assert done.delivery is Delivery.ATTACHED
        assert house.seen.films == [(job.id, tiny_film)]


async def test_an_outage_of_discord_loses_no_film(start: Start, tiny_film: bytes):
    async with start() as house:
        job = await stored(house)
        house.seen.problems = [CardBusy("reset")] * 30

        done = await house.rounds(job, lambda latest: latest.ended, seconds=90, most=60)

        assert done.status is JobStatus.DELIVERED
        assert house.seen.films == [(job.id, tiny_film)]


async def test_a_film_delivered_before_a_crash_is_delivered_again_into_the_same_card(
    start: Start, tiny_film: bytes
):
    async with start() as before:
        job = await stored(before)
        await before.seen.show(job.to(JobStatus.DELIVERED, now=before.clock()))

    async with start() as after:
        done = await after.to_the_end(job)

        assert done.delivery is Delivery.ATTACHED
        assert done.message_id == job.message_id
        assert after.seen.films == [(job.id, tiny_film)]
