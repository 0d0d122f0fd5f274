"""Who may do what a moderator may, where Discord does not guard it: buttons, forms, groups."""

from __future__ import annotations

from typing import Any

import discord

from bot.core.refused import Refused
from bot.core.sentence import say
from bot.core.standing import House
from bot.store.jobs import JobStore
from bot.ui.answer import roles_of


def moderates(interaction: discord.Interaction[Any], house: House) -> bool:
    """Manage Server, or a role of `/limits moderators`."""
    if interaction.permissions.manage_guild:
        return True
    return not house.moderators.isdisjoint(roles_of(interaction.user))


async def moderates_film(
    interaction: discord.Interaction[Any], store: JobStore, job_id: int
) -> bool:
    """Whether the person may manage messages where a film's card is, or where it was asked for."""
    if not interaction.permissions.manage_messages:
        return False
    job = await store.get(job_id)
    return job is not None and interaction.guild_id in (job.guild_id, job.home)


def check_moderates(interaction: discord.Interaction[Any], house: House) -> None:
    """Raises Refused for somebody who may not."""
    if not moderates(interaction, house):
        raise Refused(
            say(
                "Only moderators can do this: whoever may manage this server, or has a role of "
                "`/limits moderators`."
            )
        )
