"""The objects of the local Discord as JSON, with the fields that Discord sends."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from bot.sandbox.discord import permissions
from bot.sandbox.discord.messages import Attachment, Message
from bot.sandbox.discord.shapes import JSON, as_list, snowflake
from bot.sandbox.discord.state import DIRECT, TEXT, Channel, Guild, Member, Role, User, World

_MENTION = re.compile(r"<@!?(\d+)>")


def timestamp(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat()


def user_json(user: User) -> JSON:
    return {
        "id": str(user.id),
        "username": user.name,
        "global_name": None if user.bot else user.title,
        "discriminator": "0",
        "avatar": None,
        "avatar_decoration_data": None,
        "collectibles": None,
        "primary_guild": None,
        "bot": user.bot,
        "system": False,
        "public_flags": 0,
        "flags": 0,
        "banner": None,
        "accent_color": None,
    }


def member_json(member: Member) -> JSON:
    return {
        "user": user_json(member.user),
        "nick": None,
        "avatar": None,
        "banner": None,
        "roles": [str(role.id) for role in member.roles],
        "joined_at": timestamp(member.joined_at),
        "premium_since": None,
        "deaf": False,
        "mute": False,
        "flags": 0,
        "pending": False,
        "communication_disabled_until": None,
    }


def role_json(role: Role, position: int) -> JSON:
    made: JSON = {
        "id": str(role.id),
        "name": role.name,
        "permissions": str(int(role.permissions)),
        "position": position,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "icon": None,
        "unicode_emoji": None,
        "managed": role.managed_by is not None,
        "mentionable": False,
        "flags": 0,
    }
    if role.managed_by is not None:
        made["tags"] = {"bot_id": str(role.managed_by)}
    return made


def channel_json(channel: Channel, *, position: int = 0) -> JSON:
    last = next(reversed(channel.messages), None)
    made: JSON = {
        "id": str(channel.id),
        "type": channel.kind,
        "flags": 0,
    }
    if last:
        made["last_message_id"] = str(last)
    if channel.recipient:
        return {**made, "recipients": [user_json(channel.recipient)]}
    made |= {
        "name": channel.name,
        "guild_id": str(channel.guild_id),
        "nsfw": channel.nsfw,
        "rate_limit_per_user": 0,
    }
    if channel.parent:
        return {**made, **_thread_json(channel)}
    return {
        **made,
        "topic": None,
        "position": position,
        "parent_id": None,
        "permission_overwrites": [
            {"id": str(one), "type": found.kind, "allow": str(found.allow), "deny": str(found.deny)}
            for one, found in channel.overwrites.items()
        ],
    }


def _thread_json(channel: Channel) -> JSON:
    return {
        "parent_id": str(channel.parent.id) if channel.parent else None,
        "owner_id": str(channel.id),
        "message_count": len(channel.messages),
        "total_message_sent": len(channel.messages),
        "member_count": 1,
        "thread_metadata": {
            "archived": channel.archived,
            "locked": channel.locked,
            "auto_archive_duration": 1440,
            "archive_timestamp": "2026-01-01T00:00:00+00:00",
            "invitable": True,
        },
    }


def guild_json(world: World, guild: Guild, members: list[Member]) -> JSON:
    """As GUILD_CREATE has it; `members` are those that the bot is told, itself among them.

    Without the members intent that is itself only.
    """
    me = next(one for one in members if one.user.bot)
    channels = [one for one in guild.channels.values() if one.kind == TEXT]
    threads = [one for one in world.channels.values() if one.is_thread and one.guild_id == guild.id]
    return {
        **_guild_settings(guild),
        "roles": roles_json(guild),
        "channels": [channel_json(one, position=place) for place, one in enumerate(channels)],
        "threads": [channel_json(one) for one in threads if not one.archived],
        "members": [member_json(one) for one in members],
        "member_count": len(guild.members),
        "joined_at": timestamp(me.joined_at),
        "large": False,
        "unavailable": False,
        "presences": [],
        "voice_states": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
    }


def roles_json(guild: Guild) -> list[JSON]:
    return [
        role_json(role, place) for place, role in enumerate([guild.everyone, *guild.roles.values()])
    ]


def _system_channel(guild: Guild) -> str | None:
    channel = guild.channels.get(guild.system_channel or "")
    return str(channel.id) if channel else None


def _guild_settings(guild: Guild) -> JSON:
    return {
        "id": str(guild.id),
        "name": guild.name,
        "owner_id": str(guild.owner_id),
        "icon": None,
        "splash": None,
        "discovery_splash": None,
        "banner": None,
        "description": None,
        "features": [],
        "emojis": [],
        "stickers": [],
        "afk_channel_id": None,
        "afk_timeout": 300,
        "system_channel_id": _system_channel(guild),
        "system_channel_flags": 0,
        "rules_channel_id": None,
        "public_updates_channel_id": None,
        "safety_alerts_channel_id": None,
        "application_id": None,
        "vanity_url_code": None,
        "verification_level": 1,
        "default_message_notifications": 1,
        "explicit_content_filter": 0,
        "mfa_level": 0,
        "home_header": None,
        "region": "deprecated",
        "widget_enabled": False,
        "widget_channel_id": None,
        "max_presences": None,
        "max_stage_video_channel_users": 50,
        "incidents_data": None,
        "nsfw": False,
        "nsfw_level": 0,
        "premium_tier": 0,
        "premium_subscription_count": 0,
        "premium_progress_bar_enabled": False,
        "preferred_locale": guild.locale,
        "max_members": 500000,
        "max_video_channel_users": 25,
    }


def attachment_json(attachment: Attachment) -> JSON:
    made: JSON = {
        "id": str(attachment.id),
        "filename": attachment.filename,
        "size": attachment.size,
        "url": attachment.url,
        "proxy_url": attachment.url,
        "content_type": attachment.content_type,
        "flags": 0,
    }
    if attachment.description is not None:
        made["description"] = attachment.description
    if attachment.ephemeral:
        made["ephemeral"] = True
    return made


def mentioned(world: World, message: Message) -> list[User]:
    """Whom the message pings; without `allowed_mentions` everyone it names, as Discord does it."""
    allowed = message.allowed_mentions
    named = [int(one) for one in _MENTION.findall(message.text)]
    if allowed is not None and "users" not in as_list(allowed.get("parse")):
        listed = {snowflake(one) for one in as_list(allowed.get("users"))}
        named = [one for one in named if one in listed]
    replied = world.channels[message.channel_id].messages.get(message.reference or 0)
    if replied and message.pings_replied:
        named.append(replied.author.id)
    return [world.users[one] for one in dict.fromkeys(named) if one in world.users]


def message_json(world: World, message: Message, *, with_reply: bool = True) -> JSON:
    """The message as REST and the gateway give it."""
    made: JSON = {
        "id": str(message.id),
        "channel_id": str(message.channel_id),
        "type": message.kind,
        "author": user_json(message.author),
        "content": message.content,
        "timestamp": timestamp(message.at),
        "edited_timestamp": None if message.edited_at is None else timestamp(message.edited_at),
        "tts": False,
        "mention_everyone": False,
        "mentions": [user_json(one) for one in mentioned(world, message)],
        "mention_roles": [],
        "attachments": [attachment_json(one) for one in message.attachments],
        "embeds": [{"type": "rich", **one} for one in message.embeds],
        "components": message.components,
        "pinned": False,
        "flags": message.flags,
    }
    if message.nonce is not None:
        made["nonce"] = message.nonce
    if message.origin is not None:
        made["interaction_metadata"] = message.origin
        made["application_id"] = made["webhook_id"] = str(message.author.id)
    if message.reference is not None and with_reply:
        made |= _reply_json(world, message)
    return made


def _reply_json(world: World, message: Message) -> JSON:
    channel = world.channels[message.channel_id]
    replied = channel.messages.get(message.reference or 0)
    pointer: JSON = {
        "type": 0,
        "message_id": str(message.reference),
        "channel_id": str(message.channel_id),
    }
    if channel.guild_id:
        pointer["guild_id"] = str(channel.guild_id)
    shown = message_json(world, replied, with_reply=False) if replied else None
    return {"message_reference": pointer, "referenced_message": shown}


def permissions_json(guild: Guild | None, member: Member | None, channel: Channel) -> str:
    if guild is None or member is None or channel.kind == DIRECT:
        return str(int(permissions.IN_DIRECT_MESSAGES))
    return str(permissions.in_channel(guild, member, channel))
