"""A direct message to whoever runs the bot."""

from __future__ import annotations

import aiohttp
import discord
import structlog

from bot.core.sentence import Sentence
from bot.ui.words import words_for

log = structlog.get_logger(__name__)


async def tell_owner(client: discord.Client, sentence: Sentence) -> None:
    """Tell the application's owner, or each admin of its team. Raises nothing: the log has it."""
    try:
        application = await client.application_info()
        for person in _owners(application):
            channel = await client.create_dm(discord.Object(person))
            await channel.send(f"🔧 {words_for('en-US')(sentence)}")
    except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
        log.warning("the owner could not be told", why=repr(error))


def _owners(application: discord.AppInfo) -> list[int]:
    team = application.team
    if team is None:
        return [application.owner.id]
    admins = [each.id for each in team.members if each.role is discord.TeamMemberRole.admin]
    return [team.owner_id, *admins] if team.owner_id is not None else admins
