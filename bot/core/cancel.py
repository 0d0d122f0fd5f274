"""Who may cancel a job, and when that still saves something."""

from __future__ import annotations

from bot.core.job import Job, JobStatus
from bot.core.refused import Refused
from bot.core.sentence import say


def check_cancel(job: Job, *, person: int, moderates: bool) -> None:
    """Raises Refused for somebody else's job, and for one that is paid for by now."""
    if person != job.owner_id and not moderates:
        raise Refused(
            say(
                "Only who asked for this film can cancel it, or somebody who may manage "
                "messages here."
            )
        )
    if job.ended or job.status is JobStatus.STORED:
        raise Refused(say("There is nothing left to cancel: this job has ended."))
    if job.status not in {JobStatus.ACCEPTED, JobStatus.IN_REVIEW}:
        raise Refused(
            say(
                "It has been sent to the provider and is paid for by now, so cancelling would "
                "save nothing. The film will appear on its card."
            )
        )
