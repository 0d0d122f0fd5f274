"""`python -m bot sandbox --only`: one far end by itself, from the command line."""

from __future__ import annotations

import asyncio
import re
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest

STARTS_WITHIN = 20.0


@asynccontextmanager
async def alone(only: str, port: int = 0) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "sandbox", "--only", only, "--port", f"{port}"),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def told(process: asyncio.subprocess.Process) -> dict[str, str]:
    """The lines for a bot's environment, once all was said."""
    assert process.stdout is not None
    words = await asyncio.wait_for(process.stdout.readuntil(b"Ctrl-C ends it.\n"), STARTS_WITHIN)
    return dict(re.findall(r"^ +([A-Z_]+)=(\S+)$", words.decode(), re.MULTILINE))


async def asked(url: str, authorization: str) -> int:
    async with (
        aiohttp.ClientSession(headers={"Authorization": authorization}) as session,
        session.get(url) as response,
    ):
        return response.status


@pytest.mark.parametrize(
    ("only", "address", "secret", "kind", "path"),
    [
        ("discord", "DISCORD_API_URL", "DISCORD_TOKEN", "Bot", "/users/@me"),
        ("videos", "COMETAPI_BASE_URL", "COMETAPI_KEY", "Bearer", "/models"),
    ],
)
async def test_a_far_end_alone_serves_who_follows_its_words_until_it_is_told_to_stop(
    only: str, address: str, secret: str, kind: str, path: str
):
    async with alone(only) as process:
        lines = await told(process)
        status = await asked(lines[address] + path, f"{kind} {lines[secret]}")
        process.send_signal(signal.SIGINT)
        code = await asyncio.wait_for(process.wait(), 10)
        assert process.stderr is not None
        complaints = await process.stderr.read()

    assert status == 200
    assert code == 0
    assert complaints == b""


async def test_what_it_lacks_is_said_in_the_terminal():
    async with alone("discord") as process:
        lines = await told(process)
        status = await asked(f"{lines['DISCORD_API_URL']}/sticker-packs", "Bot x")
        assert process.stderr is not None
        complaint = await asyncio.wait_for(process.stderr.readline(), 5)

    assert status == 501
    assert complaint == b"Asked for, and not to be had here: GET /sticker-packs\n"


async def test_a_taken_port_is_one_sentence():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        async with alone("videos", port) as process:
            _, complaint = await asyncio.wait_for(process.communicate(), STARTS_WITHIN)

    assert process.returncode == 1
    assert complaint.decode() == (
        f"Port {port} is in use: end what uses it, or choose another port.\n"
    )
