"""Answers to people: the card, a refusal, or an honest word about an error of ours."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Mapping, Sequence
from typing import Any

import aiohttp
import discord
import structlog
from discord import app_commands

from bot.core.asked import Asked
from bot.core.job import Job
from bot.core.picture import Fit, Handed, in_order
from bot.core.refused import Refused
from bot.core.sentence import Sentence, say
from bot.core.standing import Wanted
from bot.intake import Intake, Quote
from bot.ui.card import card
from bot.ui.quote import quote_view
from bot.ui.words import words_for

log = structlog.get_logger(__name__)

NEEDED = {
    "view_channel": say("View Channel"),
    "send_messages": say("Send Messages"),
    "attach_files": say("Attach Files"),
    "embed_links": say("Embed Links"),
    "read_message_history": say("Read Message History"),
}
"""What the bot must be allowed to do where a card will live, by the names Discord shows."""
NEEDED_IN_THREADS = NEEDED | {"send_messages_in_threads": say("Send Messages in Threads")}
UNKNOWN_INTERACTION = 10062


def asked_by(interaction: discord.Interaction[Any]) -> Asked:
    """What the interaction tells. Raises Refused where a film could not be shown later."""
    if interaction.guild_id is None or interaction.channel_id is None:
        raise Refused(say("Films are made in servers. Use this command in a channel of one."))
    _may_show_films(interaction)
    limit = interaction.filesize_limit
    if interaction.guild is not None:
        # The interaction's limit may be the member's own; the film is sent by the bot, later.
        limit = min(limit, interaction.guild.filesize_limit)
    return Asked(
        interaction_id=interaction.id,
        application_id=interaction.application_id,
        token=interaction.token,
        guild_id=interaction.guild_id,
        channel_id=interaction.channel_id,
        owner_id=interaction.user.id,
        locale=interaction.locale.value,
        upload_limit=limit,
        place_id=place_of(interaction),
        roles=roles_of(interaction.user),
        adult=is_adult(interaction),
    )


def is_adult(interaction: discord.Interaction[Any]) -> bool:
    """Whether the channel is age-restricted; of a thread or a post, the one it belongs to."""
    told = getattr(interaction.channel, "is_nsfw", None)
    return told is not None and bool(told())


def wanted_from(interaction: discord.Interaction[Any]) -> Wanted:
    """Who asks where, of a film that is not chosen yet."""
    return Wanted(
        member=interaction.user.id,
        roles=roles_of(interaction.user),
        guild=interaction.guild_id or 0,
        place=place_of(interaction),
    )


def place_of(interaction: discord.Interaction[Any]) -> int:
    """The channel whose rules hold: of a thread or a post, the one it belongs to."""
    channel = interaction.channel
    if isinstance(channel, discord.Thread):
        return channel.parent_id
    return interaction.channel_id or 0


def roles_of(person: discord.User | discord.Member) -> tuple[int, ...]:
    """A member's roles as the interaction tells them; the server's own `@everyone` is none."""
    if not isinstance(person, discord.Member):
        return ()
    # Not `person.roles`: that leaves out roles that are not in the cache.
    return tuple(sorted(person._roles))  # pyright: ignore[reportPrivateUsage]


def handed(images: Sequence[discord.Attachment | None], fit: str | None) -> Handed | None:
    """The pictures of a command, as far as Discord tells of them; None where there is none."""
    return in_order(
        Handed(
            url=image.url,
            name=image.filename,
            size=image.size,
            content_type=image.content_type,
            fit=Fit(fit) if fit else None,
        )
        for image in images
        if image is not None
    )


def handed_in(file: Mapping[str, Any], fit: Fit | None) -> Handed:
    """The picture of a form, as far as Discord tells of it."""
    return Handed(
        url=str(file["url"]),
        name=str(file["filename"]),
        size=int(file["size"]),
        content_type=file.get("content_type"),
        fit=fit,
    )


def _may_show_films(interaction: discord.Interaction[Any]) -> None:
    rights = interaction.app_permissions
    in_thread = isinstance(interaction.channel, discord.Thread)
    needed = dict(NEEDED_IN_THREADS if in_thread else NEEDED)
    if in_thread:
        del needed["send_messages"]
    words = words_for(interaction.locale.value)
    missing = tuple(words(name) for right, name in needed.items() if not getattr(rights, right))
    if missing:
        raise Refused(
            say(
                "I may not do everything here that a film needs. Missing: {rights}. A moderator "
                "can allow it in this channel's settings.",
                rights=missing,
            )
        )


async def answer(
    interaction: discord.Interaction[Any], intake: Intake, outcome: Job | Quote
) -> None:
    """Answer a wish: with its card, or privately with its price where that is to be agreed to."""
    if isinstance(outcome, Quote):
        words = words_for(interaction.locale.value)
        await interaction.response.send_message(view=quote_view(outcome, words), ephemeral=True)
    else:
        await answer_with_card(interaction, intake, outcome)


async def answer_with_card(interaction: discord.Interaction[Any], intake: Intake, job: Job) -> None:
    """Answer the command with the job's card; only then may the job be submitted.

    An answer that came too late ends the job free of charge. An answer nobody knows the fate of
    (a reset, a 5xx) leaves it to the tracker, which asks Discord whether the card is there.
    """
    try:
        answer = await interaction.response.send_message(
            view=card(job, words_for(job.locale)), allowed_mentions=discord.AllowedMentions.none()
        )
    except discord.NotFound as error:
        log.warning("answer refused", job=job.id, code=error.code)
        await intake.abandon(job)
        return
    except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
        log.warning("answer uncertain", job=job.id, why=repr(error))
        return
    if answer.message_id is not None:
        await intake.place(job, answer.message_id)
        if interaction.client.when_accepted is not None:
            await interaction.client.when_accepted(interaction, job)


async def put_away(interaction: discord.Interaction[Any], token: str | None = None) -> None:
    """Take away the private question that was answered; that it stays would do no harm.

    `token` is that of the interaction whose answer the question is: a press has rights of its own
    over what it is answered with, and perhaps over nothing else.
    """
    with contextlib.suppress(discord.HTTPException, aiohttp.ClientError, OSError):
        if token is not None:
            asked = discord.Webhook.partial(
                interaction.application_id, token, client=interaction.client
            )
            await asked.delete_message("@original")  # type: ignore[arg-type]
        elif interaction.message is not None:
            await interaction.followup.delete_message(interaction.message.id)


async def answer_error(
    interaction: discord.Interaction[Any], error: BaseException, chance: random.Random
) -> None:
    """Tell the person privately what was wrong; for an error of ours, a reference to the log."""
    if isinstance(error, app_commands.CommandInvokeError):
        error = error.original
    if isinstance(error, Refused):
        await _privately(interaction, error.sentence)
        return
    if isinstance(error, app_commands.CheckFailure):
        await _privately(interaction, say("You may not use this command here."))
        return
    reference = f"{chance.getrandbits(32):08x}"
    log.error("command failed", reference=reference, exc_info=error)
    await _privately(
        interaction,
        say(
            "Something went wrong inside this bot. If it happens again, tell its owner this "
            "reference: {reference}",
            reference=reference,
        ),
    )


async def _privately(interaction: discord.Interaction[Any], sentence: Sentence) -> None:
    text = words_for(interaction.locale.value)(sentence)
    try:
        if interaction.response.is_done():
            await interaction.followup.send(text, ephemeral=True)
        else:
            await interaction.response.send_message(text, ephemeral=True)
    except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
        log.warning("refusal could not be shown", why=repr(error))
