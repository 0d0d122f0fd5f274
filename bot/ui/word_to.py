"""A word to whoever runs the bot, and to the moderators of a server."""

from __future__ import annotations

from typing import Any

import aiohttp
import discord
import structlog
from discord import ui

from bot.core.sentence import Sentence, say
from bot.core.standing import Block
from bot.ui.buttons import StillView, act_button
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


async def tell_channel(client: discord.Client, channel_id: int, sentence: Sentence) -> bool:
    """A word in a channel; False where it could not be said. Raises nothing."""
    try:
        await client.get_partial_messageable(channel_id).send(
            words_for("en-US")(sentence), allowed_mentions=discord.AllowedMentions.none()
        )
    except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
        log.warning("nothing could be said in a channel", channel=channel_id, why=repr(error))
        return False
    return True


async def tell_moderators(
    client: discord.Client, channel_id: int, block: Block, sentence: Sentence
) -> None:
    """A word in the moderators' channel, with a button that lifts the block. Raises nothing."""
    words = words_for("en-US")
    box = ui.Container[Any](accent_colour=discord.Colour(0xED4245))
    box.add_item(ui.TextDisplay(words(sentence)))
    row = ui.ActionRow[Any]()
    row.add_item(act_button("unblock", block.member, words(say("Lift it")), emoji="↩️"))
    box.add_item(row)
    view = StillView()
    view.add_item(box)
    try:
        await client.get_partial_messageable(channel_id).send(view=view)
    except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
        log.warning("the moderators could not be told", why=repr(error))


def _owners(application: discord.AppInfo) -> list[int]:
    team = application.team
    if team is None:
        return [application.owner.id]
    admins = [each.id for each in team.members if each.role is discord.TeamMemberRole.admin]
    return [team.owner_id, *admins] if team.owner_id is not None else admins
