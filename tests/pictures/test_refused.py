"""A picture that is refused, or turns out bad: one sentence, and nothing to pay."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from bot.core.job import JobStatus
from bot.core.refused import Refused
from bot.sandbox.videos import LocalVideos, Outcome
from bot.tracker.loop import PICTURES_AT_ONCE
from tests.pictures.brought import (
    FOX,
    SORA,
    Begin,
    handed,
    kept,
    until,
    until_async,
)
from tests.pictures.drawn import encoded
from tests.pictures.test_fetch import Answer, half, hang, listening, reset, whole


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        pytest.param(whole(b"hello"), "not a picture that can be read here", id="lying name"),
        pytest.param(whole(FOX[:-40]), "damaged or not complete", id="truncated"),
        pytest.param(
            whole(encoded(Image.new("1", (30_000, 2_000)))), "more than 50 million", id="bomb"
        ),
        pytest.param(whole(b"\0" * 20_000_001), "more than 20 MB", id="larger than declared"),
        pytest.param(hang, "took too long to hand over", id="hangs"),
        pytest.param(whole(b"", 404), "its link works for about a day", id="gone"),
        pytest.param(reset, "could not hand over the picture", id="resets"),
        pytest.param(half, "could not hand over the picture", id="breaks off"),
    ],
)
async def test_a_bad_picture_ends_the_job_free_of_charge_in_one_sentence(
    begin: Begin, videos: LocalVideos, tmp_path: Path, answer: Answer, words: str
):
    async with listening(answer) as server, begin(patience=0.5) as house:
        job = await house.ask(**SORA, picture=handed(server))

        await house.tracker.round()

        after = await house.now(job)
        assert after.status is JobStatus.FAILED
        assert after.cost == 0
        assert after.problem is not None
        assert words in after.problem.text.format(**after.problem.values)
        assert list(videos.creates) == []
        assert kept(tmp_path) == []


async def test_file_servers_that_hang_hold_up_nobody_who_brings_no_picture(begin: Begin):
    hanging = PICTURES_AT_ONCE + 1
    async with listening(hang) as server, begin(patience=30) as house:
        for number in range(hanging):
            await house.ask(f"picture {number}", **SORA, picture=handed(server))
        at_work = asyncio.create_task(house.tracker.run())
        await until(lambda: len(server.asked) == PICTURES_AT_ONCE)

        other = await house.ask("no picture", **SORA)
        await until_async(house, other.id, JobStatus.QUEUED)

        assert len(server.asked) <= PICTURES_AT_ONCE
        for task in house.tracker._crew.workers:
            task.cancel()
        at_work.cancel()
        await asyncio.gather(at_work, return_exceptions=True)


async def test_a_refusal_names_the_picture_too_where_one_went_along(
    begin: Begin, videos: LocalVideos
):
    async with listening(whole(FOX)) as server, begin() as house:
        videos.next_outcome(Outcome.MODERATED)
        with_one = await house.to_the_end(await house.ask(**SORA, picture=handed(server)))
        videos.next_outcome(Outcome.MODERATED)
        without = await house.to_the_end(await house.ask(**SORA))

        assert with_one.problem is not None
        assert without.problem is not None
        assert "Change the words or the picture and ask again." in with_one.problem.text
        assert "Change the words and ask again." in without.problem.text


@pytest.mark.parametrize(
    ("told", "wish", "words"),
    [
        ({"size": 20_000_001}, SORA, ["more than 20 MB"]),
        ({"content_type": "application/pdf"}, SORA, ["fox.png is not a picture", "WebP"]),
        ({"content_type": "image/heic"}, SORA, ["has to be a PNG, JPEG, WebP or GIF"]),
        ({"content_type": "image/svg+xml"}, SORA, ["is not a picture"]),
        ({}, {"model": "happyhorse-1.0"}, ["takes no picture", "Veo 3.1 Fast", "Veo 3.1"]),
    ],
)
async def test_what_the_interaction_tells_is_enough_for_a_no(
    begin: Begin, told: dict[str, Any], wish: dict[str, Any], words: list[str]
):
    async with listening(whole(FOX)) as server, begin() as house:
        with pytest.raises(Refused) as refused:
            await house.ask(**wish, picture=handed(server, **told))

        said = refused.value.sentence
        text = said.text.format(**said.values)
        assert all(word in text for word in words), text
        assert await house.store.open() == []
        assert server.asked == []


@pytest.mark.parametrize("content_type", ["image/jpeg; x=1", "IMAGE/WEBP", "image/gif", None])
async def test_what_may_be_a_picture_is_looked_at(begin: Begin, content_type: str | None):
    async with listening(whole(FOX)) as server, begin() as house:
        job = await house.ask(**SORA, picture=handed(server, content_type=content_type))

        assert job.picture is not None
