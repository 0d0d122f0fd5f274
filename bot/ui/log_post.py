"""A server's log, as it is told in a channel of its moderators."""

from __future__ import annotations

from collections.abc import Sequence

import discord

from bot.core.audit import Entry
from bot.ui.audit_words import entry_line
from bot.ui.boxed import boxed
from bot.ui.trouble import told_apart
from bot.ui.words import words_for

LINE_SHOWN = 380
"""Characters; ten lines fit into one message of Discord's."""


async def post(client: discord.Client, channel_id: int, entries: Sequence[Entry]) -> None:
    """See `bot.delivery.Cards.tell_log`. At most ten entries.

    The nonce keeps a repetition within minutes from telling twice: Discord returns the first
    message.
    """
    words = words_for("en-US")
    lines = [entry_line(entry, words)[:LINE_SHOWN] for entry in entries]
    channel = client.get_partial_messageable(channel_id)
    with told_apart():
        await channel.send(
            view=boxed("\n".join(lines)),
            nonce=f"log-{entries[0].id}"[:25],
            allowed_mentions=discord.AllowedMentions.none(),
        )
