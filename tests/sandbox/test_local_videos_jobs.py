"""The local video service: jobs listed, deleted and remixed."""

from __future__ import annotations

import pytest
from local_videos_client import served

from bot.sandbox.videos import Manners


async def test_jobs_are_listed_in_pages_and_only_to_whose_they_are() -> None:
    async with served() as (videos, client):
        videos.add_key("sk-other", 1_000_000)
        ids = [await client.create() for _ in range(3)]

        first = (await client.get("/v1/videos", params={"limit": "2"})).body
        rest = (await client.get("/v1/videos", params={"after": first["last_id"]})).body
        oldest = (await client.get("/v1/videos", params={"order": "asc", "limit": "1"})).body
        foreign = {"headers": {"Authorization": "Bearer sk-other"}}
        others = (await client.get("/v1/videos", **foreign)).body
        other_look = await client.get(f"/v1/videos/{ids[0]}", **foreign)

    assert [row["id"] for row in first["data"]] == [ids[2], ids[1]]
    assert (first["first_id"], first["last_id"], first["has_more"]) == (ids[2], ids[1], True)
    assert ([row["id"] for row in rest["data"]], rest["has_more"]) == ([ids[0]], False)
    assert oldest["first_id"] == ids[0]
    assert others["data"] == []
    assert (other_look.status, other_look.body["code"]) == (400, "task_not_exist")


@pytest.mark.parametrize(
    ("way", "kind"), [("json", "application/json"), ("html", "text/html; charset=utf-8")]
)
async def test_a_provider_without_a_list_says_so_in_either_way(way, kind) -> None:
    async with served(manners=Manners(list_jobs=way)) as (videos, client):
        reply = await client.get("/v1/videos")

        assert not videos.unknown_routes
    assert (reply.status, reply.headers["content-type"].partition(";")[0]) == (
        404,
        kind.partition(";")[0],
    )


async def test_only_a_finished_job_can_be_deleted() -> None:
    async with served() as (videos, client):
        hold = videos.hold("queued")
        job_id = await client.create()

        early = await client.send("DELETE", f"/v1/videos/{job_id}")
        hold.release()
        await client.finished(job_id)
        done = await client.send("DELETE", f"/v1/videos/{job_id}")
        again = await client.send("DELETE", f"/v1/videos/{job_id}")

    assert early.status == 400
    assert done.body == {"id": job_id, "object": "video.deleted", "deleted": True}
    assert (again.status, again.body["code"]) == (400, "task_not_exist")


async def test_a_remix_is_a_new_job_as_long_and_as_large_as_its_source() -> None:
    async with served() as (videos, client):
        source = await client.create(model="sora-2", seconds="8", size="720x1280")
        path = f"/v1/videos/{source}/remix"

        early = await client.send("POST", path, json={"prompt": "now a cat"})
        await client.finished(source)
        remix = (await client.send("POST", path, json={"prompt": "now a cat"})).body

        job = videos.jobs[remix["id"]]
        assert (job.prompt, job.seconds, job.size) == ("now a cat", 8, "720x1280")
        assert [made.charged_micros for made in videos.creates] == [640_000, 640_000]
    assert early.status == 400
    assert remix["remixed_from_video_id"] == source
