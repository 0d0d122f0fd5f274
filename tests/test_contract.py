"""The contract itself: what fails a run, and that wrong requests are caught."""

from __future__ import annotations

import re
from pathlib import Path

import aiohttp
import pytest

from bot.sandbox.clock import SandboxClock
from bot.sandbox.discord import LocalDiscord
from bot.sandbox.videos import LocalVideos
from tests.contract import CALLS, Contract
from tests.openapi import Judge, SpecsMissing

OPENS_A_FAR_END = re.compile(r"\bLocal(Discord|Videos)\(")
TESTS = Path(__file__).parent
WITHOUT_THE_BOT = {
    "far_ends.py": "opens them for all others",
    "test_contract.py": "makes wrong requests on purpose, for a contract of its own",
    "sandbox/": "tests of the far ends, which send them wrong requests on purpose",
    "browser/": "tests of the page; its bot is a small one of its own",
    "chaos/": "kills by the hundred: what judging them costs would be measured too",
    "provider/test_whole_way.py": "the dialects of servers that OpenAI's file does not know",
    "tracker/test_whole_films.py": "the same",
    "slow/test_own_servers.py": "the same",
    "slow/soak.py": "hours of requests: what judging them costs would be measured too",
}
"""Files that open a far end which does not report, and why."""


@pytest.fixture
def fresh() -> Contract:
    try:
        return Contract(Judge.load())
    except SpecsMissing as missing:
        pytest.skip(f"no published files in {missing}")


def test_a_run_fails_on_what_was_wrong_and_if_it_is_whole_on_what_was_never_asked(fresh: Contract):
    fresh.problems["discord: PATCH /x: bad"] += 2
    fresh.seen["discord"]["unheard_of"] += 1

    part, whole = fresh.broken(whole=False), fresh.broken(whole=True)

    assert part == ["wrong, 2 x: discord: PATCH /x: bad"]
    assert any("never asked in any test: videos: createVideo" in line for line in whole)
    assert "name it in tests/contract.py: discord: unheard_of" in whole


def test_what_two_workers_saw_is_put_together(fresh: Contract):
    fresh.seen["videos"]["createVideo"] = 2
    fresh.add({"seen": {"videos": {"createVideo": 3}}, "problems": {"wrong": 1}})
    again = Contract(fresh.judge)
    again.add(fresh.to_json())

    assert again.seen["videos"]["createVideo"] == 5
    assert again.problems == {"wrong": 1}


def test_the_operations_on_the_list_are_those_that_are_checked(fresh: Contract):
    named = fresh.never_asked()

    assert len(named) == sum(len(operations) for operations in CALLS.values())


async def test_a_wrong_request_to_discord_is_caught_and_named(fresh: Contract):
    async with (
        LocalDiscord(SandboxClock(), listener=fresh.note) as discord,
        aiohttp.ClientSession(headers={"Authorization": f"Bot {discord.token}"}) as session,
    ):
        channel = discord.guild.channels["films"].id
        url = f"{discord.api_url}/channels/{channel}/messages/1"
        async with session.patch(url, json={"contnet": "a fox"}):
            pass

    [problem] = fresh.problems
    assert problem.startswith("discord: PATCH /channels/…/messages/1: ")
    assert "contnet" in problem
    assert fresh.seen["discord"]["update_message"] == 1


async def test_a_wrong_order_to_the_provider_is_caught_and_named(fresh: Contract):
    async with (
        LocalVideos(SandboxClock(), listener=fresh.note) as videos,
        aiohttp.ClientSession(headers={"Authorization": f"Bearer {videos.key}"}) as session,
    ):
        form = aiohttp.FormData({"promt": "a fox", "model": "sora-2"}, default_to_multipart=True)
        async with session.post(f"{videos.base_url}/videos", data=form):
            pass

    assert any("promt" in problem for problem in fresh.problems)
    assert fresh.seen["videos"]["createVideo"] == 1


def test_every_far_end_that_the_bot_speaks_to_in_a_test_reports_to_the_contract():
    files = {file.relative_to(TESTS).as_posix(): file for file in TESTS.rglob("*.py")}

    opened = [
        name
        for name, file in files.items()
        if not name.startswith(tuple(WITHOUT_THE_BOT))
        and OPENS_A_FAR_END.search(file.read_text(encoding="utf-8"))
    ]

    assert opened == [], "use local_discord and local_videos of tests/far_ends.py"
