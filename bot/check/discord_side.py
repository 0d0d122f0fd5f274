"""What Discord says of this bot: its token, its switches, its commands, its servers."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import AsyncIterator
from typing import Any

from discord.ext import commands

import cogs
from bot.check.discord_api import DiscordApi, NotAccepted, Unanswered
from bot.check.line import Line, note, right, wrong
from bot.check.servers import servers

SWITCHES = {
    "Presence": 1 << 12 | 1 << 13,
    "Server Members": 1 << 14 | 1 << 15,
    "Message Content": 1 << 18 | 1 << 19,
}
"""Bits of an application's `flags` for each privileged intent, full and limited
(https://docs.discord.com/developers/resources/application#application-object-application-flags)."""


async def discord_side(api: DiscordApi, *, own_address: bool) -> AsyncIterator[Line]:
    """Everything that can be asked of Discord. `own_address`: DISCORD_API_URL is set."""
    try:
        me = await api.get("/users/@me")
        yield right("Token", f"Discord knows this bot as {me['username']}.")
        application = await api.get("/applications/@me")
        for line in switches(application):
            yield line
        yield commands_line(await api.get(f"/applications/{application['id']}/commands"))
        async for line in servers(api, str(application["id"]), int(me["id"])):
            yield line
    except NotAccepted:
        yield wrong(
            "Token",
            "Discord does not accept DISCORD_TOKEN: copy it again from discord.com/developers, "
            "your application, Bot, Reset Token.",
        )
    except Unanswered as error:
        where = " and DISCORD_API_URL" if own_address else ""
        yield wrong(
            "Discord",
            f"can't be asked ({error}): check this machine's network{where}, or try again later.",
        )


def switches(application: dict[str, Any]) -> list[Line]:
    """What is set for the application on discord.com/developers."""
    on = [name for name, bits in SWITCHES.items() if int(application.get("flags") or 0) & bits]
    lines = [
        note("Intents", f"{', '.join(on)}: not needed, you may switch it off.")
        if on
        else right("Intents", "no privileged ones are switched on, and none are needed.")
    ]
    if application.get("interactions_endpoint_url"):
        lines.append(
            wrong(
                "Commands",
                "Discord sends them to another address, not to this bot: empty Interactions "
                "Endpoint URL at discord.com/developers, your application, General Information.",
            )
        )
    if application.get("bot_require_code_grant"):
        lines.append(
            wrong(
                "Invite",
                "the link can't work: switch off Requires OAuth2 Code Grant at "
                "discord.com/developers, your application, Bot.",
            )
        )
    return lines


def commands_line(registered: list[dict[str, Any]]) -> Line:
    names = {str(each["name"]) for each in registered}
    missing = sorted(command_names() - names)
    if not names:
        return note("Commands", "none are registered yet; the bot does it when it starts.")
    if missing:
        shown = ", ".join(f"/{name}" for name in missing)
        return note("Commands", f"{shown} not registered yet; the bot does it when it starts.")
    return right("Commands", f"{len(names)} are registered.")


def command_names() -> frozenset[str]:
    """The names of the slash commands in `cogs/`."""
    modules = [
        importlib.import_module(f"{cogs.__name__}.{found.name}")
        for found in pkgutil.iter_modules(cogs.__path__)
    ]
    families = {
        value
        for module in modules
        for value in vars(module).values()
        if inspect.isclass(value) and issubclass(value, commands.Cog)
    }
    return frozenset(command.name for family in families for command in family.__cog_app_commands__)
