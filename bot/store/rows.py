"""From a row to a job and back: the only place where the two meet."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import Any

from sqlalchemy import Row

from bot.core.job import Delivery, Film, Job, JobStatus
from bot.core.sentence import Sentence

_NAMES = tuple(field.name for field in fields(Job))


def to_job(row: Row[Any]) -> Job:
    values: dict[str, Any] = {name: getattr(row, name) for name in _NAMES}
    values["status"] = JobStatus(values["status"])
    values["urls"] = tuple(values["urls"])
    if values["problem"] is not None:
        values["problem"] = Sentence.from_json(values["problem"])
    if values["film"] is not None:
        values["film"] = Film(**values["film"])
    if values["delivery"] is not None:
        values["delivery"] = Delivery(values["delivery"])
    return Job(**values)


def to_row(job: Job) -> dict[str, Any]:
    """The columns of a job, without its number, which the database gives."""
    values = {name: getattr(job, name) for name in _NAMES if name != "id"}
    values["status"] = job.status.value
    values["urls"] = list(job.urls)
    values["problem"] = job.problem.to_json() if job.problem else None
    values["film"] = asdict(job.film) if job.film else None
    values["delivery"] = job.delivery.value if job.delivery else None
    return values
