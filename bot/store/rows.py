"""From a row to a job and back: the only place where the two meet."""

from __future__ import annotations

from dataclasses import MISSING, asdict, fields
from typing import Any

from sqlalchemy import Row

from bot.core.job import Bell, Decider, Delivery, Film, Job, JobStatus, Sent
from bot.core.picture import Fit, JobPicture
from bot.core.sentence import Sentence
from bot.store.tables import jobs

_NAMES = tuple(field.name for field in fields(Job))
# Every poll reads a row, so it is read by place and not by name, which took four times as long.
assert tuple(jobs.c.keys()) == _NAMES, "columns and fields stand in different orders"
_STATUS, _URLS, _PROBLEM, _FILM, _DELIVERY, _PICTURE, _BELL, _QUESTION, _EARLIER = map(
    _NAMES.index,
    (
        "status", "urls", "problem", "film", "delivery", "picture", "bell", "question", "earlier",
    ),
)  # fmt: skip
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
    values[_URLS] = tuple(values[_URLS])
    if values[_PROBLEM] is not None:
        values[_PROBLEM] = Sentence.from_json(values[_PROBLEM])
    if values[_FILM] is not None:
        values[_FILM] = Film(**values[_FILM])
    if values[_DELIVERY] is not None:
        values[_DELIVERY] = Delivery(values[_DELIVERY])
    if values[_PICTURE] is not None:
        kept: dict[str, Any] = {**values[_PICTURE], "fit": Fit(values[_PICTURE]["fit"])}
        values[_PICTURE] = JobPicture(**kept)
    if values[_BELL] is not None:
        values[_BELL] = Bell(values[_BELL])
    if values[_QUESTION] is not None:
        values[_QUESTION] = Decider(values[_QUESTION])
    if values[_EARLIER] is not None:
        values[_EARLIER] = Sent(**values[_EARLIER])
    return Job(*values)


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
    return values
