"""Databases that earlier versions left, with a job in every state: all open, and all finish."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import aiohttp
import pytest

from bot.core.catalog import Catalog
from bot.core.job import Bell, Job, JobStatus
from bot.core.video import VideoRequest
from bot.provider.client import VideoClient
from bot.sandbox.videos import LocalVideos
from bot.store.upgrade import known_scripts
from tests.house import House, HouseClock, opened
from tests.store.make_database_file import FOLDER, JOBS

pytestmark = pytest.mark.slow
FILES = sorted(FOLDER.glob("*.db"))
S = JobStatus

ENDS = {
    "never answered": S.CANCELLED,
    "answered, card not written down": S.DELIVERED,
    "accepted": S.DELIVERED,
    "turned away once": S.DELIVERED,
    "submitting, arrived": S.DELIVERED,
    "submitting, never arrived": S.FAILED,
    "in doubt, arrived": S.DELIVERED,
    "in doubt, never arrived": S.FAILED,
    "in doubt, asked": S.FAILED,
    "in doubt, to be ordered again": S.DELIVERED,
    "queued": S.DELIVERED,
    "queued, made from another": S.DELIVERED,
    "queued, with a character": S.DELIVERED,
    "queued, in a thread": S.DELIVERED,
    "running": S.DELIVERED,
    "running, past its deadline": S.DELIVERED,
    "ready": S.DELIVERED,
    "stored": S.DELIVERED,
    "in review, not shown yet": S.CANCELLED,
    "in review": S.CANCELLED,
    "accepted, to be reviewed": S.CANCELLED,
    "accepted, approved": S.DELIVERED,
}
"""Where each open job of a file has to end, by prompt. Nothing leaves this table."""
ORDERED_BY_US = {"answered, card not written down", "accepted", "turned away once",
                 "in doubt, to be ordered again", "accepted, approved"}  # fmt: skip


UNSEEN = "delivered, card not seen"
"""Its film is brought once more, and in a better way than was noted."""


def jobs_of(file: Path) -> dict[str, dict[str, object]]:
    """Every job as it stands in the file, by prompt."""
    with closing(sqlite3.connect(file)) as db:
        db.row_factory = sqlite3.Row
        return {row["prompt"]: dict(row) for row in db.execute("SELECT * FROM jobs")}


async def known_at(videos: LocalVideos, rows: Mapping[str, Mapping[str, object]]) -> dict[int, str]:
    """Order at the local service what these jobs have there; its ids for them, by job."""
    ids: dict[int, str] = {}
    async with aiohttp.ClientSession() as session:
        client = VideoClient(session, base_url=videos.base_url, key=videos.key, clock=lambda: 0.0)
        for prompt, row in rows.items():
            there = row["provider_id"] is not None and row["status"] in (
                "queued",
                "running",
                "ready",
            )
            if not there and not prompt.endswith(", arrived"):
                continue
            order = VideoRequest(
                str(row["model"]), prompt, int(str(row["seconds"])), str(row["size"]), ""
            )
            video = await client.create(order, str(row["dialect"]))
            if there:
                ids[int(str(row["id"]))] = video.id
    return ids


def give_ids(file: Path, ids: Mapping[int, str]) -> None:
    with closing(sqlite3.connect(file)) as db, db:
        for number, provider_id in ids.items():
            db.execute("UPDATE jobs SET provider_id = ? WHERE id = ?", (provider_id, number))


async def all_ended(house: House, numbers: list[int]) -> list[Job]:
    """Rounds of five seconds first, then of most of an hour for what takes a day."""
    for seconds in [5] * 60 + [3_000] * 60:
        await house.tracker.round()
        jobs = [job for number in numbers if (job := await house.store.get(number))]
        if all(job.ended for job in jobs):
            break
        house.clock.pass_(seconds=seconds)
        await asyncio.sleep(0.005)
    return jobs


@pytest.mark.parametrize("kept", FILES, ids=lambda file: file.stem)
async def test_every_open_job_of_an_earlier_version_ends_as_it_should(
    kept: Path,
    tmp_path: Path,
    clock: HouseClock,
    videos: LocalVideos,
    catalog: Catalog,
    tiny_film: bytes,
):
    file = tmp_path / "clapper.db"
    shutil.copy(kept, file)
    before = await asyncio.to_thread(jobs_of, file)
    await asyncio.to_thread(give_ids, file, await known_at(videos, before))
    ordered_before = len(videos.creates)
    films = tmp_path / "films"
    films.mkdir()
    for row in before.values():
        if row["film"] is not None:
            (films / f"job-{row['id']}.mp4").write_bytes(tiny_film)
    clock.pass_(minutes=5)

    async with opened(tmp_path, clock, videos, catalog) as house:
        answered = before["answered, card not written down"]
        house.seen.answers[int(str(answered["interaction_id"]))] = 7_000
        ended = await all_ended(house, [int(str(row["id"])) for row in before.values()])
        after = {job.prompt: job for job in ended}
        rung, shown = list(house.seen.rung), [number for number, _ in house.seen.films]

    for prompt, row in before.items():
        if row["status"] in ("delivered", "failed", "cancelled", "set_aside"):
            assert prompt not in ENDS
            assert after[prompt].seq == row["seq"] or prompt == UNSEEN, f"{prompt}: touched"
            assert after[prompt].status == row["status"]
        else:
            assert after[prompt].status is ENDS[prompt], prompt
    made = [job for prompt, job in after.items() if ENDS.get(prompt) is S.DELIVERED]
    assert sorted(shown) == sorted([job.id for job in made] + [after[UNSEEN].id]), (
        "each film once, and the one that nobody saw"
    )
    assert after["delivered, owner not called yet"].bell is Bell.RUNG
    assert (after["delivered, owner not called yet"].id, True, False) in rung
    assert len(rung) == len({number for number, *_ in rung})
    assert len(videos.creates) - ordered_before == len(ORDERED_BY_US & before.keys())


def test_there_is_a_file_for_this_schema_with_a_job_in_every_state():
    head = known_scripts().get_current_head()
    newest = FOLDER / f"{head}.db"

    assert newest in FILES, "run `python -m tests.store.make_database_file` and add what it made"
    rows = jobs_of(newest)
    assert rows.keys() == JOBS.keys()
    assert {row["status"] for row in rows.values()} == {s.value for s in S}
    assert newest.stat().st_size < 300_000
