"""Who may do what a moderator may, where Discord does not guard it: buttons, forms, groups."""

from __future__ import annotations

from typing import Any

import discord

from bot.core.refused import Refused
from bot.core.sentence import say
from bot.core.standing import House
from bot.ui.answer import roles_of


def moderates(interaction: discord.Interaction[Any], house: House) -> bool:
    """Manage Server, or a role of `/limits moderators`."""
    if interaction.permissions.manage_guild:
        return True
    return not house.moderators.isdisjoint(roles_of(interaction.user))


def check_moderates(interaction: discord.Interaction[Any], house: House) -> None:
    """Raises Refused for somebody who may not."""
    if not moderates(interaction, house):
        raise Refused(
            say(
                "Only moderators can do this: whoever may manage this server, or has a role of "
                "`/limits moderators`."
            )
        )
