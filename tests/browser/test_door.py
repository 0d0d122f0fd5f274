"""Who has no key, or comes from elsewhere, learns nothing of the sandbox."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from bot.sandbox.clock import SandboxClock
from bot.sandbox.discord import LocalDiscord
from bot.sandbox.page import Page
from bot.sandbox.page.house import House
from bot.sandbox.page.server import PortTaken
from bot.sandbox.process import BotProcess
from bot.sandbox.videos import LocalVideos


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    clock = SandboxClock()
    async with LocalDiscord(clock) as discord, LocalVideos(clock) as videos:
        yield House(clock, discord, videos, BotProcess(discord, videos, tmp_path))


@pytest.fixture
async def page(house: House) -> AsyncIterator[Page]:
    async with Page(house, 0) as page:
        yield page


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


def parts(page: Page) -> tuple[str, str]:
    origin, key = page.address.split("/#")
    return origin, key


@pytest.mark.parametrize("path", ["/live", "/upload"])
@pytest.mark.parametrize("key", [None, "", "wrong", "clapper"])
async def test_without_the_key_the_answer_is_empty(
    page: Page, session: aiohttp.ClientSession, path: str, key: str | None
) -> None:
    origin, _ = parts(page)
    headers = {} if key is None else {"Authorization": f"Bearer {key}"}
    method = "POST" if path == "/upload" else "GET"

    async with session.request(method, origin + path, headers=headers) as answer:
        assert (answer.status, await answer.read()) == (403, b"")


async def test_a_websocket_needs_the_key_among_its_subprotocols(
    page: Page, session: aiohttp.ClientSession
) -> None:
    origin, key = parts(page)

    async with session.ws_connect(f"{origin}/live", protocols=("clapper", key)) as socket:
        first = await socket.receive_json(timeout=5)
    with pytest.raises(aiohttp.WSServerHandshakeError):
        await session.ws_connect(f"{origin}/live", protocols=("clapper", "wrong"))

    assert first["t"] == "state"


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({"Host": "evil.example:{port}"}, id="a name that was made to point here"),
        pytest.param({"Host": "127.0.0.1:1"}, id="another port's name"),
        pytest.param({"Origin": "http://evil.example"}, id="a page of somebody else"),
        pytest.param({"Origin": "null"}, id="a page without an origin"),
    ],
)
async def test_who_comes_from_elsewhere_gets_nothing_even_with_the_key(
    page: Page, session: aiohttp.ClientSession, headers: dict[str, str]
) -> None:
    origin, key = parts(page)
    port = origin.rpartition(":")[2]
    sent = {name: value.format(port=port) for name, value in headers.items()}

    for path in ("/", "/live", "/main.js"):
        sent["Authorization"] = f"Bearer {key}"
        async with session.get(origin + path, headers=sent) as answer:
            assert (answer.status, await answer.read()) == (403, b"")


async def test_the_page_itself_holds_no_secret_and_runs_only_its_own_scripts(
    page: Page, house: House, session: aiohttp.ClientSession
) -> None:
    origin, key = parts(page)

    async with session.get(f"{origin}/") as answer:
        text = await answer.text()
        policy = answer.headers["Content-Security-Policy"]

    assert "<title>Clapper sandbox</title>" in text
    assert key not in text
    assert house.discord.token not in text
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
    assert "unsafe" not in policy
    assert house.discord.files_origin != origin
    assert f"media-src {house.discord.files_origin};" in policy


async def test_what_is_uploaded_is_not_served_from_the_pages_origin(
    page: Page, house: House, session: aiohttp.ClientSession
) -> None:
    origin, key = parts(page)
    form = aiohttp.FormData()
    form.add_field("file", b"<script>alert(1)</script>", filename="page.html")
    headers = {"Authorization": f"Bearer {key}"}

    async with session.post(f"{origin}/upload", data=form, headers=headers) as answer:
        token = (await answer.json())["upload"]

    for path in (f"/{token}", f"/upload/{token}", "/page.html", "/../server.py", "/%2e%2e/door.py"):
        async with session.get(origin + path, headers=headers) as answer:
            assert (answer.status, await answer.read()) == (404, b"")


async def test_a_port_that_is_taken_is_told_in_one_sentence(page: Page, house: House) -> None:
    port = int(parts(page)[0].rpartition(":")[2])

    with pytest.raises(PortTaken, match=rf"^Port {port} can't be used: .*\.$"):
        async with Page(house, port):
            pass


async def test_an_ephemeral_answer_never_reaches_another_persons_window(
    page: Page, house: House, session: aiohttp.ClientSession
) -> None:
    origin, key = parts(page)
    discord = house.discord
    ben = next(one for one in discord.world.users.values() if one.name == "ben")
    private = discord.say("ann", "films", "for ben only")
    private.ephemeral_for = ben.id
    discord.say("ann", "films", "for everybody")
    seen: dict[str, list[str]] = {}

    for who in ("ann", "ben"):
        async with session.ws_connect(f"{origin}/live", protocols=("clapper", key)) as socket:
            await socket.send_json({"act": "be", "who": who, "named": "films", "n": 1})
            seen[who] = await messages_of(socket, who)

    assert seen["ann"] == ["for everybody"]
    assert seen["ben"] == ["for ben only", "for everybody"]


async def messages_of(socket: aiohttp.ClientWebSocketResponse, who: str) -> list[str]:
    """The first list of messages after the window became `who`."""
    me = ""
    while True:
        pushed = await socket.receive_json(timeout=5)
        if pushed["t"] == "state" and "me" in pushed["changed"]:
            me = pushed["changed"]["me"]["name"]
        if pushed["t"] == "messages" and me == who:
            return [one["content"] for one in pushed["changed"]]


async def test_what_makes_no_sense_is_answered_and_the_window_lives_on(
    page: Page, session: aiohttp.ClientSession
) -> None:
    origin, key = parts(page)
    wrong = [
        {"act": "no such act"},
        {"act": "press", "message": "1", "custom_id": "x"},
        {"act": "slash", "command": "nothing"},
        {"act": "submit", "form": "none", "values": {}},
        {"act": "panel", "do": "speed", "speed": -1},
        {"act": "panel", "do": "mishap", "id": "none"},
        {"act": "delete", "message": {}},
        {},
    ]

    async with session.ws_connect(f"{origin}/live", protocols=("clapper", key)) as socket:
        await socket.send_str("[[[")
        answers: list[str | None] = []
        for number, one in enumerate(wrong):
            await socket.send_json({**one, "n": number})
            answers.append(await answer_to(socket, number))

    assert all(answers), answers


async def answer_to(socket: aiohttp.ClientWebSocketResponse, number: int) -> str | None:
    while True:
        pushed = await socket.receive_json(timeout=5)
        if pushed["t"] == "done" and pushed["n"] == number:
            return pushed.get("error")
