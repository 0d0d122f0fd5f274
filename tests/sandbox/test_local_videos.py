"""The local video service: the life of a job, its film, and what is kept about it."""

from __future__ import annotations

import asyncio
import io

import av
import pytest
from local_videos_client import FILM, OFFICIAL, served

from bot.sandbox.clock import SandboxClock
from bot.sandbox.videos import UPPER_CASE, Manners, Outcome
from bot.sandbox.videos.padding import box_size

LONG = "狐 \U0001f98a \u202e on ice\n" * 300


async def test_a_job_becomes_a_film_of_the_size_and_length_asked_for() -> None:
    async with served(speed=20, film=None) as (videos, client):
        videos.manners.film_bytes = 300_000

        job_id = await client.create(model="viduq3-turbo", prompt=LONG, seconds="2", size="640x352")
        job = await client.finished(job_id)
        fetched = await client.get(job["video_url"])

        assert fetched.data == await videos.film(job_id)
    assert len(fetched.data) == 300_000
    assert fetched.data[4:8] == b"ftyp"
    assert fetched.data.index(b"moov") < fetched.data.index(b"mdat")
    with av.open(io.BytesIO(fetched.data)) as film:
        stream = film.streams.video[0]
        assert (stream.width, stream.height) == (640, 352)
        assert (stream.codec_context.name, stream.pix_fmt) == ("h264", "yuv420p")
        assert film.duration == 2_000_000
        frames = [bytes(frame.reformat(format="gray").planes[0]) for frame in film.decode(stream)]
    assert len(frames) == 48
    assert frames[0] != frames[24] != frames[47]


async def test_an_official_job_is_told_in_full_and_a_shared_one_in_comets_few_words() -> None:
    async with served() as (_, client):
        official = (await client.ask(**OFFICIAL)).body
        shared = (await client.ask()).body

        official_end = await client.finished(official["id"])
        shared_end = await client.finished(shared["id"])

    assert official.keys() == {
        "id", "object", "model", "status", "progress", "created_at", "seconds", "size",
    }  # fmt: skip
    assert official["id"].startswith("video_")
    assert (official_end["seconds"], official_end["size"]) == ("4", "1280x720")
    assert official_end["error"] is None
    assert "video_url" not in official_end
    assert official_end["expires_at"] - official_end["completed_at"] == 3600
    assert shared.keys() == {
        "id", "task_id", "object", "model", "status", "progress", "created_at",
    }  # fmt: skip
    assert shared["id"] == shared["task_id"]
    assert len(shared["id"]) == len("task_") + 32
    assert shared_end.keys() - shared.keys() == {"completed_at", "video_url"}


async def test_progress_stays_at_0_for_long_and_then_jumps() -> None:
    clock = SandboxClock(speed=0.001)  # as good as still: only the test moves it
    async with served(clock=clock) as (videos, client):
        job_id = await client.create()
        seen = []

        clock.skip(2)
        await videos.until(lambda: videos.jobs[job_id].status == "in_progress", what="running")
        for _ in range(5):
            seen.append((await client.look(job_id))["progress"])
            clock.skip(1.1)
        clock.skip(1)
        await videos.until(lambda: videos.jobs[job_id].finished, what="the end")

        assert seen[:2] == [0, 0]
        assert seen == sorted(seen)
        assert 0 < seen[-1] < 100
        assert (await client.look(job_id))["progress"] == 100


@pytest.mark.parametrize("place", ["queued", "in_progress"])
async def test_a_job_can_be_held_in_a_state(place) -> None:
    clock = SandboxClock(speed=1000)
    async with served(clock=clock) as (videos, client):
        hold = videos.hold(place)
        job_id = await client.create()

        await hold.reached()
        first = await client.look(job_id)
        await hold.told()
        clock.skip(1000)
        second = await client.look(job_id)
        hold.release()
        last = await client.finished(job_id)

    assert (first["status"], second["status"], last["status"]) == (place, place, "completed")
    assert hold.caught == [job_id]


async def test_a_create_can_be_held_before_and_after_it_makes_a_job() -> None:
    async with served() as (videos, client):
        before, after = videos.hold("create-before"), videos.hold("create")
        asking = asyncio.create_task(client.ask())

        await before.reached()
        made_before = len(videos.jobs), len(videos.creates)
        before.release()
        await after.reached()
        made_after = len(videos.jobs), len(videos.creates)
        answered = asking.done()
        after.release()

        assert (made_before, made_after, answered) == ((0, 0), (1, 1), False)
        assert (await asking).body["id"] in videos.jobs


async def test_a_finished_film_can_be_withheld_on_both_its_addresses() -> None:
    async with served() as (videos, client):
        hold = videos.hold("content")
        job = await client.finished(await client.create())

        fetching = [
            asyncio.create_task(client.content(job["id"])),
            asyncio.create_task(client.get(job["video_url"])),
        ]
        await hold.reached()
        done, _ = await asyncio.wait(fetching, timeout=0.05)
        hold.release()

        assert not done
        assert [reply.data for reply in await asyncio.gather(*fetching)] == [FILM, FILM]


async def test_a_film_is_refused_before_its_time_and_gone_an_hour_after() -> None:
    clock = SandboxClock(speed=200)
    async with served(clock=clock) as (videos, client):
        hold = videos.hold("in_progress")
        job_id = await client.create()
        await hold.reached()

        early = await client.content(job_id)
        hold.release()
        job = await client.finished(job_id)
        in_time = await client.content(job_id)
        clock.skip(3601)
        late = [await client.content(job_id), await client.get(job["video_url"])]

    assert early.status == 400
    assert early.body["error"] == {
        "message": "Task is not completed yet, current status: IN_PROGRESS",
        "type": "invalid_request_error",
    }
    assert (in_time.status, in_time.data) == (200, FILM)
    assert in_time.headers["content-type"] == "video/mp4"
    assert [reply.status for reply in late] == [404, 404]


@pytest.mark.parametrize(
    ("asked", "status", "part", "told"),
    [
        ("bytes=0-99", 206, FILM[:100], f"bytes 0-99/{len(FILM)}"),
        ("bytes=100-", 206, FILM[100:], f"bytes 100-{len(FILM) - 1}/{len(FILM)}"),
        ("bytes=-50", 206, FILM[-50:], f"bytes {len(FILM) - 50}-{len(FILM) - 1}/{len(FILM)}"),
        ("bytes=10-999999", 206, FILM[10:], f"bytes 10-{len(FILM) - 1}/{len(FILM)}"),
        ("bytes=999999-", 416, b"", f"bytes */{len(FILM)}"),
        ("lines=1-2", 200, FILM, None),
    ],
)
async def test_a_part_of_the_film_can_be_asked_for(asked, status, part, told) -> None:
    async with served() as (_, client):
        job = await client.finished(await client.create())

        reply = await client.content(job["id"], headers={"Range": asked})

    assert (reply.status, reply.data) == (status, part)
    assert reply.headers.get("content-range") == told


@pytest.mark.parametrize(
    ("outcome", "model", "error", "state"),
    [
        (Outcome.FAILED, "sora-2", "The video could not be generated.", "FAILURE"),
        (Outcome.FAILED, "wan2.7", None, "FAILURE"),
        (
            Outcome.MODERATED,
            "sora-2",
            "Your request was blocked by our moderation system.",
            "VIOLATION",
        ),
        (Outcome.MODERATED, "wan2.7", None, "VIOLATION"),
        (Outcome.SILENT, "sora-2", None, "VIOLATION"),
        (Outcome.STRING, "wan2.7", "generation failed: upstream returned no result", "FAILURE"),
    ],
)
async def test_a_failed_job_says_what_its_dialect_says(outcome, model, error, state) -> None:
    async with served() as (videos, client):
        videos.next_outcome(outcome)

        job = await client.finished(await client.create(model=model))
        content = await client.content(job["id"])

    told = job.get("error")
    assert job["status"] == "failed"
    assert (told["message"] if isinstance(told, dict) else told) == error
    assert content.status == 400
    assert content.body["error"]["message"].endswith(f"current status: {state}")


async def test_other_words_for_the_states_are_used_on_the_shared_route_only() -> None:
    async with served(manners=Manners(status_words=UPPER_CASE)) as (_, client):
        shared, official = (await client.ask()).body, (await client.ask(**OFFICIAL)).body

        end = await client.finished(shared["id"])

    assert (shared["status"], official["status"]) == ("SUBMITTED", "queued")
    assert end["status"] == "SUCCESS"


async def test_an_odd_job_completes_and_a_lost_one_is_unknown_but_paid() -> None:
    async with served() as (videos, client):
        hold = videos.hold("in_progress")
        odd, lost = await client.create(prompt="x [odd]"), await client.create(prompt="y [lost]")
        await videos.until(lambda: len(hold.caught) == 2, what="both running")

        odd_word = (await client.look(odd))["status"]
        hold.release()
        odd_end = await client.finished(odd)
        missing = await client.get(f"/v1/videos/{lost}")

        assert odd_word == "post_production"
        assert odd_end["status"] == "completed"
        assert (missing.status, missing.body["code"]) == (400, "task_not_exist")
        assert [made.job_id for made in videos.creates] == [odd, lost]


async def test_a_stalled_job_runs_for_ever_and_holds_up_nothing() -> None:
    clock = SandboxClock(speed=200)
    async with served(clock=clock) as (videos, client):
        videos.next_outcome(Outcome.STALLED)
        stalled = await client.create()

        clock.skip(24 * 3600)
        await client.finished(await client.create())

        assert (await client.look(stalled))["status"] == "in_progress"


@pytest.mark.parametrize(
    ("size", "wanted", "box"), [(100, 0, 0), (100, 100, 0), (100, 101, 8), (100, 500, 400)]
)
def test_a_film_is_padded_to_the_size_wanted_and_never_cut(size, wanted, box) -> None:
    assert box_size(size, wanted) == box


async def test_a_ready_made_film_is_padded_too_and_still_begins_as_it_did() -> None:
    async with served() as (videos, client):
        videos.manners.film_bytes = 2_000_000
        large = await client.finished(await client.create())
        videos.manners.film_bytes = 0
        plain = await client.finished(await client.create())

        fetched = [(await client.content(job["id"])).data for job in (large, plain)]

    assert [len(data) for data in fetched] == [2_000_000, len(FILM)]
    assert fetched[0].startswith(FILM)
    assert fetched[0][len(FILM) + 4 :].startswith(b"free")
