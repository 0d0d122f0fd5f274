"""The film of an earlier job, to make another from: on our disk, else as it hangs on its card."""

from __future__ import annotations

import asyncio
from pathlib import Path

import aiohttp
import discord
import structlog

from bot.core.job import Delivery, Job
from bot.core.refused import Refused
from bot.core.sentence import say
from bot.media.fetch import BadPicture, Files
from bot.store.films import FilmFolder
from bot.ui.card import film_file_name

log = structlog.get_logger(__name__)


class SourceFilms:
    def __init__(self, client: discord.Client, films: FilmFolder, files: Files) -> None:
        self._client = client
        self._films = films
        self._files = files
        self._one_by_one = asyncio.Lock()

    async def path(self, job: Job) -> Path:
        """Where the film of a delivered job lies, brought back if need be.

        Raises Refused where it is neither on our disk nor on its card.
        """
        assert job.film is not None
        path = self._films.path(job.film.name)
        async with self._one_by_one:
            if await asyncio.to_thread(path.exists):
                return path
            return await self._brought_back(job)

    async def _brought_back(self, job: Job) -> Path:
        assert job.film is not None
        draft = self._films.draft(job.id)
        try:
            url = await self._on_its_card(job)
            if url is None:
                raise _gone(job)
            await self._files.fetch(url, draft, most=job.film.size)
            if draft.stat().st_size != job.film.size:
                raise _gone(job)
        except (discord.HTTPException, aiohttp.ClientError, OSError, BadPicture) as error:
            log.warning("film can't be brought back", job=job.id, why=repr(error))
            raise _gone(job) from error
        log.info("film brought back from its card", job=job.id)
        return await self._films.keep(draft, job.film.name)

    async def _on_its_card(self, job: Job) -> str | None:
        if job.delivery is not Delivery.ATTACHED or job.message_id is None:
            return None
        channel = self._client.get_partial_messageable(job.channel_id)
        message = await channel.fetch_message(job.message_id)
        name = film_file_name(job)
        return next((file.url for file in message.attachments if file.filename == name), None)


def _gone(job: Job) -> Refused:
    return Refused(
        say(
            "Film #{number} is no longer kept, neither here nor on its card, so no picture can be "
            "taken from it.",
            number=str(job.id),
        )
    )
