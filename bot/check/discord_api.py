"""Discord's API as the check reads it: once per question, no retries, and the time it tells."""

from __future__ import annotations

from typing import Any

import aiohttp
import discord


class Unanswered(Exception):
    """Discord did not answer, or not with what was asked for; the text says why."""


class NotAccepted(Exception):
    """Discord does not accept the token."""


class DiscordApi:
    """GET requests with the bot's token. `base` is the API's address without a slash at its end."""

    def __init__(self, session: aiohttp.ClientSession, base: str, token: str) -> None:
        self._session = session
        self._base = base
        # Discord asks bots to name themselves so (API reference, "User Agent").
        agent = f"DiscordBot (https://github.com/Rapptz/discord.py, {discord.__version__})"
        self._headers = {"Authorization": f"Bot {token}", "User-Agent": agent}

    async def get(self, path: str) -> Any:
        """The JSON at `path`. Raises NotAccepted for 401, Unanswered for everything else."""
        try:
            async with self._session.get(self._base + path, headers=self._headers) as reply:
                if reply.status == 401:
                    raise NotAccepted
                if reply.status != 200:
                    raise Unanswered(f"it answered {reply.status} to {path}")
                return await reply.json(content_type=None)
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            # Not the error's own words: they may hold the request with its headers.
            raise Unanswered(type(error).__name__) from None
