"""Which films a moderator must agree to first, and the steps that follow from what they decide."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bot.core.allowance import Rule
from bot.core.audit import Act, Entry
from bot.core.job import Bell, Job, JobStatus
from bot.core.refused import Refused
from bot.core.reins import source
from bot.core.review import Review
from bot.core.sentence import Sentence, say
from bot.core.standing import House
from bot.core.storyboard import words_of
from bot.core.wordfilter import Entry as Word
from bot.core.wordfilter import first_to_review

EXPIRED = say(
    "No moderator decided about it in time. You can ask for it again; nothing was charged."
)
REJECTED = say("A moderator said no to this film. Nothing was charged.")


def review_of(house: House, draft: Job, words: Iterable[Word]) -> Review | None:
    """What has to be looked at before a film is made; None: nothing has.

    Raises Refused where the moderators have no place in which they could be asked.
    """
    why = _why(house, draft, words)
    if why is None:
        return None
    if house.reports_to is None:
        raise Refused(
            say(
                "A moderator must agree to this film before it is made ({why}), and this server "
                "has no channel in which they could be asked. Tell one of them: `/moderation "
                "reports` sets it.",
                why=why,
            )
        )
    return Review(why.to_json())


def _why(house: House, draft: Job, words: Iterable[Word]) -> Sentence | None:
    held = house.rules.allowance(Rule.REVIEW, draft.owner_id, draft.roles or ())
    if held is not None and held.number:
        return source(held)
    hit = first_to_review(words, words_of(draft.prompt))
    return say("it says “{found}”", found=hit.found[:60]) if hit is not None else None


def approved(job: Job, *, by: int, now: float) -> tuple[Job, Entry]:
    """The job goes on; with what the log says of it."""
    to = job.to(JobStatus.ACCEPTED, now=now, review=_decided(job, True, by, now))
    return to, Entry(job.home, now, by, Act.APPROVE, f"job:{job.id}")


def rejected(job: Job, *, by: int | None, now: float, reason: str = "") -> tuple[Job, Entry]:
    """The job ends free of charge, and its owner is told; `by` None: nobody decided in time."""
    problem = REJECTED if by is not None else EXPIRED
    if reason:
        problem = say(
            "A moderator said no to this film: “{reason}”. Nothing was charged.", reason=reason
        )
    to = job.to(
        JobStatus.CANCELLED,
        now=now,
        review=_decided(job, False, by, now),
        problem=problem,
        bell=Bell.DUE,
    )
    return to, Entry(job.home, now, by, Act.REJECT, f"job:{job.id}", after=reason or None)


def _decided(job: Job, yes: bool, by: int | None, now: float) -> Review:
    review = job.review or Review({})
    return replace(review, approved=yes, by=by, at=now)
