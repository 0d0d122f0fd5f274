"""The page of a film: it plays, it can be sought in, and only who has the link finds it."""

from __future__ import annotations

import re
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import aiohttp
import pytest

from bot.core.down import Down
from bot.core.job import Film, Job, JobStatus
from bot.store.database import open_database
from bot.store.films import FilmFolder
from bot.store.jobs import JobStore
from bot.web.server import AddressTaken, serving
from tests.store.test_jobs import draft

FILM = bytes(range(256)) * 1_000
TOKEN = "0123456789abcdef" * 2
S = JobStatus


@dataclass
class Page:
    url: str
    store: JobStore
    films: FilmFolder
    session: aiohttp.ClientSession

    async def job(self, *states: JobStatus, name: str = "job-1.mp4") -> Job:
        """A job with a film on the disk, as far as these states."""
        job = await self.store.accept(draft(), lambda _usage: 0)
        for state in states:
            job = await self.store.step(job, job.to(state, now=1.0))
        film = Film(name, len(FILM), 4.0, 720, 1280)
        self.films.path(name).write_bytes(FILM)
        return await self.store.step(job, replace(job, film=film, watch_token=TOKEN))

    async def get(
        self, path: str = f"/v/{TOKEN}", method: str = "GET", **headers: str
    ) -> tuple[aiohttp.ClientResponse, bytes]:
        async with self.session.request(method, self.url + path, headers=headers) as reply:
            return reply, await reply.read()


STORED = (S.SUBMITTING, S.QUEUED, S.READY, S.STORED)


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[Page]:
    films = FilmFolder(folder / "films")
    async with open_database(f"sqlite+aiosqlite:///{folder / 'clapper.db'}") as database:
        store = JobStore(database)
        async with (
            serving(store, films, host="127.0.0.1", port=0) as url,
            aiohttp.ClientSession() as session,
        ):
            yield Page(url, store, films, session)


@pytest.fixture
async def page(tmp_path: Path) -> AsyncIterator[Page]:
    async with opened(tmp_path) as page:
        yield page


async def test_a_film_plays_from_its_address(page: Page):
    await page.job(*STORED)

    reply, body = await page.get()

    assert reply.status == 200
    assert body == FILM
    assert reply.headers["Content-Type"] == "video/mp4"
    assert reply.headers["Accept-Ranges"] == "bytes"
    assert reply.headers["Content-Disposition"] == 'inline; filename="job-1.mp4"'
    assert reply.headers["X-Content-Type-Options"] == "nosniff"


async def test_a_film_can_be_sought_in(page: Page):
    await page.job(*STORED)

    reply, body = await page.get(Range="bytes=1000-1999")
    _, end = await page.get(Range="bytes=-10")
    beyond, _ = await page.get(Range="bytes=999999999-")

    assert reply.status == 206
    assert reply.headers["Content-Range"] == f"bytes 1000-1999/{len(FILM)}"
    assert reply.headers["Content-Type"] == "video/mp4"
    assert body == FILM[1000:2000]
    assert end == FILM[-10:]
    assert beyond.status == 416


async def test_a_head_tells_the_length_and_sends_nothing(page: Page):
    await page.job(*STORED)

    reply, body = await page.get(method="HEAD")

    assert reply.status == 200
    assert reply.headers["Content-Length"] == str(len(FILM))
    assert body == b""


async def test_a_film_of_another_kind_is_named_as_what_it_is(page: Page):
    await page.job(*STORED, name="job-1.webm")

    reply, _ = await page.get()

    assert reply.headers["Content-Type"] == "video/webm"


@pytest.mark.parametrize(
    "path",
    [
        "/v/" + "f" * 32,
        "/v/" + TOKEN[:31],
        "/v/" + TOKEN + "0",
        "/v/" + TOKEN.upper(),
        "/v/",
        "/v/../films/job-1.mp4",
        "/films/job-1.mp4",
        "/",
    ],
)
async def test_an_address_that_is_not_a_films_tells_nothing(page: Page, path: str):
    await page.job(*STORED)

    reply, body = await page.get(path)

    assert reply.status == 404
    assert b"job" not in body


async def test_a_film_that_is_not_whole_yet_is_not_shown(page: Page):
    await page.job(S.SUBMITTING, S.QUEUED, S.READY)

    reply, _ = await page.get()

    assert reply.status == 404


async def test_a_film_that_was_removed_from_the_disk_is_gone(page: Page):
    job = await page.job(*STORED)
    assert job.film is not None
    page.films.path(job.film.name).unlink()

    reply, body = await page.get()

    assert reply.status == 410
    assert body == b"This film is no longer kept."


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
async def test_nothing_can_be_changed_from_outside(page: Page, method: str):
    await page.job(*STORED)

    reply, _ = await page.get(method=method)

    assert reply.status == 405
    assert (await page.get())[1] == FILM


async def test_a_port_that_is_taken_is_named_with_the_setting_that_changes_it(page: Page):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        with pytest.raises(AddressTaken) as taken:
            async with serving(page.store, page.films, host="127.0.0.1", port=port):
                pass

    said = str(taken.value)
    assert f"127.0.0.1:{port}" in said
    assert "already in use" in said
    assert "WEB_PORT" in said
    assert said.count(str(port)) == 1, "the reason does not repeat the address"


async def test_a_host_that_is_not_this_machine_is_named(page: Page):
    with pytest.raises(AddressTaken, match=re.escape("192.0.2.1:8080")) as taken:
        async with serving(page.store, page.films, host="192.0.2.1", port=8080):
            pass

    assert "WEB_HOST" in str(taken.value)


async def test_a_film_that_was_taken_down_is_at_its_address_no_more(page: Page):
    job = await page.job(*STORED)
    await page.store.step(job, replace(job, down=Down(1.0, None)))

    reply, body = await page.get()

    assert (reply.status, body) == (404, b"There is no film at this address.")
