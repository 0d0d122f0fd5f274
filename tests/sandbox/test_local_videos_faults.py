"""What can be made to go wrong at the local video service, each kind once, over the socket."""

from __future__ import annotations

import asyncio
import time

import aiohttp
import pytest
from local_videos_client import FILM, KEY, served

from bot.sandbox.videos import Outcome, faults, keywords

HTML = "text/html; charset=utf-8"


@pytest.mark.parametrize(
    ("fault", "status", "kind", "part"),
    [
        (faults.bad_key(), 401, "application/json", b"comet_api_error"),
        (faults.no_quota(), 403, "application/json", b'{"code": null, "message"'),
        (faults.rate_limited(), 429, "application/json", b"rate_limit"),
        (faults.bad_request(), 500, "application/json", b"invalid_request"),
        (faults.model_gone("wan2.7"), 503, "application/json", b"model_not_found"),
        (faults.page(502), 502, HTML, b"<html>"),
        (faults.page(504), 504, HTML, b"<html>"),
        (faults.page(524), 524, HTML, b"<html>"),
        (faults.moved(), 301, HTML, b""),
        (faults.garbled(), 200, "application/json", b'{"id": "video_'),
        (faults.empty(), 200, HTML, b""),
        (faults.answer(418, {"x": 1}, headers={"X-Tea": "pot"}), 418, "application/json", b'"x"'),
    ],
)
@pytest.mark.parametrize("operation", ["create", "any"])
async def test_a_request_is_answered_wrongly_and_the_next_one_well(
    operation, fault, status, kind, part
) -> None:
    async with served() as (videos, client):
        videos.faults.next(operation, fault)

        async with client.session.post(
            f"{videos.base_url}/videos", json={}, allow_redirects=False
        ) as reply:
            told = (reply.status, reply.headers["Content-Type"], part in await reply.read())
            request_id = reply.headers["X-Cometapi-Request-Id"]
        after = await client.ask()

        assert [made.job_id for made in videos.creates] == [after.body["id"]]
        assert [request.status for request in videos.recorded] == [status, 200]
    assert told == (status, kind, True)
    assert request_id


async def test_retry_after_is_told_where_it_is_asked_for() -> None:
    async with served() as (videos, client):
        videos.faults.next("retrieve", faults.rate_limited(2.5), times=2)
        videos.faults.next("retrieve", faults.rate_limited())
        job_id = await client.create()

        replies = [await client.get(f"/v1/videos/{job_id}") for _ in range(4)]

    assert [reply.headers.get("retry-after") for reply in replies] == ["2.5", "2.5", None, None]
    assert [reply.status for reply in replies] == [429, 429, 429, 200]


@pytest.mark.parametrize("after", [False, True])
async def test_a_connection_is_reset_before_or_after_the_job_is_made(after) -> None:
    async with served() as (videos, client):
        videos.faults.next("create", faults.reset(after=after))

        with pytest.raises((aiohttp.ServerDisconnectedError, aiohttp.ClientOSError)):
            await client.ask()

        assert len(videos.creates) == after
        assert videos.balance_micros == 100_000_000 - after * 320_000
        assert [request.status for request in videos.recorded] == [0]


async def test_a_lost_answer_leaves_a_job_that_the_list_can_find() -> None:
    async with served() as (videos, client):
        videos.faults.next("create", faults.page(504, after=True))

        reply = await client.ask(prompt="where am I")
        listed = (await client.get("/v1/videos")).body["data"]

        assert [row["id"] for row in listed] == [made.job_id for made in videos.creates]
    assert reply.status == 504


async def test_a_hanging_request_is_let_go_when_the_service_stops() -> None:
    async with aiohttp.ClientSession(headers=KEY) as session:
        async with served() as (videos, _):
            videos.faults.next("create", faults.hang(after=True))
            asking = asyncio.create_task(session.post(f"{videos.base_url}/videos", json=_BODY))
            await videos.until(lambda: videos.creates, what="the job")
            answered, _ = await asyncio.wait([asking], timeout=0.05)
            begun = time.monotonic()

        assert not answered
        assert time.monotonic() - begun < 2
        with pytest.raises(aiohttp.ClientError):
            await asking


_BODY = {"model": "wan2.7", "prompt": "a fox"}


async def test_a_download_ends_half_way_and_can_be_resumed() -> None:
    async with served() as (videos, client):
        job = await client.finished(await client.create())
        videos.faults.next("content", faults.cut(keep=0.25))

        got = bytearray()
        async with client.session.get(f"{videos.base_url}/videos/{job['id']}/content") as reply:
            with pytest.raises(aiohttp.ClientPayloadError):
                await pour(reply, got)
        rest = await client.content(job["id"], headers={"Range": f"bytes={len(got)}-"})

    assert (reply.content_length, len(got)) == (len(FILM), len(FILM) // 4)
    assert bytes(got) + rest.data == FILM


async def pour(reply: aiohttp.ClientResponse, into: bytearray) -> None:
    while piece := await reply.content.readany():
        into += piece


async def test_a_download_can_be_slow_by_the_sandboxs_clock() -> None:
    async with served(speed=100) as (videos, client):
        job = await client.finished(await client.create())
        videos.faults.next("film", faults.drip(bytes_per_second=1000))

        begun = time.monotonic()
        reply = await client.get(job["video_url"])

    assert reply.data == FILM
    assert time.monotonic() - begun >= len(FILM) / 1000 / 100


async def test_a_download_can_be_mislabelled_or_be_an_address_or_lie_elsewhere() -> None:
    async with served() as (videos, client):
        job = await client.finished(await client.create())
        videos.faults.next("content", faults.mislabelled("text/plain"))
        videos.faults.next("content", faults.json_url())
        videos.faults.next("content", faults.elsewhere())

        mislabelled, address, elsewhere = [await client.content(job["id"]) for _ in range(3)]
        found = [
            await client.get(url, headers={"Authorization": ""})
            for url in (address.body["video_url"], elsewhere.headers["location"])
        ]

        assert elsewhere.headers["location"].startswith(videos.films_url + "/")
        assert videos.films_url not in videos.base_url
    assert (mislabelled.headers["content-type"], mislabelled.data) == ("text/plain", FILM)
    assert (address.status, elsewhere.status) == (200, 302)
    assert [reply.data for reply in found] == [FILM, FILM]


async def test_a_key_sent_to_the_films_address_is_seen() -> None:
    async with served() as (videos, client):
        job = await client.finished(await client.create())

        await client.get(job["video_url"])

        assert "authorization" in videos.recorded[-1].headers
        assert videos.recorded[-1].path.startswith("/films/")


async def test_a_keyword_in_the_prompt_does_what_it_says() -> None:
    async with served() as (videos, client):
        refused = await client.ask(prompt="a fox [503] on ice")
        again = [(await client.ask(prompt="a cat [429]")).status for _ in range(2)]
        with pytest.raises(aiohttp.ClientError):
            await client.ask(prompt="a dog [lost-reply]")
        plain = await client.ask(prompt="a [wide] shot, [FADE] out")

        assert [made.prompt for made in videos.creates] == [
            "a cat [429]",
            "a dog [lost-reply]",
            "a [wide] shot, [FADE] out",
        ]
    assert (refused.status, again, plain.status) == (503, [429, 200], 200)


async def test_a_keyword_can_break_the_download_of_its_own_job_only() -> None:
    async with served() as (_, client):
        broken = await client.finished(await client.create(prompt="x [json-url]"))
        sound = await client.finished(await client.create(prompt="y"))

        replies = [await client.content(job["id"]) for job in (broken, sound)]

    assert replies[0].body["video_url"] == broken["video_url"]
    assert replies[1].data == FILM


def test_every_keyword_that_works_is_explained_and_every_explained_one_works() -> None:
    endings = {outcome.value for outcome in Outcome if outcome is not Outcome.COMPLETED}

    assert keywords.EXPLAINED.keys() == endings | faults.NAMED.keys()
    assert faults.NAMED.keys() >= faults.ONCE
