"""The local video service starts, stops and stays within its bounds."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest
from local_videos_client import served

from bot.sandbox.clock import SandboxClock
from bot.sandbox.record import Part, Recorded
from bot.sandbox.videos import LocalVideos
from bot.sandbox.videos.ledger import Ledger


async def test_it_starts_and_stops_twice_and_leaves_nothing_behind() -> None:
    for _ in range(2):
        async with LocalVideos(SandboxClock()) as videos:
            port = int(videos.base_url.split(":")[2].split("/")[0])
            folder = Path(videos._studio._folder.name)
            with socket.create_connection(("127.0.0.1", port)):
                assert _is_there(folder)

        assert not _is_there(folder)
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", port))


async def test_stopping_ends_a_worker_that_is_still_rendering() -> None:
    async with served(speed=1, film=None) as (videos, client):
        job_id = await client.create(size="1920x1080", seconds="8")
        await videos.until(lambda: _workers(), what="a worker process")

        rendering = videos.jobs[job_id].rendering

    assert rendering is not None
    assert rendering.cancelled()
    assert _workers() == []


async def test_a_taken_port_is_an_error_and_leaves_nothing_running() -> None:
    async with served() as (videos, _):
        port = int(videos.base_url.split(":")[2].split("/")[0])

        with pytest.raises(OSError, match="in use"):
            async with LocalVideos(SandboxClock(), port=port):
                pass


async def test_old_finished_jobs_are_forgotten_and_running_ones_are_not() -> None:
    async with served(most_jobs=2) as (videos, client):
        first, second = await client.create(), await client.create()
        await client.finished(first)
        await client.finished(second)
        hold = videos.hold("queued")

        held = [await client.create() for _ in range(2)]
        await hold.reached()

        assert list(videos.jobs) == held
        gone = await client.get(f"/v1/videos/{first}")
    assert (gone.status, gone.body["code"]) == (400, "task_not_exist")


async def test_beyond_twice_its_bounds_of_running_jobs_it_takes_no_more() -> None:
    async with served(most_jobs=1) as (videos, client):
        videos.hold("queued")

        statuses = [(await client.ask()).status for _ in range(3)]

        assert len(videos.creates) == 2
    assert statuses == [200, 200, 429]


def test_requests_are_kept_up_to_a_number_and_a_weight() -> None:
    heard: list[Recorded] = []
    ledger = Ledger(heard.append, most_requests=3, most_bytes=100)
    weights = (0, 0, 0, 0, 60, 60, 500)

    kept = []
    for number, weight in enumerate(weights):
        part = Part("input_reference", None, "x", bytes(weight))
        ledger.add(Recorded("videos", "POST", f"/{number}", {}, {}, None, parts=(part,)))
        kept.append([int(request.path[1:]) for request in ledger.recorded])

    assert kept[2:] == [[0, 1, 2], [1, 2, 3], [2, 3, 4], [5], [6]]
    assert len(heard) == len(weights)


def _is_there(folder: Path) -> bool:
    return folder.exists()


def _workers() -> list[str]:
    """The command lines of this process's children that render."""
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc") if os.path.isdir("/proc") else []):
        try:
            with open(f"/proc/{pid}/stat") as stat, open(f"/proc/{pid}/cmdline") as command:
                parent, words = stat.read().rpartition(")")[2].split()[1], command.read()
        except OSError:
            continue
        if int(parent) == os.getpid() and "bot.sandbox.videos.film" in words:
            found.append(words)
    return found
