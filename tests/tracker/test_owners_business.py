"""Refusals that only the owner can mend: an error in the log for them, a plain word for members."""

from __future__ import annotations

import pytest
from structlog.testing import capture_logs

from bot.core.job import JobStatus
from bot.sandbox.videos import LocalVideos, faults
from bot.ui.words import words_for
from tests.house import HouseClock, Start


@pytest.mark.parametrize(
    ("fault", "owner", "member"),
    [
        pytest.param(
            faults.no_quota(),
            "out of money at the provider: no film is made until its account is topped up",
            "The bot's account at the provider is out of money. Its owner has to top it up before "
            "films can be made.",
            id="no money",
        ),
        pytest.param(
            faults.bad_key(),
            "the provider does not take the key: no film is made until a valid one is set",
            "The provider did not accept the bot's key. Its owner has to set a valid one before "
            "films can be made.",
            id="bad key",
        ),
    ],
)
async def test_the_owner_finds_it_in_the_log_and_the_member_on_the_card(
    start: Start, videos: LocalVideos, fault: faults.Fault, owner: str, member: str
):
    videos.faults.next("create", fault)
    async with start() as house:
        job = await house.ask()

        with capture_logs() as log:
            await house.tracker.round()

        failed = await house.now(job)
        assert (failed.status, failed.cost) == (JobStatus.FAILED, 0)
        assert failed.problem is not None
        assert words_for("en-US")(failed.problem) == member
        [told] = [one for one in log if one["log_level"] == "error"]
        assert (told["event"], told["provider"]) == (owner, "cometapi")
        assert videos.key not in str(told)


async def test_the_owner_is_told_once_a_day_for_each_kind_of_trouble(
    start: Start, videos: LocalVideos, clock: HouseClock
):
    async with start() as house:
        for fault in (faults.no_quota(), faults.no_quota(), faults.bad_key()):
            videos.faults.next("create", fault)
            await house.rounds(await house.ask(), lambda job: job.status is JobStatus.FAILED)
        clock.pass_(hours=24)
        videos.faults.next("create", faults.no_quota())
        await house.rounds(await house.ask(), lambda job: job.status is JobStatus.FAILED)

        kinds = ["out of money" in words_for("en-US")(each) for each in house.seen.told]
        assert kinds == [True, False, True]
