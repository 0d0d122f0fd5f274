"""Storyboards in the database: no change is lost, and one film is made of one storyboard."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

import pytest

from bot.core.board import Board
from bot.core.job import Job, JobStatus
from bot.core.storyboard import Shot
from bot.store.database import open_database
from bot.store.drafts import KEPT_FOR, KEPT_PER_MEMBER, DraftStore, StaleDraft
from bot.store.jobs import AlreadyAccepted, JobStore
from bot.store.wishes import WishStore
from tests.house import ANN, BEN, FIRST_MOMENT
from tests.store.test_jobs import draft, free

NOON = FIRST_MOMENT
FOX = Shot("a fox:\n“Shot 2:”", 25)


@dataclass
class Stores:
    drafts: DraftStore
    jobs: JobStore
    wishes: WishStore


@pytest.fixture
async def stores(database_url: str) -> AsyncIterator[Stores]:
    async with open_database(database_url) as database:
        yield Stores(DraftStore(database), JobStore(database), WishStore(database))


def blank(owner: int = ANN) -> Board:
    return Board(owner, "sora-2-all", "1280x720")


def drawn(owner: int = ANN) -> Board:
    return replace(blank(owner), shots=(FOX, Shot("snow", 75)))


async def test_a_storyboard_comes_back_as_it_was_written(stores: Stores):
    board = await stores.drafts.begin(replace(drawn(), seconds=10, pasted="Shot"), now=NOON)

    assert await stores.drafts.get(board.id, owner_id=ANN) == board
    assert await stores.drafts.get(board.id, owner_id=BEN) is None
    assert await stores.drafts.latest(ANN) == board
    assert await stores.drafts.latest(BEN) is None


async def test_of_two_windows_the_second_is_told_to_look_again(stores: Stores):
    board = await stores.drafts.begin(blank(), now=NOON)

    first = await stores.drafts.change(board, board.added(FOX, 0), now=NOON)
    with pytest.raises(StaleDraft):
        await stores.drafts.change(board, board.added(Shot("other", 10), 0), now=NOON)

    assert first.seq == 1
    assert await stores.drafts.get(board.id, owner_id=ANN) == first


async def test_the_latest_is_one_with_shots_and_without_a_film(stores: Stores):
    older = await stores.drafts.begin(drawn(), now=NOON)
    made = await stores.drafts.begin(drawn(), now=NOON + 1)
    await stores.drafts.begin(blank(), now=NOON + 2)

    job = await stores.jobs.accept(draft(), free, board=made)
    found = await stores.drafts.latest(ANN)
    seen = await stores.drafts.get(made.id, owner_id=ANN)
    await stores.jobs.step(job, job.to(JobStatus.CANCELLED, now=NOON))

    assert found == older
    assert seen is not None
    assert seen.job_id == job.id
    assert (await stores.drafts.latest(ANN)) == replace(made, seq=1)


async def test_many_presses_at_once_make_one_film_of_one_storyboard(stores: Stores):
    board = await stores.drafts.begin(drawn(), now=NOON)

    made = await asyncio.gather(
        *(stores.jobs.accept(draft(number), free, board=board) for number in range(1, 7)),
        return_exceptions=True,
    )

    assert len([each for each in made if isinstance(each, Job)]) == 1
    assert len([each for each in made if isinstance(each, AlreadyAccepted)]) == 5
    assert await stores.jobs.get(2) is None


async def test_no_film_is_made_of_a_storyboard_that_has_changed_since(stores: Stores):
    board = await stores.drafts.begin(drawn(), now=NOON)
    await stores.drafts.change(board, board.removed(0), now=NOON)

    with pytest.raises(AlreadyAccepted):
        await stores.jobs.accept(draft(), free, board=board)

    assert await stores.jobs.get(1) is None


async def test_a_film_whose_price_was_agreed_to_is_the_storyboards(stores: Stores):
    board = await stores.drafts.begin(drawn(), now=NOON)
    wish = await stores.wishes.keep(draft(), now=NOON)
    await stores.drafts.quoted(board, wish)

    job = await stores.jobs.accept(draft(), free, wish_id=wish)

    seen = await stores.drafts.get(board.id, owner_id=ANN)
    assert seen is not None
    assert seen.job_id == job.id


async def test_a_storyboard_changed_after_its_price_was_told_is_another_one(stores: Stores):
    board = await stores.drafts.begin(drawn(), now=NOON)
    wish = await stores.wishes.keep(draft(), now=NOON)
    await stores.drafts.quoted(board, wish)
    changed = await stores.drafts.change(board, board.removed(0), now=NOON)

    await stores.jobs.accept(draft(), free, wish_id=wish)

    assert await stores.drafts.get(board.id, owner_id=ANN) == changed


async def test_a_member_keeps_a_few_and_empty_ones_go_first(stores: Stores):
    first = await stores.drafts.begin(drawn(), now=NOON)
    await stores.drafts.begin(blank(), now=NOON + 1)
    full = [
        await stores.drafts.begin(drawn(), now=NOON + 2 + number)
        for number in range(KEPT_PER_MEMBER - 1)
    ]
    others = await stores.drafts.begin(drawn(BEN), now=NOON + 50)

    kept = [await stores.drafts.get(each.id, owner_id=ANN) for each in (first, *full)]
    last = await stores.drafts.begin(drawn(), now=NOON + 60)

    assert kept == [first, *full]
    assert await stores.drafts.get(2, owner_id=ANN) is None
    assert await stores.drafts.get(first.id, owner_id=ANN) is None
    assert await stores.drafts.latest(ANN) == last
    assert await stores.drafts.latest(BEN) == others


async def test_what_nobody_touched_for_a_month_is_dropped(stores: Stores):
    old = await stores.drafts.begin(drawn(), now=NOON)
    await stores.drafts.begin(drawn(BEN), now=NOON + KEPT_FOR + 1)

    assert await stores.drafts.get(old.id, owner_id=ANN) is None


async def test_only_its_owner_discards_a_storyboard(stores: Stores):
    board = await stores.drafts.begin(drawn(), now=NOON)

    await stores.drafts.drop(board.id, owner_id=BEN)
    kept = await stores.drafts.get(board.id, owner_id=ANN)
    await stores.drafts.drop(board.id, owner_id=ANN)

    assert kept == board
    assert await stores.drafts.get(board.id, owner_id=ANN) is None
