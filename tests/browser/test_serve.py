"""`python -m bot sandbox` as a process: quick to open, quick to end, and nothing is left."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import sys
import urllib.request
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="process groups of POSIX"),
]

ROOT = Path(__file__).parents[2]
OPENS_WITHIN, ENDS_WITHIN = 10.0, 10.0


@asynccontextmanager
async def sandbox(*arguments: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """The sandbox as a terminal starts it: in a process group of its own."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        "sandbox",
        *arguments,
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        process_group=0,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            os.killpg(process.pid, signal.SIGKILL)
            await process.wait()


async def address(process: asyncio.subprocess.Process) -> str:
    assert process.stdout is not None
    async with asyncio.timeout(OPENS_WITHIN):
        while line := (await process.stdout.readline()).decode():
            if found := re.search(r"http://127\.0\.0\.1:\d+/#[\w-]{20,}", line):
                return found[0]
    raise AssertionError("it ended without an address")


def title(url: str) -> str:
    with urllib.request.urlopen(url.partition("#")[0], timeout=5) as answer:
        return re.findall("<title>(.*)</title>", answer.read().decode())[0]


def left_in(group: int) -> list[str]:
    """The processes of the group that still run."""
    found: list[str] = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                parts = (folder / "stat").read_text().rpartition(")")[2].split()
                if int(parts[2]) == group and parts[0] != "Z":
                    found.append((folder / "cmdline").read_text().replace("\0", " "))
            except OSError:
                continue
    return found


@pytest.mark.skipif(not Path("/proc").exists(), reason="counts processes in /proc")
async def test_ctrl_c_ends_everything_and_a_second_start_works() -> None:
    for _ in range(2):
        async with sandbox() as process:
            opened = await address(process)
            assert await asyncio.to_thread(title, opened) == "Clapper sandbox"

            os.killpg(process.pid, signal.SIGINT)  # as a terminal does it: to the whole group
            code = await asyncio.wait_for(process.wait(), ENDS_WITHIN)

            assert code == 0
            assert left_in(process.pid) == []


async def test_a_taken_port_is_one_sentence_that_says_what_to_do() -> None:
    async with sandbox("--port", "0") as first:
        port = re.findall(r":(\d+)/", await address(first))[0]
        async with sandbox("--port", port) as second:
            words, _ = await asyncio.wait_for(second.communicate(), ENDS_WITHIN)

    assert words.decode().strip() == (
        f"Port {port} can't be used: end what uses it, or choose another."
    )
    assert second.returncode == 1
