"""Which films were made from which, on every engine."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.core.job import Job, JobStatus
from bot.store import lineage
from bot.store.database import Database, open_database
from bot.store.jobs import JobStore
from bot.store.lineage import by_card, films_known, made_of, tree
from tests.house import ANN, BEN
from tests.store.test_jobs import draft, free


class Films:
    def __init__(self, database: Database) -> None:
        self.database = database
        self.store = JobStore(database)
        self.count = 0

    async def add(self, *, of: Job | None = None, **changes: object) -> Job:
        """A finished film with a card; `of` is what it was made from."""
        self.count += 1
        job = replace(
            draft(self.count),
            status=JobStatus.DELIVERED,
            message_id=100 + self.count,
            source_id=of.id if of else None,
        )
        return await self.store.accept(replace(job, **changes), free)  # type: ignore[arg-type]


@pytest.fixture
async def films(database_url: str) -> AsyncIterator[Films]:
    async with open_database(database_url) as database:
        yield Films(database)


async def test_where_a_film_comes_from_comes_back_as_it_was_written(films: Films):
    first = await films.add()
    second = await films.add(of=first, source_card="3/4/101", frame=6)

    found = await films.store.get(second.id)

    assert found == second
    assert (found.source_id, found.source_card, found.frame) == (first.id, "3/4/101", 6)


async def test_the_tree_is_walked_both_ways(films: Films):
    root = await films.add()
    middle = await films.add(of=root)
    await films.add(of=root)  # a sister
    child = await films.add(of=middle, frame=3)
    grandchild = await films.add(of=child)
    await films.add()  # a stranger

    found = await tree(films.database, middle)

    assert [(kin.id, kin.far) for kin in found.up] == [(root.id, 1)]
    assert [(kin.id, kin.far, kin.frame) for kin in found.down] == [
        (child.id, 1, 3), (grandchild.id, 2, None),
    ]  # fmt: skip
    assert [kin.id for kin in (await tree(films.database, grandchild)).up] == [
        child.id, middle.id, root.id,
    ]  # fmt: skip
    assert [kin.id for kin in await made_of(films.database, root.id)] == [middle.id, middle.id + 1]


async def test_a_film_alone_has_no_tree_and_an_unanswered_command_is_nobodys_child(films: Films):
    alone = await films.add()
    await films.add(of=alone, message_id=None)

    assert not await tree(films.database, alone)


async def test_a_long_line_ends_somewhere(films: Films, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(lineage, "FARTHEST", 3)
    line = [await films.add()]
    for _ in range(6):
        line.append(await films.add(of=line[-1]))

    assert len((await tree(films.database, line[-1])).up) == 3
    assert len((await tree(films.database, line[0])).down) == 3


async def test_films_are_ones_own_from_anywhere_and_those_of_the_channel(films: Films):
    here = await films.add(owner_id=BEN)
    mine = await films.add(guild_id=8, channel_id=9)
    await films.add(owner_id=BEN, guild_id=8, channel_id=9)  # another server, another member
    await films.add(status=JobStatus.FAILED)
    await films.add(status=JobStatus.READY)
    shown = await films.add(status=JobStatus.STORED)  # seen on its card, and not written down yet

    found = await films_known(films.database, ANN, 4)

    assert [kin.id for kin in found] == [shown.id, mine.id, here.id]


async def test_an_old_film_is_found_by_its_number(films: Films, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(lineage, "LATEST", 1)
    old, new = await films.add(), await films.add()

    assert [kin.id for kin in await films_known(films.database, ANN, 4)] == [new.id]
    found = await films_known(films.database, ANN, 4, number=old.id)
    assert [kin.id for kin in found] == [new.id, old.id]


async def test_a_job_is_found_by_its_card(films: Films):
    job = await films.add()

    assert await by_card(films.database, 101) == job
    assert await by_card(films.database, 999) is None
