"""Who asks for a film and where, as the interaction tells it; and the job that is written down."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.job import Job
from bot.core.wish import Checked

ANSWER_TAKES = 10.0
"""Seconds after which a job without a card is asked about: Discord allows 3 for the answer."""


@dataclass(frozen=True)
class Asked:
    """What the interaction itself tells; enough to decide, without asking Discord anything."""

    interaction_id: int
    application_id: int
    token: str
    guild_id: int
    channel_id: int
    owner_id: int
    locale: str
    upload_limit: int
    """Bytes."""
    place_id: int = 0
    """The channel whose rules hold: of a thread or a post, the one it belongs to."""
    roles: tuple[int, ...] = ()
    adult: bool = False
    """The channel is age-restricted."""


def draft_of(asked: Asked, checked: Checked, now: float) -> Job:
    """The job as it is written down; its number and its cost are given to it there."""
    return Job(
        id=0,
        interaction_id=asked.interaction_id,
        application_id=asked.application_id,
        guild_id=asked.guild_id,
        channel_id=asked.channel_id,
        owner_id=asked.owner_id,
        locale=asked.locale,
        prompt=checked.wish.prompt,
        model=checked.model.id,
        model_title=checked.model.title,
        provider=checked.model.provider,
        dialect=checked.model.dialect,
        seconds=checked.wish.seconds,
        size=checked.wish.size,
        upload_limit=asked.upload_limit,
        price=checked.price,
        cost=0,
        created_at=now,
        changed_at=now,
        next_at=now + ANSWER_TAKES,
        answer_token=asked.token,
        picture=checked.picture,
        character=checked.character,
        home_id=asked.guild_id,
        place_id=asked.place_id or asked.channel_id,
        roles=asked.roles,
    )
