"""The account's own log: opened by its access token, rows without prompts, newest first."""

from __future__ import annotations

from local_videos_client import served

TOKEN = {"Authorization": "Bearer access-sk-sandbox"}


async def test_the_log_names_every_job_but_not_what_it_is_about() -> None:
    async with served() as (videos, client):
        first, second = await client.create(), await client.create(model="sora-2")

        log = (await client.get("/api/task/self", headers=TOKEN)).body
        page = (await client.get("/api/task/self?p=2&page_size=1", headers=TOKEN)).body
        later = (await client.get("/api/task/self?start_timestamp=99999999999", headers=TOKEN)).body

    rows = log["data"]["items"]
    assert [row["task_id"] for row in rows] == [second, first]
    assert [row["model_name"] for row in rows] == ["sora-2", "veo3.1-fast"]
    assert [row["quota"] for row in rows] == [160_000, 160_000]
    assert rows[1]["submit_time"] == int(videos.jobs[first].created_at)
    assert not any("prompt" in row for row in rows)
    assert [row["task_id"] for row in page["data"]["items"]] == [first]
    assert later["data"]["items"] == []


async def test_a_key_does_not_open_it() -> None:
    async with served() as (_, client):
        refused = await client.get("/api/task/self")

    assert refused.status == 401
