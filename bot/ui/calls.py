"""What is said to people beside the cards: the bell, and words to moderators and the owner."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

import discord

from bot.core.audit import Entry
from bot.core.job import Job
from bot.core.sentence import Sentence
from bot.core.standing import Block
from bot.delivery import CardGone
from bot.ui import bell, log_post, review_card, word_to
from bot.ui.trouble import told_apart


class Calls:
    """The part of `bot.delivery.Cards` that sends messages of its own."""

    def __init__(self, client: discord.Client) -> None:
        self._client = client

    async def ring(self, job: Job, *, privately: bool, begun_before: bool) -> None:
        await bell.ring(self._client, job, privately=privately, begun_before=begun_before)

    async def tell_moderators(self, channel_id: int, block: Block, sentence: Sentence) -> None:
        await word_to.tell_moderators(self._client, channel_id, block, sentence)

    async def tell_owner(self, sentence: Sentence) -> None:
        await word_to.tell_owner(self._client, sentence)

    async def ask_moderators(self, job: Job, channel_id: int) -> int:
        return await review_card.ask(self._client, job, channel_id)

    async def review_over(self, job: Job) -> None:
        await review_card.over(self._client, job)

    async def remove(self, job: Job) -> None:
        if job.message_id is None:
            return
        channel = self._client.get_partial_messageable(job.channel_id)
        with suppress(CardGone), told_apart():
            await channel.get_partial_message(job.message_id).delete()

    async def tell_log(self, channel_id: int, entries: Sequence[Entry]) -> None:
        await log_post.post(self._client, channel_id, entries)
