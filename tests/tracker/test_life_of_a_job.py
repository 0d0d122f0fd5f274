"""A job from the command to the film, and every way it may end without one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.job import Delivery, JobStatus
from bot.sandbox.videos import LocalVideos, Outcome, faults
from tests.house import House, Start


async def test_a_wish_becomes_a_film_that_was_paid_for_once(
    start: Start, videos: LocalVideos, tiny_film: bytes
):
    async with start() as house:
        job = await house.to_the_end(await house.ask("a fox on ice"))

        assert job.status is JobStatus.DELIVERED
        assert job.delivery is Delivery.ATTACHED
        assert house.seen.films == [(job.id, tiny_film)]
        assert [made.prompt for made in videos.creates] == ["a fox on ice"]
        assert job.cost == job.price == 320_000
        assert videos.balance_micros == 100_000_000 - 320_000


async def test_the_card_is_told_every_state_in_order(start: Start, videos: LocalVideos):
    hold = videos.hold("in_progress")
    async with start() as house:
        job = await house.ask()
        await house.rounds(job, lambda latest: latest.status is JobStatus.RUNNING)
        hold.release()

        await house.to_the_end(job)

        states = list(dict.fromkeys(house.seen.shown))
        assert states == ["submitting", "queued", "running", "ready", "stored", "delivered"]


async def test_the_percentage_is_the_providers_own(start: Start, videos: LocalVideos):
    hold = videos.hold("in_progress")
    async with start() as house:
        job = await house.ask()
        await house.rounds(job, lambda latest: latest.status is JobStatus.RUNNING)
        await house.rounds(job, lambda latest: house.progress.get(latest.id).percent == 88)

        latest = await house.now(job)
        video = await house.parts.client(job).look(latest.provider_id, latest.dialect)
        assert house.progress.get(job.id).percent == video.progress == 88
        hold.release()


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        pytest.param(faults.answer(429), JobStatus.ACCEPTED, id="too many: ask again later"),
        pytest.param(
            faults.answer(503, {"error": {"code": "model_not_found", "message": "no channel"}}),
            JobStatus.FAILED,
            id="model gone: final",
        ),
        pytest.param(faults.answer(502), JobStatus.IN_DOUBT, id="lost on the way: never pay twice"),
        pytest.param(
            faults.answer(400, {"error": {"code": "invalid_value", "message": "bad"}}),
            JobStatus.FAILED,
            id="refused: final",
        ),
        pytest.param(
            faults.answer(403, {"code": None, "message": "user quota is not enough"}),
            JobStatus.FAILED,
            id="no money: final",
        ),
    ],
)
async def test_an_order_that_is_not_taken(
    start: Start, videos: LocalVideos, fault: faults.Fault, status: JobStatus
):
    videos.faults.next("create", fault)
    async with start() as house:
        job = await house.ask()

        await house.tracker.round()

        after = await house.now(job)
        assert after.status is status
        assert (after.cost == 0) is (status is JobStatus.FAILED)
        assert list(videos.creates) == []


async def test_an_order_turned_away_for_now_is_sent_again_and_paid_for_once(
    start: Start, videos: LocalVideos
):
    videos.faults.next("create", faults.answer(429, headers={"Retry-After": "30"}))
    async with start() as house:
        job = await house.ask()
        await house.tracker.round()
        house.clock.pass_(seconds=29)
        await house.tracker.round()
        early = len(videos.creates)

        done = await house.to_the_end(job)

        assert early == 0
        assert done.status is JobStatus.DELIVERED
        assert done.attempt == 2
        assert len(videos.creates) == 1


async def test_an_order_whose_answer_got_lost_is_found_again_and_never_sent_twice(
    start: Start, videos: LocalVideos
):
    videos.faults.next("create", faults.reset(after=True))
    async with start() as house:
        # A Sora job tells its prompt in the list; that is how it is found.
        job = await house.ask("a fox on ice", model="sora-2")
        await house.tracker.round()
        doubtful = (await house.now(job)).status

        done = await house.to_the_end(job)

        assert doubtful is JobStatus.IN_DOUBT
        assert done.status is JobStatus.DELIVERED
        assert len(videos.creates) == 1


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        (Outcome.MODERATED, "refused this for its content"),
        (Outcome.SILENT, "refused this for its content"),
        (Outcome.FAILED, "gave no reason"),
        (Outcome.STRING, "could not make this film"),
    ],
)
async def test_a_film_that_failed_says_why_and_costs_nothing(
    start: Start, videos: LocalVideos, outcome: Outcome, words: str
):
    videos.next_outcome(outcome)
    async with start() as house:
        job = await house.to_the_end(await house.ask())

        assert job.status is JobStatus.FAILED
        assert words in job.problem.text
        assert job.cost == 0


async def test_a_status_word_nobody_knows_means_still_running(start: Start, videos: LocalVideos):
    videos.next_outcome(Outcome.ODD)
    async with start() as house:
        job = await house.to_the_end(await house.ask())

        assert job.status is JobStatus.DELIVERED


async def test_c11_t20_polls_that_fail_for_minutes_do_not_fail_the_film(
    start: Start, videos: LocalVideos
):
    async with start() as house:
        job = await house.ask()
        await house.rounds(job, lambda latest: latest.status is JobStatus.QUEUED)
        videos.faults.next("retrieve", faults.answer(502, "<html>bad gateway</html>"), times=20)

        done = await house.rounds(job, lambda latest: latest.ended, seconds=13, most=200)

        assert done.status is JobStatus.DELIVERED
        assert videos.faults.left == 0


async def test_a_download_cut_half_way_is_fetched_again_whole(
    start: Start, videos: LocalVideos, tiny_film: bytes
):
    videos.faults.next("film", faults.cut())
    videos.faults.next("content", faults.cut())
    async with start() as house:
        job = await house.to_the_end(await house.ask())

        assert job.status is JobStatus.DELIVERED
        assert house.seen.films == [(job.id, tiny_film)]


async def test_a_film_that_can_not_be_fetched_for_an_hour_is_expired_and_says_so(
    start: Start, videos: LocalVideos
):
    gone = faults.answer(404, {"error": {"message": "Task not found", "type": "x"}})
    async with start() as house:
        job = await house.ask()
        videos.faults.next("film", gone, times=10_000)
        videos.faults.next("content", gone, times=10_000)
        ready = await house.rounds(job, lambda latest: latest.status is JobStatus.READY)
        began = house.clock()

        after = await house.rounds(ready, lambda latest: latest.ended, seconds=62, most=90)

        assert 3_600 < house.clock() - began < 2 * 3_600
        assert after.status is JobStatus.FAILED
        assert "links to it stopped working" in after.problem.text


async def test_an_overdue_film_frees_its_place_and_is_still_delivered(
    start: Start, videos: LocalVideos
):
    hold = videos.hold("in_progress")
    async with start() as house:
        job = await house.ask()
        late = await house.rounds(job, lambda latest: latest.overdue, seconds=55, most=200)
        hold.release()

        done = await house.rounds(job, lambda latest: latest.ended, seconds=120)

        assert late.status is JobStatus.RUNNING
        assert done.status is JobStatus.DELIVERED


async def test_an_error_nobody_foresaw_sets_the_job_aside_and_lets_the_others_go_on(
    start: Start, videos: LocalVideos
):
    async with start() as house:
        job, other = await house.ask("one"), await house.ask("two")
        await _break(house, job.id)

        aside = await house.to_the_end(job)
        done = await house.to_the_end(other)

        assert aside.status is JobStatus.SET_ASIDE
        assert "set aside for its owner" in aside.problem.text
        assert done.status is JobStatus.DELIVERED


async def _break(house: House, job_id: int) -> None:
    """Make one job impossible to work on: its dialect is one that nobody speaks."""
    job = await house.store.get(job_id)
    assert job is not None
    await house.store.step(job, replace(job, dialect="klingon", status=JobStatus.RUNNING))
