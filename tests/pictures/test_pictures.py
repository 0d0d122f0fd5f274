"""The process that reads pictures, and the folder they are kept in."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
from PIL import Image

from bot.core.picture import Fit, Flaw, JobPicture
from bot.media.fetch import BadPicture, Files
from bot.media.picture import Pictures
from tests.pictures.brought import until
from tests.pictures.drawn import corners, encoded, opened
from tests.pictures.test_fetch import HOST, listening, whole

ALL = ("image/png", "image/jpeg", "image/webp")


@asynccontextmanager
async def kept(
    folder: Path, data: bytes, **limits: int | float
) -> AsyncIterator[tuple[Pictures, JobPicture]]:
    """The folder, and a picture that lies at Discord."""
    async with listening(whole(data)) as server, aiohttp.ClientSession() as session:
        pictures = Pictures(folder, Files(session, own_host=HOST), **limits)  # type: ignore[arg-type]
        yield pictures, JobPicture(server.url, "fox.png", Fit.CROP)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("job-*"))


async def test_a_picture_lies_there_whole_and_nothing_else_does(tmp_path: Path):
    async with kept(tmp_path, encoded(corners(300, 200))) as (pictures, picture):
        name = await pictures.prepare(7, picture, "1280x720", ALL)
        ready = await pictures.read(name)

        assert names(tmp_path) == ["job-7.png"] == [name]
        assert opened(ready.data).size == (1280, 720)
        assert (ready.filename, ready.content_type) == ("picture.png", "image/png")
        assert "x89PNG" not in repr(ready)


async def test_the_format_is_one_that_the_model_takes(tmp_path: Path):
    async with kept(tmp_path, encoded(corners(300, 200))) as (pictures, picture):
        name = await pictures.prepare(7, picture, "1280x720", ["image/jpeg"])
        ready = await pictures.read(name)

        assert (ready.filename, ready.content_type) == ("picture.jpg", "image/jpeg")
        assert opened(ready.data).format == "JPEG"


async def test_a_flaw_comes_through_and_leaves_no_file(tmp_path: Path):
    async with kept(tmp_path, b"words") as (pictures, picture):
        (tmp_path / "job-7.part.png").write_bytes(b"what a reader that was killed had written")
        with pytest.raises(BadPicture) as caught:
            await pictures.prepare(7, picture, "1280x720", ALL)

        assert caught.value.flaw is Flaw.NOT_A_PICTURE
        assert names(tmp_path) == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows can't limit a process's memory so")
async def test_a_picture_that_takes_more_memory_than_it_may_is_flawed(tmp_path: Path):
    large = encoded(Image.new("RGB", (5_000, 5_000)), compress_level=1)
    enough_for_a_small_one = 128 * 2**20
    async with kept(tmp_path, encoded(corners(300, 200)), memory=enough_for_a_small_one) as small:
        pictures, picture = small
        await pictures.prepare(7, picture, "1280x720", ALL)
        pictures.remove(7)
    async with kept(tmp_path, large, memory=enough_for_a_small_one) as (pictures, picture):
        with pytest.raises(BadPicture) as caught:
            await pictures.prepare(7, picture, "1280x720", ALL)

        assert caught.value.flaw is Flaw.TOO_HARD
        assert names(tmp_path) == []


async def test_a_picture_that_takes_longer_than_it_may_is_given_up_and_its_reader_ended(
    tmp_path: Path,
):
    async with kept(tmp_path, encoded(corners(300, 200)), longest=0.02) as (pictures, picture):
        with pytest.raises(BadPicture) as caught:
            await pictures.prepare(7, picture, "1280x720", ALL)

        assert caught.value.flaw is Flaw.TOO_HARD
        assert str(caught.value) == "too_hard too long"
        assert names(tmp_path) == []


async def test_a_bot_that_stops_meanwhile_leaves_no_reader_and_no_file(tmp_path: Path):
    async with kept(tmp_path, encoded(corners(300, 200))) as (pictures, picture):
        task = asyncio.create_task(pictures.prepare(7, picture, "1280x720", ALL))
        await until(lambda: (tmp_path / "job-7.raw").exists())

        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

        assert names(tmp_path) == []


def test_only_the_pictures_of_the_jobs_that_are_named_stay(tmp_path: Path):
    pictures = Pictures(tmp_path, Files(None))  # type: ignore[arg-type]
    for name in ("job-7.png", "job-71.png", "job-8.raw", "job-9.part.png", "job-10.jpg"):
        (tmp_path / name).write_bytes(b"x")

    pictures.keep_only({7, 10}, since=None)
    kept_after_sweep = names(tmp_path)
    pictures.remove(7)

    assert kept_after_sweep == ["job-10.jpg", "job-7.png"]
    assert names(tmp_path) == ["job-10.jpg"]


def test_what_people_may_come_back_to_goes_with_the_jobs_that_are_too_old(tmp_path: Path):
    pictures = Pictures(tmp_path, Files(None))  # type: ignore[arg-type]
    for number in (8, 9, 10):
        (tmp_path / "whole" / f"job-{number}.png").write_bytes(b"x")
        (tmp_path / "small" / f"job-{number}.webp").write_bytes(b"x")

    pictures.keep_only(set(), since=9)
    kept_after_sweep = [number for number in (8, 9, 10) if pictures.whole(number)]
    pictures.remove(10)

    assert kept_after_sweep == [9, 10]
    assert [number for number in (8, 9, 10) if pictures.small(number)] == [9, 10]
    pictures.keep_only({9, 10}, since=None)
    assert pictures.whole(10) is None
