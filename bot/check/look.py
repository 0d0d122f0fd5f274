"""Looks at everything that a bot needs, one thing after the other; nothing is changed by it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any

import aiohttp
from discord.http import Route

from bot.app import CannotStart, load_catalog
from bot.check import machine
from bot.check.discord_api import DiscordApi
from bot.check.discord_side import discord_side
from bot.check.given import Given
from bot.check.line import Line, note, right, wrong
from bot.check.provider_side import Providers, models
from bot.check.session import opened
from bot.doors import doors
from bot.settings import Settings
from bot.ui.words import words_for

OUR_HEALTH = {"ok", "wrong"}
"""The keys of `/health`'s answer, by which it is known to be ours."""


async def look(given: Given, *, clock: Callable[[], float]) -> AsyncIterator[Line]:
    """Every finding, as it is found. `clock` gives seconds since 1970. Never raises.

    What nobody foresaw becomes a line too, so that the rest is still looked at.
    """
    yield machine.python()
    for line in given.lines:
        yield line
    async with opened(clock) as (session, ahead):
        parts = (
            _discord(session, given),
            _provider(session, given, clock),
            _machine(given.settings),
            _public(session, given.settings),
        )
        for part in parts:
            try:
                async for line in part:
                    yield line
            except Exception as error:
                text = f"could not be looked at ({type(error).__name__}): please report this."
                yield wrong("Check", text)
        yield machine.clock(ahead)


async def _discord(session: aiohttp.ClientSession, given: Given) -> AsyncIterator[Line]:
    settings = given.settings
    if "discord_token" in given.unusable:
        yield note("Discord", "not asked, without a token.")
        return
    base = (settings.discord_api_url or Route.BASE).rstrip("/")
    api = DiscordApi(session, base, settings.discord_token.get_secret_value())
    async for line in discord_side(api, own_address=settings.discord_api_url is not None):
        yield line


async def _provider(
    session: aiohttp.ClientSession, given: Given, clock: Callable[[], float]
) -> AsyncIterator[Line]:
    settings = given.settings
    try:
        loaded = load_catalog(settings.models_file)
    except CannotStart as error:
        yield wrong("Models", str(error))
        return
    for problem in loaded.problems:
        yield wrong("Models", f"{words_for('en-US')(problem)} Mend or remove this entry.")
    providers = Providers(session, doors(loaded.catalog, settings), clock)
    if "cometapi_key" in given.unusable:
        yield note("Provider", "not asked, without a key.")
        providers.listed = None
    else:
        async for line in providers.lines():
            yield line
    for line in models(loaded.catalog, providers.listed, settings):
        yield line


async def _machine(settings: Settings) -> AsyncIterator[Line]:
    yield machine.folder(settings)
    yield machine.room(settings)
    yield await machine.schema(settings)


async def _public(session: aiohttp.ClientSession, settings: Settings) -> AsyncIterator[Line]:
    """Whether people reach the bot's own pages, asked the way they would take."""
    if not settings.public_base:
        text = "not set: films too large for Discord are linked at the provider, or only kept."
        yield note("PUBLIC_URL", text)
        return
    if await _is_ours(session, settings.public_base + "/health"):
        yield right("PUBLIC_URL", f"{settings.public_base} leads to the bot.")
    elif machine.runs(settings):
        yield wrong(
            "PUBLIC_URL",
            f"{settings.public_base} does not lead to the bot: let your web server hand it on to "
            "WEB_HOST:WEB_PORT (in Docker, to the published port).",
        )
    else:
        yield note("PUBLIC_URL", "not tried, because the bot is not running: check again then.")


async def _is_ours(session: aiohttp.ClientSession, address: str) -> bool:
    try:
        async with session.get(address) as reply:
            said: Any = await reply.json(content_type=None)
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError):
        return False
    return isinstance(said, dict) and said.keys() == OUR_HEALTH
