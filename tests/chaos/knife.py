"""Where the bot can be killed: every way out of the process has a name, a before and an after.

No point is listed by hand. A commit is named by the code that asked for it, a request by its route
and the code that sent it, a file by the code that made it durable; each with the state of the job
that it was done for.
"""

from __future__ import annotations

import os
import re
import signal
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import FrameType, SimpleNamespace
from typing import Any, Literal, NoReturn

import aiohttp
from yarl import URL

from bot.core.job import Job

Side = Literal["before", "after"]
ROOT = Path(__file__).parents[2]
OURS = ("bot/", "cogs/")
EVERY_JOB = {"crew._through", "loop._step", "loop.run", "lane._send", "announcer._send"}
"""Frames that every step or edit passes: they tell nothing of who asked."""
WIRE = "bot/provider/"
"""Beneath whoever asks the provider; the route tells as much."""
_SECRET = re.compile(r"(?<=/interactions/{id}/)[^/]+|(?<=/webhooks/{id}/)[^/]+")
_NUMBER = re.compile(r"(?<=/)\d{6,}(?=/|$)")
_VIDEO = re.compile(r"(?<=/)(video|task)_\w+|(?<=/films/)\w+")


@dataclass(frozen=True)
class Place:
    """A point in the code, and whose job it was about."""

    name: str
    about: str = "-"
    """The interaction's id, `#` and the job's number where only that is known, or `-`."""


class Knife:
    """Ends this process at points where nobody was killed yet. What it did stands in `trail`.

    A line of the trail: `seen` or `kill`, the side, about whom, the point. It is written with one
    O_APPEND write, which a kill does not take back.
    """

    def __init__(self, trail: Path, *, armed: bool) -> None:
        """It falls only where it is `armed`, and not while a file `spared` is beside the trail."""
        self._armed = armed
        self._spared = trail.with_name("spared")
        self._file = os.open(trail, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        lines = [line.split("\t") for line in trail.read_text().splitlines()]
        self._killed = {(side, name) for verb, side, _, name in lines if verb == "kill"}
        self._seen = {(side, name) for _, side, _, name in lines}

    def reach(self, side: Side, place: Place) -> None:
        key = (side, place.name)
        if self._armed and key not in self._killed and not self._spared.exists():
            self._write("kill", side, place)
            die()
        if key not in self._seen:
            self._seen.add(key)
            self._write("seen", side, place)

    def _write(self, verb: str, side: Side, place: Place) -> None:
        os.write(self._file, f"{verb}\t{side}\t{place.about}\t{place.name}\n".encode())


def die() -> NoReturn:
    """As a power cut would end it: no handler, no `finally`, no flush."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("still alive")


def place(what: str) -> Place:
    """The point that this call comes from."""
    callers: list[str] = []
    about, state = "-", ""
    for frame, name in _ours(sys._getframe(1)):  # pyright: ignore[reportPrivateUsage]
        callers.append(name)
        job, to = _job_in(frame), frame.f_locals.get("to")
        if job is None:
            pressed = getattr(frame.f_locals.get("interaction"), "id", None)
            about = str(pressed) if about == "-" and pressed else about
            continue
        if isinstance(to, Job) and to.status is not job.status:
            state = f" [{job.status} -> {to.status}]"
        state = state or f" [{job.status}]"
        about = str(job.interaction_id) if about == "-" else about
    chain = " < ".join(dict.fromkeys(callers)) or "discord.py"
    return Place(f"{what}{state}, {chain}", about)


def _ours(frame: FrameType | None) -> Iterator[tuple[FrameType, str]]:
    """The bot's own frames, innermost first, by file and function."""
    while frame is not None:
        file = frame.f_code.co_filename
        inside = file[len(str(ROOT)) + 1 :] if file.startswith(str(ROOT)) else ""
        name = f"{Path(file).stem}.{frame.f_code.co_name}"
        if inside.startswith(OURS) and not inside.startswith(WIRE) and name not in EVERY_JOB:
            yield frame, name
        frame = frame.f_back


def _job_in(frame: FrameType) -> Job | None:
    known = frame.f_locals
    edit = getattr(known.get("edit"), "job", None)
    found = (edit, known.get("draft"), known.get("job"), known.get("to"))
    return next((one for one in found if isinstance(one, Job)), None)


def route(method: str, url: URL) -> str:
    """`PATCH /channels/{id}/messages/{id}`: a request without whom it is about."""
    path = url.path.removeprefix("/api/v10")
    path = _VIDEO.sub("{video}", _NUMBER.sub("{id}", path))
    return f"{method} {_SECRET.sub('{token}', path)}"


def tracing(knife: Knife) -> aiohttp.TraceConfig:
    """Before a request leaves, and after it was answered while the bot knows nothing of it yet."""

    async def leaves(_session: Any, context: SimpleNamespace, request: Any) -> None:
        context.place = place(route(request.method, request.url))
        knife.reach("before", context.place)

    async def answered(_session: Any, context: SimpleNamespace, _reply: Any) -> None:
        knife.reach("after", context.place)

    trace = aiohttp.TraceConfig()
    trace.on_request_start.append(leaves)
    trace.on_request_end.append(answered)
    return trace
