"""A film that was taken down: its owner alone can see it."""

from __future__ import annotations

import asyncio

import discord

from bot.core.job import Job
from bot.core.refused import Refused
from bot.core.sentence import say
from bot.ui.card import film_file_name
from bot.ui.presses import Press
from bot.ui.source_film import SourceFilms
from bot.ui.words import words_for


async def show_privately(interaction: Press, job: Job, sources: SourceFilms) -> None:
    """Answer its owner with the film, so that nobody else sees it. Raises Refused."""
    if job.film is None:
        raise Refused(say("Film #{n} was taken down before it was made.", n=str(job.id)))
    path = await sources.path(job)
    size = (await asyncio.to_thread(path.stat)).st_size
    if size > interaction.filesize_limit:
        raise Refused(
            say(
                "Film #{n} was taken down, and is too large to be shown in private. The bot's "
                "owner can give it to you as {name}.",
                n=str(job.id),
                name=job.film.name,
            )
        )
    words = words_for(interaction.locale.value)
    said = words(say("Film #{n} was taken down. Only you can see it.", n=str(job.id)))
    file = discord.File(path, film_file_name(job))
    try:
        await interaction.response.send_message(said, file=file, ephemeral=True)
    finally:
        file.close()
