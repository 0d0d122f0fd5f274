"""The choice behind /notify, and its answer."""

from __future__ import annotations

from enum import Enum
from typing import Any

import discord

from bot.core.notify import Notify
from bot.core.sentence import say
from bot.store.members import MemberStore
from bot.ui.words import words_for


class Way(Enum):
    """As Discord shows the choices; a translator may translate the names."""

    reply = Notify.REPLY.value
    direct_message = Notify.DM.value
    off = Notify.OFF.value


_SAID = {
    Notify.REPLY: say("From now on a reply to the card calls you when a long film is there."),
    Notify.DM: say(
        "From now on a direct message calls you when a long film is there. If you don't take "
        "direct messages from this server, a reply does."
    ),
    Notify.OFF: say("From now on nothing calls you; the card still shows your film."),
}


async def answer_notify(
    interaction: discord.Interaction[Any], members: MemberStore, way: Way
) -> None:
    notify = Notify(way.value)
    await members.set_notify(interaction.user.id, notify)
    text = words_for(interaction.locale.value)(_SAID[notify])
    await interaction.response.send_message(text, ephemeral=True)
