"""The account's own log of tasks: read in all its shapes, opened by the access token alone."""

from __future__ import annotations

import logging

import aiohttp
import pytest

from bot.core.video import Fault, Task
from bot.provider.client import VideoClient
from bot.provider.errors import ProviderBusy, ProviderRejected
from bot.provider.task_log import read_tasks
from bot.provider.wire import Timeouts
from bot.sandbox.videos import LocalVideos, faults

ROW = {"task_id": "task_1", "model_name": "veo3.1-fast", "submit_time": 1_790_000_000}
KNOWN = (Task("task_1", "veo3.1-fast", 1_790_000_000.0),)
ALL = (0.0, 99_999_999_999.0)


def client_of(
    session: aiohttp.ClientSession, videos: LocalVideos, token: str | None
) -> VideoClient:
    return VideoClient(
        session,
        base_url=videos.base_url,
        key=videos.key,
        clock=lambda: 0.0,
        timeouts=Timeouts(connect=1, look=1),
        access_token=token,
    )


@pytest.mark.parametrize(
    "data",
    [
        pytest.param([ROW], id="a plain list"),
        pytest.param({"items": [ROW], "total": 1}, id="a page of items"),
        pytest.param({"data": [ROW]}, id="a page of data"),
        pytest.param([{**ROW, "submit_time": 0, "created_at": 1_790_000_000_000}], id="in ms"),
        pytest.param([{"task_id": 7}, None, "x", ROW, {**ROW, "model_name": ""}], id="odd rows"),
    ],
)
def test_rows_are_read_wherever_they_stand(data: object) -> None:
    assert read_tasks({"success": True, "data": data}) == KNOWN


@pytest.mark.parametrize("body", [None, [], {}, {"success": False, "message": "no"}])
def test_what_is_no_log_is_told_from_an_empty_one(body: object) -> None:
    assert read_tasks(body) is None
    assert read_tasks({"data": []}) == ()


async def test_without_a_token_nothing_is_asked(videos: LocalVideos) -> None:
    async with aiohttp.ClientSession() as session:
        assert await client_of(session, videos, None).tasks(*ALL) is None

    assert not videos.recorded


async def test_a_wrong_token_is_a_clear_no_and_a_page_of_html_is_asked_again(
    videos: LocalVideos,
) -> None:
    async with aiohttp.ClientSession() as session:
        with pytest.raises(ProviderRejected) as refused:
            await client_of(session, videos, "wrong").tasks(*ALL)
        videos.faults.next("tasks", faults.page(502))
        with pytest.raises(ProviderBusy):
            await client_of(session, videos, videos.access_token).tasks(*ALL)

    assert refused.value.failure.fault is Fault.KEY


async def test_nobody_is_told_the_token(
    videos: LocalVideos, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    token = videos.access_token
    for fault in (faults.answer(500, {"error": {"message": f"no {token}"}}), faults.reset()):
        videos.faults.clear()
        videos.faults.next("tasks", fault, times=2)  # aiohttp repeats a GET that was cut off
        async with aiohttp.ClientSession() as session:
            with pytest.raises(ProviderBusy) as error:
                await client_of(session, videos, token).tasks(*ALL)

        assert token not in f"{error.value!r} {caplog.text}"
