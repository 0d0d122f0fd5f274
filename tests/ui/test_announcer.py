"""Cards on a Discord over a socket: shown once, in order, and in the end for certain."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.core.job import JobStatus
from bot.core.review import Review
from bot.delivery import CardGone
from tests.house import FIRST_MOMENT, HouseClock
from tests.ui.scene import CARD, Scene, opened


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    async with opened(tmp_path, HouseClock(FIRST_MOMENT)) as scene:
        yield scene


async def test_a_state_that_looks_the_same_is_not_sent_again(scene: Scene):
    job = await scene.to(await scene.job(), JobStatus.SUBMITTING)
    scene.announcer.changed(job)
    await scene.until(lambda: "Being sent" in scene.message().text)

    scene.announcer.changed(job)
    scene.announcer.changed(job)
    queued = await scene.to(job, JobStatus.QUEUED)
    scene.announcer.changed(queued)
    await scene.until(lambda: "queue" in scene.message().text)

    assert scene.edits == 2


async def test_edits_of_one_card_arrive_in_order_and_the_end_is_last(scene: Scene):
    hold = scene.local.faults.hold("PATCH", CARD)
    job = await scene.to(await scene.job(), JobStatus.SUBMITTING)
    scene.announcer.changed(job)
    await hold.reached()
    for state in (JobStatus.QUEUED, JobStatus.RUNNING, JobStatus.FAILED):
        job = await scene.to(job, state)
        scene.announcer.changed(job)

    hold.release()
    await scene.until_told()

    texts = [version.text for version in scene.message().versions]
    assert len(texts) == 3, "the card, the state under way, and the end"
    assert "Being sent" in texts[1]
    assert "No film this time" in texts[2]


async def test_that_a_film_goes_on_after_a_moderators_late_yes_is_shown_all_the_same(scene: Scene):
    job = await scene.job()
    job = await scene.to(job, JobStatus.IN_REVIEW, review=Review({}))
    scene.clock.pass_(minutes=90)
    yes = Review({}, approved=True, by=5, at=scene.clock())

    job = await scene.to(job, JobStatus.ACCEPTED, review=yes)
    job = await scene.to(job, JobStatus.SUBMITTING, JobStatus.QUEUED)
    scene.announcer.changed(job)
    await scene.until(lambda: "In the provider's queue" in scene.message().text)

    assert scene.edits == 1


async def test_no_progress_after_55_minutes_but_the_end_is_shown(scene: Scene):
    job = await scene.to(await scene.job(), JobStatus.SUBMITTING, JobStatus.QUEUED)
    scene.clock.pass_(minutes=54)
    scene.announcer.changed(job)
    await scene.until(lambda: "queue" in scene.message().text)
    scene.clock.pass_(minutes=2)

    job = await scene.to(job, JobStatus.RUNNING)
    scene.announcer.changed(job)
    scene.announcer.changed(await scene.to(job, JobStatus.FAILED))
    await scene.until_told()

    assert scene.edits == 2
    assert "No film this time" in scene.message().text


@pytest.mark.parametrize("what", ["reset", "lost reply", "503", "429", "bad gateway page"])
async def test_an_end_that_did_not_get_through_is_tried_again_until_it_is_shown(
    scene: Scene, what: str
):
    faults = scene.local.faults
    fault = {
        "reset": lambda: faults.reset("PATCH", CARD, times=5),
        "lost reply": lambda: faults.lose_reply("PATCH", CARD, times=2),
        "503": lambda: faults.answer("PATCH", CARD, 503, times=2),
        "429": lambda: faults.rate_limited("PATCH", CARD, 0.1, times=2),
        "bad gateway page": lambda: faults.answer("PATCH", CARD, 520, times=2),
    }[what]()
    job = await scene.to(await scene.job(), JobStatus.SUBMITTING, JobStatus.FAILED)

    scene.announcer.changed(job)
    await scene.until_told()

    assert fault.left == 0
    assert "No film this time" in scene.message().text


async def test_a_state_that_did_not_get_through_is_shown_without_waiting_for_a_newer_one(
    scene: Scene,
):
    scene.local.faults.reset("PATCH", CARD)
    job = await scene.to(await scene.job(), JobStatus.SUBMITTING, JobStatus.QUEUED)

    scene.announcer.changed(job)

    await scene.until(lambda: "queue" in scene.message().text, "the queue on the card")


async def test_what_discord_never_takes_is_not_sent_for_ever(scene: Scene):
    bad = {"message": "Invalid Form Body", "code": 50035}
    fault = scene.local.faults.answer("PATCH", CARD, 400, bad, times=1_000)
    job = await scene.to(await scene.job(), JobStatus.SUBMITTING, JobStatus.FAILED)

    with capture_logs() as log:
        scene.announcer.changed(job)
        await scene.until(lambda: fault.met and scene.announcer.idle)

    assert fault.met == 4
    assert [one["log_level"] for one in log].count("error") == 4
    assert await scene.store.untold() != []


async def test_the_end_of_a_deleted_card_is_told_to_nobody_and_only_once(scene: Scene):
    job = await scene.to(await scene.job(), JobStatus.SUBMITTING, JobStatus.FAILED)
    scene.local.delete_message(scene.message())

    scene.announcer.changed(job)
    await scene.until_told()

    assert scene.edits == 1


async def test_a_film_for_a_deleted_card_is_a_card_gone(scene: Scene):
    done = await scene.stored(await scene.job())
    scene.local.delete_message(scene.message())

    with pytest.raises(CardGone, match="10008"):
        await scene.announcer.show(done, scene.film)
