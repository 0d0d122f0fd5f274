"""What is left of the owner's money, asked in both ways that providers know."""

from __future__ import annotations

import logging

import aiohttp
import pytest
from yarl import URL

from bot.provider.account import COMET_QUOTA, balance, quota_url
from bot.provider.wire import Timeouts, Wire
from bot.sandbox.videos import LocalVideos, faults


def wire_to(session: aiohttp.ClientSession, base_url: str, key: str) -> Wire:
    return Wire(session, base_url=base_url, key=key, timeouts=Timeouts(connect=1, look=1))


async def test_the_billing_routes_tell_what_is_left(videos: LocalVideos) -> None:
    async with aiohttp.ClientSession() as session:
        wire = wire_to(session, videos.base_url, videos.key)

        left = await balance(wire, key=videos.key, quota_at=None)

    assert left == 100_000_000


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param(faults.answer(404), id="no such route"),
        pytest.param(faults.answer(200, {"hard_limit_usd": 100_000_000}), id="no end is set"),
    ],
)
async def test_where_they_do_not_tell_comet_s_own_query_is_asked(
    videos: LocalVideos, fault: faults.Fault
) -> None:
    videos.faults.next("balance", fault)
    quota_at = str(URL(videos.base_url).with_path("/user/quota"))
    async with aiohttp.ClientSession() as session:
        wire = wire_to(session, videos.base_url, videos.key)

        left = await balance(wire, key=f" {videos.key}\n", quota_at=quota_at)

    assert left == 100_000_000


async def test_a_query_that_fails_tells_nobody_the_key(
    videos: LocalVideos, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    videos.faults.next("balance", faults.answer(404))
    async with aiohttp.ClientSession() as session:
        wire = wire_to(session, videos.base_url, videos.key)

        left = await balance(wire, key=videos.key, quota_at="http://127.0.0.1:1/user/quota")

    assert left is None
    assert videos.key not in caplog.text


@pytest.mark.parametrize(
    ("base_url", "asked_at"),
    [
        ("https://api.cometapi.com/v1", COMET_QUOTA),
        ("http://api.cometapi.com/v1", None),
        ("https://api.cometapi.com.example.org/v1", None),
        ("https://films.example.org/v1", None),
    ],
)
async def test_the_key_goes_into_an_address_at_comet_only(
    base_url: str, asked_at: str | None
) -> None:
    async with aiohttp.ClientSession() as session:
        assert quota_url(wire_to(session, base_url, "sk-mine")) == asked_at
