"""What a file really is: real films are measured, everything else is named and does no harm."""

from __future__ import annotations

import asyncio
import os
import sys
from fractions import Fraction
from pathlib import Path

import av
import pytest
from av.video.frame import VideoFrame

from bot.media.probe import NotAFilm, probe


async def test_a_film_is_measured(tiny_film: bytes, tmp_path: Path):
    path = tmp_path / "any name"
    path.write_bytes(tiny_film)

    film = await probe(path, name="job-7.mp4")

    assert film.name == "job-7.mp4"
    assert film.size == len(tiny_film)
    assert film.shape == "16x16"
    assert film.seconds == pytest.approx(1.0, abs=0.01)


@pytest.mark.parametrize(
    "what", ["empty", "text", "header only", "cut in half", "missing", "folder"]
)
async def test_what_can_not_be_read_is_refused_with_a_short_reason(
    what: str, tiny_film: bytes, tmp_path: Path
):
    path = tmp_path / "film.mp4"
    data = {
        "empty": b"",
        "text": b"<html>Your link has expired</html>" * 100,
        "header only": tiny_film[:40],
        "cut in half": tiny_film[: len(tiny_film) // 2],
    }
    if what == "folder":
        path.mkdir()
    elif what != "missing":
        path.write_bytes(data[what])

    with pytest.raises(NotAFilm) as refused:
        await probe(path, name="job-7.mp4")

    reason = str(refused.value)
    assert 5 < len(reason) <= 200
    assert "\n" not in reason
    assert "Traceback" not in reason


async def test_a_file_with_sound_only_is_no_film(tmp_path: Path):
    path = tmp_path / "film.mp4"
    path.write_bytes(silence())

    with pytest.raises(NotAFilm, match=r"^there is no picture in it$"):
        await probe(path, name="job-7.mp4")


async def test_a_header_that_promises_a_film_is_not_believed(tmp_path: Path):
    path = tmp_path / "film.mp4"
    whole = header_first(path)
    path.write_bytes(whole[: whole.index(b"mdat") + 4])

    with pytest.raises(NotAFilm, match=r"^there is not one frame in it$"):
        await probe(path, name="job-7.mp4")


@pytest.mark.skipif(sys.platform == "win32", reason="there are no FIFOs on Windows")
async def test_a_reader_that_hangs_is_killed(tmp_path: Path):
    path = tmp_path / "film.mp4"
    os.mkfifo(path)  # opening it for reading waits for a writer that never comes

    with pytest.raises(NotAFilm, match="took too long"):
        await asyncio.wait_for(probe(path, name="job-7.mp4", longest=0.3), 3)

    # Only a reader that is still there lets a writer open it without waiting.
    with pytest.raises(OSError, match="No such device"):
        os.close(os.open(path, os.O_WRONLY | os.O_NONBLOCK))


async def test_a_probe_that_is_cancelled_leaves_no_reader_behind(tmp_path: Path):
    path = tmp_path / "film.mp4"
    os.mkfifo(path)
    probing = asyncio.create_task(probe(path, name="job-7.mp4"))
    writer = await opened_by_reader(path)

    probing.cancel()
    await asyncio.wait({probing})

    os.close(writer)
    with pytest.raises(OSError, match="No such device"):
        os.close(os.open(path, os.O_WRONLY | os.O_NONBLOCK))


async def opened_by_reader(path: Path) -> int:
    """The writing end, as soon as the measuring process has opened the other one."""
    loop = asyncio.get_running_loop()
    ends = loop.time() + 5
    while True:
        try:
            return os.open(path, os.O_WRONLY | os.O_NONBLOCK)
        except OSError:
            assert loop.time() < ends, "nobody opened the file within 5 s"
            await asyncio.sleep(0.02)


def header_first(path: Path) -> bytes:
    """A film whose whole table of contents comes before its first frame."""
    with av.open(path, "w", options={"movflags": "faststart"}) as container:
        stream = container.add_stream("libx264", rate=4)
        stream.width = stream.height = 16
        stream.pix_fmt = "yuv420p"
        for number in range(4):
            frame = VideoFrame(16, 16, "yuv420p")
            frame.pts, frame.time_base = number, Fraction(1, 4)
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return path.read_bytes()


def silence() -> bytes:
    """A WAV file of a tenth of a second."""
    samples = bytes(800)
    head = b"RIFF" + (36 + len(samples)).to_bytes(4, "little") + b"WAVEfmt "
    form = b"".join(
        number.to_bytes(size, "little")
        for number, size in ((16, 4), (1, 2), (1, 2), (8_000, 4), (8_000, 4), (1, 2), (8, 2))
    )
    return head + form + b"data" + len(samples).to_bytes(4, "little") + samples
