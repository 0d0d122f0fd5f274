"""A film made from another one: sent once, found again only where it is surely ours."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.core.catalog import Catalog
from bot.core.job import Delivery, Film, Job, JobStatus
from bot.core.refused import Refused
from bot.core.remix import Way
from bot.core.standing import Wanted
from bot.intake import Quote
from bot.sandbox.videos import LocalVideos, faults
from bot.ui.words import words_for
from tests.house import ANN, BEN, House, HouseClock, Start, asked, opened

S = JobStatus
WORDS = "the same, but it snows"


async def film(house: House, model: str = "sora-2") -> Job:
    return await house.to_the_end(await house.ask(model=model))


async def remixed(house: House, source: Job, *, owner: int = BEN) -> Job:
    job = await house.intake.remix(asked(owner), source, prompt=WORDS, model=None)
    assert isinstance(job, Job)
    return await house.intake.place(job, message_id=7_000 + job.id)


async def question(house: House, source: Job, *, owner: int = BEN) -> Quote:
    quote = await house.intake.remix(asked(owner), source, prompt=WORDS, model=None, way=Way.FRAME)
    assert isinstance(quote, Quote)
    return quote


async def from_frame(house: House, source: Job, frame: int) -> Job:
    quote = await question(house, source)
    job = await house.intake.confirm(asked(BEN), quote.wish_id, frame=frame)
    return await house.intake.place(job, message_id=7_000 + job.id)


async def test_a_remix_whose_answer_got_lost_is_found_and_sent_once(
    start: Start, videos: LocalVideos
):
    async with start() as house:
        source = await film(house)
        videos.faults.next("remix", faults.reset(after=True))

        job = await remixed(house, source)
        await house.tracker.round()
        lost = await house.now(job)
        done = await house.to_the_end(job)

        assert lost.status is S.IN_DOUBT
        assert done.status is S.DELIVERED
        assert (done.source_id, done.seconds, done.size) == (source.id, 4, "1280x720")
        assert [made.prompt for made in videos.creates] == ["a fox on ice", WORDS]


async def test_a_remix_of_another_film_with_the_same_words_is_never_taken_for_it(
    start: Start, videos: LocalVideos
):
    async with start() as house:
        source, other = await film(house), await film(house)
        videos.faults.next("remix", faults.reset())
        job = await remixed(house, source)
        await house.tracker.round()
        client = house.parts.client(job)
        assert other.provider_id is not None
        await client.remix(other.provider_id, WORDS, job.dialect, reference="somebody else's")

        asks = await house.rounds(job, lambda latest: latest.question is not None)

        assert asks.provider_id is None
        assert asks.status is S.IN_DOUBT


async def test_a_film_of_its_own_is_not_found_in_a_remix(start: Start, videos: LocalVideos):
    async with start() as house:
        source = await film(house)
        videos.faults.next("create", faults.reset())
        job = await house.ask(WORDS, model="sora-2", owner=BEN)
        await house.tracker.round()
        assert source.provider_id is not None
        await house.parts.client(job).remix(
            source.provider_id, WORDS, job.dialect, reference="somebody else's"
        )

        asks = await house.rounds(job, lambda latest: latest.question is not None)

        assert asks.provider_id is None


async def test_a_remix_caught_while_submitting_is_never_sent_again_unasked(
    start: Start, videos: LocalVideos
):
    async with start() as before:
        source = await film(before)
        job = await remixed(before, source)
        now = before.clock()
        await before.store.step(job, job.to(S.SUBMITTING, now=now, intent_at=now, attempt=1))

    async with start() as after:
        await after.tracker.round()
        first = (await after.now(job)).status
        await after.rounds(job, lambda latest: latest.ended, seconds=7_200, most=40)

        assert first is S.IN_DOUBT
        assert len(videos.creates) == 1


async def test_a_remix_that_the_provider_refuses_for_its_words_says_so(
    start: Start, videos: LocalVideos
):
    async with start() as house:
        source = await film(house)
        refusal = {"error": {"code": "moderation_blocked", "message": "blocked"}}
        videos.faults.next("remix", faults.answer(400, refusal))

        ended = await house.to_the_end(await remixed(house, source))

        assert (ended.status, ended.cost) == (S.FAILED, 0)
        assert ended.problem is not None
        assert "refused this for its content" in words_for("en-US")(ended.problem)


async def stored_film(house: House, **changes: Any) -> Job:
    """A finished film, without the work of making it."""
    draft = await house.accept(model="veo3.1-fast")
    made = Film("job-1.mp4", 1_000, 4.0, 1280, 720)
    film = {"film": made, "delivery": Delivery.ATTACHED, "provider_id": "task_1", **changes}
    done = replace(draft, status=S.DELIVERED, message_id=9, **film)
    return await house.store.step(draft, done)


async def test_of_twenty_choices_at_once_exactly_one_is_ordered(
    tmp_path: Path, clock: HouseClock, videos: LocalVideos, catalog: Catalog, database_url: str
):
    async with opened(tmp_path, clock, videos, catalog, url=database_url) as house:
        quote = await question(house, await stored_film(house))

        results = await asyncio.gather(
            *(house.intake.confirm(asked(BEN), quote.wish_id, frame=1 + n % 6) for n in range(20)),
            return_exceptions=True,
        )

        made = [each for each in results if isinstance(each, Job)]
        assert len(made) == 1
        assert made[0].frame in range(1, 7)
        assert all(isinstance(each, Refused) for each in results if not isinstance(each, Job))
        assert (await house.intake.left(Wanted(BEN, (), 0, 0))).made_today == 1


@pytest.mark.parametrize(
    ("owner", "frame", "minutes"),
    [
        pytest.param(ANN, 1, 0, id="somebody else's question"),
        pytest.param(BEN, None, 0, id="a yes without a frame"),
        pytest.param(BEN, 7, 0, id="a frame that there is not"),
        pytest.param(BEN, 1, 16, id="too late"),
    ],
)
async def test_a_choice_that_is_none_orders_nothing(
    start: Start, owner: int, frame: int | None, minutes: int
):
    async with start() as house:
        quote = await question(house, await stored_film(house))
        house.clock.pass_(minutes=minutes)

        with pytest.raises(Refused) as refused:
            await house.intake.confirm(asked(owner), quote.wish_id, frame=frame)

        assert refused.value.sentence.text == "This offer is over. Ask for the film once more."
        assert (await house.intake.left(Wanted(BEN, (), 0, 0))).made_today == 0


async def test_a_film_that_can_no_longer_be_read_ends_the_new_one_free_of_charge(
    start: Start, videos: LocalVideos
):
    async with start() as house:
        source = await stored_film(house)

        ended = await house.to_the_end(await from_frame(house, source, 3))

        assert (ended.status, ended.cost) == (S.FAILED, 0)
        assert ended.problem is not None
        assert words_for("en-US")(ended.problem) == (
            "The film that this one was to begin with can no longer be read here, so nothing was "
            "ordered."
        )
        assert list(videos.creates) == []


@pytest.mark.slow
@pytest.mark.parametrize("frame", [1, 6])
async def test_a_chosen_frame_goes_along_with_the_order_of_the_next_process(
    start: Start, videos: LocalVideos, frame: int
):
    async with start() as before:
        source = await film(before, "veo3.1-fast")
        job = await from_frame(before, source, frame)

    async with start() as after:
        done = await after.to_the_end(job)

        assert done.status is S.DELIVERED
        assert (done.source_id, done.frame) == (source.id, frame)
        assert [each.order.references for each in videos.jobs.values()] == [0, 1]
