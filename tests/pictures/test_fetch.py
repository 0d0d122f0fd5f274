"""Fetching from Discord's file servers: bounded in bytes, time and place."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from bot.core.picture import MOST_BYTES, Flaw
from bot.media.fetch import TRIES, BadPicture, Files

HOST = "127.0.0.1"
Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Server:
    """A file server that answers as it is told, request by request; the last answer stays."""

    def __init__(self, *answers: Answer) -> None:
        self.answers = list(answers)
        self.asked: list[web.Request] = []
        self.url = ""
        self.tasks: set[asyncio.Task[Any]] = set()

    async def serve(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(request)
        task = asyncio.current_task()
        assert task is not None
        self.tasks.add(task)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return await answer(request)


@asynccontextmanager
async def listening(*answers: Answer) -> AsyncIterator[Server]:
    server = Server(*answers)
    app = web.Application()
    app.router.add_get("/{tail:.*}", server.serve)
    runner = web.AppRunner(app, shutdown_timeout=0)
    await runner.setup()
    await web.TCPSite(runner, HOST, 0).start()
    server.url = f"http://{HOST}:{runner.addresses[0][1]}/attachments/1/2/fox.png?ex=1&hm=2&"
    try:
        yield server
    finally:
        for task in server.tasks:  # those that hang would be waited for
            task.cancel()
        await runner.cleanup()


def whole(data: bytes, status: int = 200, **headers: str) -> Answer:
    async def answer(_request: web.Request) -> web.StreamResponse:
        return web.Response(body=data, status=status, headers=headers)

    return answer


async def reset(request: web.Request) -> web.StreamResponse:
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


async def half(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Length": "100"})
    await response.prepare(request)
    await response.write(b"x" * 50)
    return await reset(request)


async def hang(_request: web.Request) -> web.StreamResponse:
    await asyncio.Event().wait()
    raise AssertionError


async def hang_half_way(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Length": "100"})
    await response.prepare(request)
    await response.write(b"x" * 50)
    return await hang(request)


async def endless(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse()
    await response.prepare(request)
    while True:
        await response.write(b"\0" * 1_000_000)


async def no_wait(_seconds: float) -> None:
    return None


async def fetched(
    url: str, to: Path, *, own_host: str | None = HOST, total: float = 10.0
) -> Flaw | None:
    """The flaw that fetching ended with; None where the file is there."""
    async with aiohttp.ClientSession() as session:
        files = Files(session, own_host=own_host, total=total, sleep=no_wait)
        try:
            await files.fetch(url, to)
        except BadPicture as bad:
            return bad.flaw
    return None


async def test_a_file_arrives_as_it_is_and_its_signed_address_is_asked_for_unchanged(
    tmp_path: Path,
):
    async with listening(whole(b"a picture")) as server:
        flaw = await fetched(server.url + "name=a%2Fb%20c", tmp_path / "raw")

        assert flaw is None
        assert (tmp_path / "raw").read_bytes() == b"a picture"
        assert server.asked[0].raw_path.endswith("?ex=1&hm=2&name=a%2Fb%20c")
        assert "Authorization" not in server.asked[0].headers


@pytest.mark.parametrize(
    "answers",
    [
        pytest.param([whole(b"", 503), whole(b"a picture")], id="not well"),
        pytest.param([reset, whole(b"a picture")], id="reset"),
        pytest.param([half, whole(b"a picture")], id="broken off half way"),
        pytest.param([whole(b"", 429), reset, whole(b"a picture")], id="twice"),
    ],
)
async def test_what_fails_for_a_moment_is_asked_for_again(tmp_path: Path, answers: list[Answer]):
    async with listening(*answers) as server:
        flaw = await fetched(server.url, tmp_path / "raw")

        assert flaw is None
        assert (tmp_path / "raw").read_bytes() == b"a picture"


@pytest.mark.parametrize(
    ("answer", "flaw", "again"),
    [
        pytest.param(whole(b"", 404), Flaw.GONE, False, id="gone"),
        pytest.param(whole(b"", 403), Flaw.GONE, False, id="link too old"),
        pytest.param(whole(b"", 302, Location="/other"), Flaw.GONE, False, id="sent elsewhere"),
        pytest.param(whole(b"", 500), Flaw.UNREACHABLE, True, id="never well"),
        pytest.param(reset, Flaw.UNREACHABLE, True, id="always reset"),
        pytest.param(half, Flaw.UNREACHABLE, True, id="always half"),
        pytest.param(endless, Flaw.TOO_MANY_BYTES, False, id="no end"),
        pytest.param(
            whole(b"\0" * (MOST_BYTES + 1)), Flaw.TOO_MANY_BYTES, False, id="a byte too many"
        ),
    ],
)
async def test_a_file_that_can_not_be_had_is_told_apart(
    tmp_path: Path, answer: Answer, flaw: Flaw, again: bool
):
    async with listening(answer) as server:
        assert await fetched(server.url, tmp_path / "raw") is flaw
        assert (len(server.asked) >= TRIES) is again
        assert again or len(server.asked) == 1


@pytest.mark.parametrize("answer", [hang, hang_half_way])
async def test_a_server_that_hangs_is_waited_for_no_longer_than_said(
    tmp_path: Path, answer: Answer
):
    async with listening(answer) as server:
        assert await fetched(server.url, tmp_path / "raw", total=0.2) is Flaw.TOO_SLOW


async def test_what_unpacks_to_more_than_it_was_is_counted_unpacked(tmp_path: Path):
    packed = gzip.compress(b"\0" * (MOST_BYTES + 1), 1)
    async with listening(whole(packed, **{"Content-Encoding": "gzip"})) as server:
        flaw = await fetched(server.url, tmp_path / "raw")

        assert flaw is Flaw.TOO_MANY_BYTES
        assert server.asked[0].headers["Accept-Encoding"] == "identity"


@pytest.mark.parametrize(
    "url",
    [
        "http://cdn.discordapp.com/attachments/1/2/fox.png",
        "https://cdn.discordapp.com:8443/attachments/1/2/fox.png",
        "https://cdn.discordapp.com.evil.example/fox.png",
        "https://evil.example/cdn.discordapp.com/fox.png",
        "https://cdn.discordapp.com@evil.example/fox.png",
        "file:///etc/passwd",
        "ftp://127.0.0.1/fox.png",
        "http://[::1]/fox.png",
        "http://169.254.169.254/latest/meta-data",
        "//cdn.discordapp.com/fox.png",
        "fox.png",
        "",
        "https://[broken",
    ],
)
async def test_nothing_is_fetched_from_anywhere_else(tmp_path: Path, url: str):
    assert await fetched(url, tmp_path / "raw") is Flaw.ELSEWHERE
    assert not (tmp_path / "raw").exists()


async def test_this_machine_is_trusted_only_where_the_bots_own_discord_is(tmp_path: Path):
    async with listening(whole(b"a picture")) as server:
        flaw = await fetched(server.url, tmp_path / "raw", own_host=None)

        assert flaw is Flaw.ELSEWHERE
        assert server.asked == []


async def test_a_server_that_is_not_there_is_unreachable(tmp_path: Path):
    async with listening(whole(b"")) as server:
        url = server.url

    assert await fetched(url, tmp_path / "raw") is Flaw.UNREACHABLE
