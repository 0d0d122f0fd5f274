"""What a restart must never lose, never pay for twice, and never say twice."""

from __future__ import annotations

from collections import Counter

import pytest

from bot.core.job import JobStatus
from bot.delivery import CardBusy
from bot.sandbox.videos import LocalVideos
from bot.tracker import Tracker
from tests.house import House, Start

S = JobStatus


async def test_c22_a_running_job_is_finished_by_the_next_process(
    start: Start, videos: LocalVideos, tiny_film: bytes
):
    hold = videos.hold("in_progress")
    async with start() as before:
        job = await before.ask("a fox on ice")
        await before.rounds(job, lambda latest: latest.status is S.RUNNING)
    hold.release()

    async with start() as after:
        done = await after.to_the_end(job)

        assert done.status is S.DELIVERED
        assert after.seen.films == [(job.id, tiny_film)]
        assert [made.prompt for made in videos.creates] == ["a fox on ice"]


async def test_a_job_caught_while_submitting_is_never_sent_again_unasked(
    start: Start, videos: LocalVideos
):
    async with start() as before:
        job = await before.ask()
        now = before.clock()
        await before.store.step(job, job.to(S.SUBMITTING, now=now, intent_at=now, attempt=1))

    async with start() as after:
        await after.tracker.round()
        first = (await after.now(job)).status
        await after.rounds(job, lambda latest: latest.ended, seconds=7_200, most=40)

        assert first is S.IN_DOUBT
        assert list(videos.creates) == []


async def test_a_job_that_waited_is_sent_by_the_next_process_once(
    start: Start, videos: LocalVideos
):
    async with start() as before:
        job = await before.ask()

    async with start() as after:
        done = await after.to_the_end(job)

        assert done.status is S.DELIVERED
        assert len(videos.creates) == 1


async def test_a_command_answered_before_the_crash_is_found_and_goes_on(
    start: Start, videos: LocalVideos
):
    async with start() as before:
        job = await before.accept()

    async with start() as after:
        after.seen.answers[job.interaction_id] = 77
        done = await after.to_the_end(job)

        assert done.status is S.DELIVERED
        assert done.message_id == 77
        assert done.answer_token is None
        assert len(videos.creates) == 1


async def test_a_command_that_was_never_answered_is_cancelled_and_given_back(
    start: Start, videos: LocalVideos
):
    async with start() as before:
        job = await before.accept()

    async with start() as after:
        done = await after.to_the_end(job)

        assert done.status is S.CANCELLED
        assert done.cost == 0
        assert list(videos.creates) == []


async def test_a_download_that_was_cut_by_the_crash_is_made_anew(start: Start, tiny_film: bytes):
    async with start() as before:
        job = await before.ask()
        await before.rounds(job, lambda latest: latest.status is S.READY)
        before.films.draft(job.id).write_bytes(b"half a film, and more of it than there is" * 999)

    async with start() as after:
        done = await after.to_the_end(job)

        assert done.status is S.DELIVERED
        assert after.seen.films == [(job.id, tiny_film)]
        assert not after.films.draft(job.id).exists()


async def test_the_percentage_is_known_again(start: Start, videos: LocalVideos):
    hold = videos.hold("in_progress")
    async with start() as before:
        job = await before.ask()
        await before.rounds(job, lambda latest: before.progress.get(latest.id).percent == 88)
        await before.progress.flush()

    async with start() as after:
        known = after.progress.get(job.id)

        assert known.percent == 88
        assert known.look_at > 0
    hold.release()


async def ended(house: House, *, told: bool) -> int:
    """A job that ended; its card shows it, or shows it not yet."""
    job = await house.ask()
    job = await house.store.step(job, job.to(S.CANCELLED, now=house.clock()))
    if told:
        await house.store.shown(job)
    return job.id


async def test_after_a_restart_each_card_is_corrected_once_and_told_ends_are_left_alone(
    start: Start,
):
    async with start() as house:
        open_job, unplaced = await house.ask(), await house.accept()
        await house.store.step(open_job, open_job.to(S.SUBMITTING, now=house.clock()))
        in_line = await house.ask()
        untold = await ended(house, told=False)
        told = await ended(house, told=True)
        corrected: list[int] = []
        house.seen.changed = lambda job: corrected.append(job.id)

        await Tracker(house.parts).start()

        assert Counter(corrected) == Counter([open_job.id, untold])
        assert told not in corrected
        assert unplaced.id not in corrected, "it has no card"
        assert in_line.id not in corrected, "it is drawn once, when its place is known"


@pytest.mark.parametrize("deaths", [3])
async def test_a_bot_that_dies_after_every_step_still_delivers_one_film_for_one_price(
    start: Start, videos: LocalVideos, tiny_film: bytes, deaths: int
):
    async with start() as house:
        jobs = [await house.ask(f"fox {number}") for number in range(deaths)]

    films: list[tuple[int, bytes]] = []
    for _ in range(60):
        async with start() as house:
            await house.tracker.round()
            films += house.seen.films
            house.clock.pass_(seconds=15)
            states = [(await house.now(job)).status for job in jobs]
        if all(state is S.DELIVERED for state in states):
            break

    assert states == [S.DELIVERED] * deaths
    assert sorted(films) == sorted((job.id, tiny_film) for job in jobs)
    assert len(videos.creates) == deaths


async def test_a_discord_that_can_not_be_asked_for_the_answer_is_asked_until_it_tells(
    start: Start, videos: LocalVideos
):
    async with start() as house:
        job = await house.accept()
        house.seen.answers[job.interaction_id] = 70
        house.seen.problems = [CardBusy("down") for _ in range(6)]

        done = await house.to_the_end(job)

        assert done.status is JobStatus.DELIVERED
        assert done.message_id == 70
        assert len(videos.creates) == 1
