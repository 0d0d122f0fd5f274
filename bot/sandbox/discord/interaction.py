"""INTERACTION_CREATE: all that Discord tells the bot about what a person did."""

from __future__ import annotations

from bot.sandbox.discord import render
from bot.sandbox.discord.calls import Call
from bot.sandbox.discord.shapes import JSON
from bot.sandbox.discord.state import User, World


def interaction_json(world: World, bot: User, call: Call, data: JSON, locale: str) -> JSON:
    """In a server with `member`, in a direct conversation with `user`."""
    guild, place = world.guild_of(call.channel), call.channel
    me = guild.members[bot.name] if guild else None
    made: JSON = {
        "id": str(call.id),
        "application_id": str(bot.id),
        "type": int(call.kind),
        "token": call.token,
        "version": 1,
        "data": data,
        "channel_id": str(place.id),
        "channel": render.channel_json(place),
        "app_permissions": render.permissions_json(guild, me, place),
        "locale": locale,
        "entitlements": [],
        "authorizing_integration_owners": call.origin["authorizing_integration_owners"],
        "attachment_size_limit": call.limit,
        "context": 0 if guild else 1,
    }
    if call.source:
        made["message"] = render.message_json(world, call.source)
    if guild is None:
        return {**made, "user": render.user_json(call.who)}
    member = guild.members[call.who.name]
    rights = render.permissions_json(guild, member, place)
    made["channel"]["permissions"] = rights
    return {
        **made,
        "guild_id": str(guild.id),
        "guild": {"id": str(guild.id), "locale": guild.locale, "features": []},
        "guild_locale": guild.locale,
        "member": {**render.member_json(member), "permissions": rights},
    }
