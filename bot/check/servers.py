"""The servers this bot is in, and the rights that it lacks there."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import discord

from bot.check.discord_api import DiscordApi, NotAccepted, Unanswered
from bot.check.line import Line, note, right, wrong
from bot.ui.client import RIGHTS

MOST_SERVERS = 200
"""What Discord tells at once."""
LOOKED_INTO = 5
"""Servers whose channels are looked at one by one; each costs three requests."""
TEXT_KINDS = frozenset({0, 5})
"""Text and announcement channels."""
SHOWN = 5


async def servers(api: DiscordApi, application_id: str, me: int) -> AsyncIterator[Line]:
    """Raises what DiscordApi.get raises."""
    guilds = await api.get(f"/users/@me/guilds?limit={MOST_SERVERS}")
    invite = discord.utils.oauth_url(int(application_id), permissions=RIGHTS)
    if not guilds:
        yield note("Servers", f"in none yet. Invite the bot: {invite}")
        return
    lacking = [(guild, names) for guild in guilds if (names := missing(int(guild["permissions"])))]
    for guild, names in lacking[:SHOWN]:
        yield wrong(
            "Rights",
            f"{guild['name']}: the bot lacks {', '.join(names)}. Give its role these rights, or "
            f"invite it again: {invite}",
        )
    if more := lacking[SHOWN:]:
        yield wrong("Rights", f"and in {len(more)} more servers.")
    many = f"{MOST_SERVERS} or more" if len(guilds) >= MOST_SERVERS else str(len(guilds))
    yield right("Servers", f"in {many}; all rights given in {len(guilds) - len(lacking)}.")
    for guild in guilds[:LOOKED_INTO]:
        async for line in _channels(api, guild, me):
            yield line


async def _channels(api: DiscordApi, guild: dict[str, Any], me: int) -> AsyncIterator[Line]:
    """Channels where an overwrite takes a right away that the server gives."""
    base = int(guild["permissions"])
    try:
        member = await api.get(f"/guilds/{guild['id']}/members/{me}")
        channels = await api.get(f"/guilds/{guild['id']}/channels")
    except (Unanswered, NotAccepted):
        yield note("Rights", f"{guild['name']}: its channels could not be looked at.")
        return
    layers = [{guild["id"]}, set(member["roles"]), {str(me)}]
    found = 0
    for channel in channels:
        if channel["type"] not in TEXT_KINDS:
            continue
        rights = in_channel(base, channel.get("permission_overwrites") or [], layers)
        names = [name for name in missing(rights) if name not in missing(base)]
        found += bool(names)
        if names and found <= SHOWN:
            yield note(
                "Rights",
                f"{guild['name']} #{channel['name']}: {', '.join(names)} taken away there; "
                "/create says so to whoever tries.",
            )
    if found > SHOWN:
        yield note("Rights", f"{guild['name']}: and in {found - SHOWN} more channels.")


def missing(rights: int) -> list[str]:
    """The rights of the invite that are not in `rights`, as Discord's client names them."""
    if rights & discord.Permissions.administrator.flag:
        return []
    lacking = discord.Permissions(RIGHTS.value & ~rights)
    return [_words(name) for name, lacks in lacking if lacks]


def in_channel(base: int, overwrites: list[dict[str, Any]], layers: list[set[str]]) -> int:
    """`base` after a channel's overwrites; `layers` are ids: everyone's role, own roles, oneself.

    The order is Discord's: https://docs.discord.com/developers/topics/permissions.
    """
    if base & discord.Permissions.administrator.flag:
        return base
    for ids in layers:
        here = [each for each in overwrites if str(each["id"]) in ids]
        for overwrite in here:
            base &= ~int(overwrite["deny"])
        for overwrite in here:
            base |= int(overwrite["allow"])
    return base


def _words(name: str) -> str:
    return "View Channels" if name == "read_messages" else name.replace("_", " ").title()
