"""Tells people that little is left of a limit, or nothing: members, moderators, the owner."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import aiohttp
import discord
import structlog

from bot.core.job import Job
from bot.core.overview import Whose
from bot.core.warning import warnings_of
from bot.intake import Intake
from bot.store.houses import HouseStore
from bot.store.warnings import Due, WarningStore
from bot.ui.word_to import tell_channel, tell_owner
from bot.ui.words import words_for

log = structlog.get_logger(__name__)


class Nearly:
    def __init__(
        self,
        intake: Intake,
        warnings: WarningStore,
        houses: HouseStore,
        clock: Callable[[], float],
    ) -> None:
        self._intake = intake
        self._warnings = warnings
        self._houses = houses
        self._clock = clock

    async def tell(self, interaction: discord.Interaction[Any], job: Job) -> None:
        """After a film was accepted and answered. Raises nothing: the film goes on anyway.

        It is said first and written down after: who was not reached is told with the next film.
        """
        try:
            found = warnings_of(await self._intake.meters(job))
            due = await self._warnings.due(job, found) if found else []
            told = [each for each in due if await self._say(interaction, job, each)]
            if told:
                await self._warnings.told(told, now=self._clock())
        except Exception:
            log.exception("warning could not be given", job=job.id)

    async def _say(self, interaction: discord.Interaction[Any], job: Job, due: Due) -> bool:
        sentence, whose = due.warning.sentence, due.warning.meter.whose
        if whose is Whose.OWNER:
            await tell_owner(interaction.client, sentence)
            return True
        if whose is Whose.SERVER:
            channel = await self._houses.moderators_channel(job.home)
            return channel is None or await tell_channel(interaction.client, channel, sentence)
        text = words_for(interaction.locale.value)(sentence)
        try:
            await interaction.followup.send(text, ephemeral=True)
        except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
            log.info("member could not be told", job=job.id, why=repr(error))
            return False
        return True
