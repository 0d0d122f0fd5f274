"""Prompts that the provider refuses for what they show: too many a day, and a member pauses."""

from __future__ import annotations

from bot.core.job import Job
from bot.core.sentence import Mention, Sentence, When, say
from bot.core.standing import Block
from bot.core.video import Failure, Fault

A_DAY = 86_400.0
_GRAVE = ("sex", "nud", "porn", "violen", "gore", "hate", "hateful", "harass")
"""What the providers' words for such reasons contain."""
REASON = "the provider refused too many of your prompts"


def is_strike(failure: Failure) -> bool:
    """Whether the provider called the prompt sexual, violent or hateful, in so many words."""
    named = " ".join(failure.reasons).casefold()
    return failure.fault is Fault.MODERATION and any(word in named for word in _GRAVE)


def pause_of(job: Job, now: float) -> Block:
    """The pause that follows the last strike."""
    return Block(job.owner_id, REASON, None, now, now + A_DAY)


def told(block: Block, strikes: int) -> Sentence:
    """What the moderators are told."""
    return say(
        "⛔ The provider refused {n} prompts of {whom} within a day as sexual, violent or hateful. "
        "They can't make films here until {when}; you can lift that.",
        n=strikes,
        whom=Mention("member", block.member),
        when=When(block.until or 0.0),
    )
