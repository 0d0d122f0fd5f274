"""What moderators see of a film that they must agree to first, and what became of it."""

from __future__ import annotations

from typing import Any

import aiohttp
import discord
import structlog
from discord import ui

from bot.core.job import Job, JobStatus
from bot.core.review import Review
from bot.core.sentence import Mention, Sentence, When, say
from bot.ui.buttons import StillView, act_button
from bot.ui.card import headline
from bot.ui.casting import with_whom
from bot.ui.lineage import origin
from bot.ui.told import told
from bot.ui.trouble import told_apart
from bot.ui.words import Words, words_for

log = structlog.get_logger(__name__)

PROMPT_SHOWN = 2_500
_OPEN, _YES, _NO, _GREY = (
    discord.Colour(value) for value in (0xF0B132, 0x57F287, 0xED4245, 0x747F8D)
)


async def ask(client: discord.Client, job: Job, channel_id: int) -> int:
    """See `bot.delivery.Cards.ask_moderators`. The nonce keeps a repetition within minutes from
    asking twice: Discord returns the first message."""
    channel = client.get_partial_messageable(channel_id)
    with told_apart():
        message = await _send(channel, job)
    return message.id


async def _send(channel: discord.PartialMessageable, job: Job) -> discord.Message:
    words, nonce = words_for("en-US"), f"review-{job.id}"[:25]
    nobody = discord.AllowedMentions.none()
    try:
        view = review_view(job, words)
        return await channel.send(view=view, nonce=nonce, allowed_mentions=nobody)
    except discord.HTTPException as error:
        if error.status != 400 or job.picture is None:
            raise
        # Whatever Discord has against the picture, the question is worth more.
        view = review_view(job, words, pictures=False)
        return await channel.send(view=view, nonce=nonce, allowed_mentions=nobody)


async def over(client: discord.Client, job: Job) -> None:
    """See `bot.delivery.Cards.review_over`."""
    review = job.review
    if review is None or review.channel_id is None or review.message_id is None:
        return
    channel = client.get_partial_messageable(review.channel_id)
    message = channel.get_partial_message(review.message_id)
    try:
        await message.edit(view=review_view(job, words_for("en-US")))
    except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
        log.info("the moderators' message could not be changed", job=job.id, why=repr(error))


def review_view(job: Job, words: Words, *, pictures: bool = True) -> ui.LayoutView:
    """The film with Approve and Reject, or what was decided."""
    review = job.review or Review({})
    open_ = job.status is JobStatus.IN_REVIEW
    box = ui.Container[Any](accent_colour=_colour(job, review))
    head = say(
        "### 👀 Film #{n} waits for a moderator's yes\n{owner} asked for it {when}. Why you are "
        "asked: {why}.",
        n=str(job.id),
        owner=Mention("member", job.owner_id),
        when=When(job.created_at),
        why=Sentence.from_json(review.why) if review.why else say("a rule asks for it"),
    )
    lines = (words(head), headline(job, words), origin(job, words), with_whom(job, words))
    box.add_item(ui.TextDisplay("\n".join(line for line in lines if line)))
    box.add_item(ui.TextDisplay(told(job.prompt, words, most=PROMPT_SHOWN)))
    if pictures and open_ and job.picture is not None and job.frame is None:
        gallery = ui.MediaGallery[Any]()
        for picture in job.picture.all:
            gallery.add_item(media=picture.url, description=picture.name)
        box.add_item(gallery)
    box.add_item(ui.TextDisplay(words(_state(job, review))))
    if open_:
        box.add_item(_acts(job, words))
    view = StillView()
    view.add_item(box)
    return view


def _acts(job: Job, words: Words) -> ui.ActionRow[Any]:
    row = ui.ActionRow[Any]()
    styles = discord.ButtonStyle
    row.add_item(act_button("approve", job.id, words(say("Approve")), emoji="✅",
                            style=styles.success))  # fmt: skip
    row.add_item(act_button("reject_form", job.id, words(say("Reject")), emoji="❌",
                            style=styles.danger))  # fmt: skip
    row.add_item(act_button("block_form", job.id, words(say("Block who asked")), emoji="⛔"))
    return row


def _state(job: Job, review: Review) -> Sentence:
    who, when = Mention("member", review.by or 0), When(review.at or job.changed_at)
    if review.approved:
        return say("✅ **Approved** by {who} {when}.", who=who, when=when)
    if review.approved is False and review.by is not None:
        return say("❌ **Rejected** by {who} {when}.", who=who, when=when)
    if review.approved is False:
        return say("⌛ **Nobody decided in time.** It is not made, and nothing was charged.")
    if job.ended:
        return say("🚫 **Cancelled** before anybody decided.")
    return say(
        "It is made only if one of you agrees. Otherwise it ends {until}, free of charge.",
        until=When(review.until or job.changed_at),
    )


def _colour(job: Job, review: Review) -> discord.Colour:
    if review.approved is None:
        return _GREY if job.ended else _OPEN
    return _YES if review.approved else _NO
