"""What the local video service charges, and what it tells of its models and of the balance."""

from __future__ import annotations

import pytest
from local_videos_client import served

from bot.sandbox.videos import Manners
from bot.sandbox.videos.catalogue import MODELS, at_home


@pytest.mark.parametrize(
    ("fields", "micros"),
    [
        ({"model": "veo3.1-fast", "seconds": "8"}, 640_000),
        ({"model": "veo3.1-fast", "size": "3840x2160"}, 960_000),
        ({"model": "sora-2-pro", "seconds": "12", "size": "1792x1024"}, 4_800_000),
        ({"model": "viduq3-turbo", "seconds": "1", "size": "640x352"}, 28_000),
        ({"model": "sora-2-pro-all", "seconds": "25"}, 800_000),
        ({"model": "omni-fast", "size": ""}, 200_000),
    ],
)
async def test_a_job_costs_what_its_model_length_and_size_cost(fields, micros) -> None:
    async with served() as (videos, client):
        job_id = await client.create(**fields)

        assert videos.jobs[job_id].charged_micros == micros
        assert videos.balance_micros == 100_000_000 - micros
        assert [made.charged_micros for made in videos.creates] == [micros]


@pytest.mark.parametrize(("refunds", "left"), [(True, 1_000_000), (False, 680_000)])
async def test_a_failed_job_is_paid_back_where_the_provider_does_so(refunds, left) -> None:
    manners = Manners(refund_failures=refunds)
    async with served(balance_micros=1_000_000, manners=manners) as (videos, client):
        job_id = await client.create(prompt="x [fail]")

        await client.finished(job_id)

        assert videos.balance_micros == left
        assert videos.movements[0].kind == "consume"
        assert len(videos.movements) == 1 + refunds
        assert sum(move.micros for move in videos.movements) == left - 1_000_000


async def test_a_job_that_costs_more_than_is_left_is_refused() -> None:
    async with served(balance_micros=639_999) as (videos, client):
        first, second = await client.ask(), await client.ask()

        assert (videos.balance_micros, len(videos.creates)) == (319_999, 1)
    assert first.status == 200
    assert (second.status, second.body) == (
        403,
        {"code": None, "message": "user quota is not enough"},
    )


async def test_the_balance_is_told_in_all_three_ways() -> None:
    async with served() as (_, client):
        await client.create(model="veo3.1", seconds="8")  # 2.56 dollars

        limit = (await client.get("/v1/dashboard/billing/subscription")).body
        used = (await client.get("/v1/dashboard/billing/usage")).body
        quota = (await client.get("/user/quota", params={"key": "sk-sandbox"})).body
        wrong = await client.get("/user/quota", params={"key": "sk-wrong"})

    assert (limit["hard_limit_usd"], used["total_usage"]) == (100, 256)
    assert (quota["total_quota"], quota["total_used_quota"]) == (97.44, 2.56)
    assert quota["request_count"] == 1
    assert wrong.status == 401


async def test_a_withdrawn_model_is_listed_no_more_and_its_running_job_goes_on() -> None:
    async with served() as (videos, client):
        job_id = await client.create()
        videos.withdraw_model("veo3.1-fast")

        refused = await client.ask()
        listed = (await client.get("/v1/models")).body["data"]
        rows = (await client.get("/api/models", headers={"Authorization": ""})).body["data"]
        end = await client.finished(job_id)

    assert (refused.status, refused.body["error"]["code"]) == (503, "model_not_found")
    assert {row["id"] for row in listed} == {row["id"] for row in rows}
    here = {name for name, model in MODELS.items() if at_home(model, "/v1/models")}
    assert {row["id"] for row in rows} == here - {"veo3.1-fast"}
    assert all("/v1/videos" in row["endpoints"] for row in rows)
    assert end["status"] == "completed"


async def test_an_unknown_price_is_listed_as_unknown_and_never_as_nothing() -> None:
    async with served() as (_, client):
        rows = (await client.get("/api/models")).body["data"]

    prices = {row["id"]: row["pricing"] for row in rows}
    assert prices["omni-fast"]["per_second"] is None
    assert prices["veo3.1-fast"]["per_second"] == 0.08
    assert prices["sora-2-pro-all"]["per_request"] == 0.8
