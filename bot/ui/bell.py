"""The bell: one plain reply that mentions the owner, or a direct message; never twice."""

from __future__ import annotations

from typing import Any

import discord

from bot.core.job import Job, JobStatus
from bot.core.sentence import say
from bot.ui.trouble import told_apart
from bot.ui.words import Words, words_for

DM_REFUSED = 50007
LOOKED_THROUGH = 100
"""Messages after the card; a call is the first thing that follows an end."""


async def ring(client: discord.Client, job: Job, *, privately: bool, begun_before: bool) -> None:
    """See `bot.delivery.Cards.ring`.

    The nonce keeps a repetition within minutes from ringing twice (Discord returns the first
    message); a later one is found in the channel.
    """
    assert job.message_id is not None
    words = words_for(job.locale)
    with told_apart():
        if privately and await _by_dm(client, job, words, begun_before):
            return
        await _by_reply(client, job, words, begun_before)


def link(job: Job) -> str:
    return f"https://discord.com/channels/{job.guild_id}/{job.channel_id}/{job.message_id}"


def _nonce(job: Job) -> str:
    return f"bell-{job.id}"[:25]


async def _by_reply(client: discord.Client, job: Job, words: Words, begun_before: bool) -> None:
    assert job.message_id is not None
    channel = client.get_partial_messageable(job.channel_id)
    if begun_before and await _rang(channel, job):
        return
    await channel.send(
        f"<@{job.owner_id}> {_said(job, words)}",
        reference=discord.MessageReference(
            message_id=job.message_id, channel_id=job.channel_id, fail_if_not_exists=False
        ),
        allowed_mentions=discord.AllowedMentions(
            everyone=False, roles=False, replied_user=False, users=[discord.Object(job.owner_id)]
        ),
        nonce=_nonce(job),
    )


async def _rang(channel: Any, job: Job) -> bool:
    """Whether a reply of ours to this card mentions its owner already."""
    assert job.message_id is not None
    after = discord.Object(job.message_id)
    async for message in channel.history(limit=LOOKED_THROUGH, after=after, oldest_first=True):
        reference = message.reference
        about_it = reference is not None and reference.message_id == job.message_id
        if about_it and message.author.bot and f"<@{job.owner_id}>" in message.content:
            return True
    return False


async def _by_dm(client: discord.Client, job: Job, words: Words, begun_before: bool) -> bool:
    """False where the member takes no direct messages."""
    text = f"{_said(job, words)}\n{link(job)}"
    try:
        channel = await client.create_dm(discord.Object(job.owner_id))
        if begun_before:
            async for message in channel.history(limit=LOOKED_THROUGH):
                if message.author.bot and message.content == text:
                    return True
        await channel.send(text, nonce=_nonce(job))
    except discord.Forbidden as error:
        if error.code != DM_REFUSED:
            raise
        return False
    return True


def _said(job: Job, words: Words) -> str:
    number = str(job.id)
    if job.status is JobStatus.DELIVERED:
        return words(say("your film #{number} is ready.", number=number))
    return words(say("your film #{number} could not be made; its card says why.", number=number))
