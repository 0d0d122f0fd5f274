"""From a row to a job and back: the only place where the two meet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, asdict, fields
from typing import Any

from sqlalchemy import Row

from bot.core.cast import JobCharacter
from bot.core.down import Down
from bot.core.job import Bell, Decider, Delivery, Film, Job, JobStatus, Sent
from bot.core.picture import Fit, JobPicture
from bot.core.review import Review
from bot.core.sentence import Sentence
from bot.store.tables import jobs

_NAMES = tuple(field.name for field in fields(Job))
# Every poll reads a row, so it is read by place and not by name, which took four times as long.
assert tuple(jobs.c.keys()) == _NAMES, "columns and fields stand in different orders"
_STATUS = _NAMES.index("status")
_DEFAULTS = {field.name: field.default for field in fields(Job) if field.default is not MISSING}


def to_job(row: Row[Any]) -> Job:
    return _job(list(row))


def from_json(kept: dict[str, Any]) -> Job:
    """A job that is not accepted yet, from what `to_row` made of it, perhaps in an older version
    that had fewer columns."""
    known = {**_DEFAULTS, **kept, "id": 0}
    return _job([known[name] for name in _NAMES])


def _job(values: list[Any]) -> Job:
    values[_STATUS] = JobStatus(values[_STATUS])
    for place, read in _READ:
        if values[place] is not None:
            values[place] = read(values[place])
    return Job(*values)


def _picture(kept: dict[str, Any]) -> JobPicture:
    more = tuple(_picture(each) for each in kept.get("more", ()))
    known: dict[str, Any] = {**kept, "fit": Fit(kept["fit"]), "more": more}
    return JobPicture(**known)


def _made(kind: Callable[..., Any]) -> Callable[[Any], Any]:
    return lambda kept: kind(**kept)


_READERS: dict[str, Callable[[Any], Any]] = {
    "urls": tuple[str, ...],
    "problem": Sentence.from_json,
    "film": _made(Film),
    "delivery": Delivery,
    "picture": _picture,
    "bell": Bell,
    "question": Decider,
    "earlier": _made(Sent),
    "character": _made(JobCharacter),
    "roles": tuple[int, ...],
    "down": _made(Down),
    "review": _made(Review),
}
_READ = tuple((_NAMES.index(name), read) for name, read in _READERS.items())
"""How each column is read that is no plain value, where it holds one."""


def to_row(job: Job) -> dict[str, Any]:
    """The columns of a job, without its number, which the database gives."""
    values = {name: getattr(job, name) for name in _NAMES if name != "id"}
    values["status"] = job.status.value
    values["urls"] = list(job.urls)
    values["problem"] = job.problem.to_json() if job.problem else None
    values["film"] = asdict(job.film) if job.film else None
    values["delivery"] = job.delivery.value if job.delivery else None
    values["picture"] = asdict(job.picture) if job.picture else None
    values["bell"] = job.bell.value if job.bell else None
    values["question"] = job.question.value if job.question else None
    values["earlier"] = asdict(job.earlier) if job.earlier else None
    values["character"] = asdict(job.character) if job.character else None
    values["down"] = asdict(job.down) if job.down else None
    values["review"] = asdict(job.review) if job.review else None
    values["roles"] = list(job.roles) if job.roles is not None else None
    return values
