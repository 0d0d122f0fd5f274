"""Runs the bot: looks at the provider, logs in, serves films, works until it is told to stop."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import Callable

import aiohttp
import discord
import structlog
from discord.gateway import DiscordWebSocket
from discord.http import Route
from yarl import URL

from bot.app import App, CannotStart, built, read_catalog
from bot.provider.errors import ProviderBusy, ProviderError, ProviderRejected
from bot.ready import Ready
from bot.settings import Settings
from bot.store.database import StoreUnavailable
from bot.store.migrate import NewerSchema
from bot.ui.client import VideoBot
from bot.web.health import Health, Vitals
from bot.web.server import AddressTaken, serving

log = structlog.get_logger(__name__)


async def run(
    settings: Settings,
    *,
    clock: Callable[[], float],
    chance: random.Random,
    ready: Ready | None = None,
) -> None:
    """Run the bot until it is cancelled. Raises CannotStart with one sentence."""
    ready = ready or Ready()
    use_discord_at(settings.discord_api_url)
    catalog = read_catalog(settings.models_file, allow_nsfw=settings.allow_nsfw)
    try:
        async with built(settings, catalog, clock=clock, chance=chance, ready=ready) as app:
            await _first_look_at_provider(app, settings)
            async with contextlib.AsyncExitStack() as stack:
                await _serve(stack, app, settings, clock)
                await _run(app, settings, ready.settle)
    except (StoreUnavailable, NewerSchema, AddressTaken) as error:
        raise CannotStart(str(error)) from error


async def _serve(
    stack: contextlib.AsyncExitStack, app: App, settings: Settings, clock: Callable[[], float]
) -> None:
    """Serve films and `/health` as long as `stack` lasts.

    Raises AddressTaken only where people are sent there: without PUBLIC_URL two bots of one
    machine may well have the same port in their settings.
    """
    health = Health(
        Vitals(
            connected=lambda: _connected(app.bot),
            last_round=lambda: app.tracker.last_round,
            write=lambda: app.store.remember("health", f"{clock():.0f}"),
            free_bytes=app.films.free_bytes,
            min_free_bytes=settings.min_free_mb * 1_000_000,
            clock=clock,
        )
    )
    pages = serving(app.store, app.films, health, host=settings.web_host, port=settings.web_port)
    try:
        log.info("films and health served", at=await stack.enter_async_context(pages))
    except AddressTaken as error:
        if settings.public_base:
            raise
        log.warning("films and health not served", why=str(error))


def _connected(bot: VideoBot) -> bool:
    return bot.is_ready() and not any(shard.is_closed() for shard in bot.shards.values())


async def _run(app: App, settings: Settings, settle: Callable[[], None]) -> None:
    async with app.bot:
        await _log_in(app.bot, settings)
        print(f"Invite me to your server: {app.bot.invite_link()}", flush=True)  # noqa: T201
        await app.announcer.take_up()
        await app.tracker.start()
        settle()
        async with asyncio.TaskGroup() as group:
            group.create_task(_stay_connected(app.bot), name="discord")
            group.create_task(app.tracker.run(), name="tracker")
            for name, work in app.background.items():
                group.create_task(work(), name=name)


async def _log_in(bot: VideoBot, settings: Settings) -> None:
    try:
        await bot.login(settings.discord_token.get_secret_value())
    except discord.LoginFailure as error:
        raise CannotStart(
            "Discord does not accept DISCORD_TOKEN: copy it again from discord.com/developers, "
            "your application, Bot, Reset Token."
        ) from error
    except (aiohttp.ClientError, OSError, discord.DiscordServerError) as error:
        raise CannotStart(
            "Discord can't be reached: check this machine's network"
            + (" and DISCORD_API_URL." if settings.discord_api_url else ".")
        ) from error


async def _stay_connected(bot: VideoBot) -> None:
    try:
        await bot.connect()
    except discord.PrivilegedIntentsRequired as error:
        raise CannotStart(
            "Discord refused the connection's intents; this bot needs none."
        ) from error


async def _first_look_at_provider(app: App, settings: Settings) -> None:
    """A provider that can't be reached, or refuses the key, is a mistake in the settings.

    Not where jobs are open: then it was reached before, and is down."""
    try:
        await app.offer.check()
    except ProviderRejected as error:
        raise CannotStart(
            "The video provider does not accept COMETAPI_KEY: copy it again from cometapi.com."
        ) from error
    except ProviderBusy as error:
        if error.reached or await app.store.open():
            log.warning("provider is busy or down, models not checked", why=str(error))
            return
        raise CannotStart(
            f"The video provider at {settings.cometapi_base_url} can't be reached: check "
            "COMETAPI_BASE_URL and this machine's network."
        ) from error
    except ProviderError as error:
        log.warning("models not checked", why=str(error))


def use_discord_at(url: str | None) -> None:
    """Speak to another Discord API than Discord's own, gateway included."""
    if not url:
        return
    base = url.rstrip("/")
    Route.BASE = base
    # After an invalid session discord.py goes to this constant, not to what the API named.
    gateway = (
        URL(base).with_scheme("wss" if base.startswith("https") else "ws").with_path("/gateway")
    )
    DiscordWebSocket.DEFAULT_GATEWAY = gateway
