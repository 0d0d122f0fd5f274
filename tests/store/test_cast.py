"""The characters of each server: a name once, no more than there may be, on both engines."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.core.cast import MOST_PER_SERVER, JobCharacter, Listed
from bot.store.cast import CastFull, CastStore, NameTaken
from bot.store.database import open_database
from tests.house import ANN, FIRST_MOMENT

FOX = JobCharacter("Red Fox", "https://films.example/fox.mp4", 0.5, 3.0)
HERE, ELSEWHERE = 3, 4


@pytest.fixture
async def cast(database_url: str) -> AsyncIterator[CastStore]:
    async with open_database(database_url) as database:
        yield CastStore(database)


def listed(name: str = "Red Fox", guild_id: int = HERE) -> Listed:
    return Listed(replace(FOX, name=name), guild_id, ANN, FIRST_MOMENT)


async def test_a_character_is_found_by_any_way_to_write_its_name_in_its_server_only(
    cast: CastStore,
):
    added = await cast.add(listed())

    assert await cast.find(HERE, " red  FOX") == added
    assert await cast.find(ELSEWHERE, "Red Fox") is None
    assert await cast.of(HERE) == [added]
    assert await cast.of(ELSEWHERE) == []


async def test_of_two_who_add_the_same_name_at_once_one_is_told(cast: CastStore):
    names = ("Fox", "FOX", "fox", "Fox")

    made = await asyncio.gather(*(cast.add(listed(n)) for n in names), return_exceptions=True)

    assert sorted(type(one).__name__ for one in made) == ["Listed", *["NameTaken"] * 3]
    with pytest.raises(NameTaken):
        await cast.add(listed("fox"))


async def test_many_at_once_are_no_more_than_a_server_may_have(cast: CastStore):
    names = [f"Fox {n}" for n in range(MOST_PER_SERVER + 5)]

    made = await asyncio.gather(*(cast.add(listed(n)) for n in names), return_exceptions=True)

    assert sum(isinstance(one, CastFull) for one in made) == 5
    assert len(await cast.of(HERE)) == MOST_PER_SERVER
    await cast.add(listed(guild_id=ELSEWHERE))


async def test_who_is_removed_is_gone_and_leaves_a_place(cast: CastStore):
    added = await cast.add(listed())

    assert await cast.remove(added)
    assert not await cast.remove(added)
    assert await cast.find(HERE, "Red Fox") is None
    await cast.add(listed())
