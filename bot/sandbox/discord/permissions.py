"""Who may do what in a channel: Discord's sum of roles and overwrites.

The algorithm: https://docs.discord.com/developers/topics/permissions#permission-overwrites.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntFlag

from bot.sandbox.discord.state import Channel, Guild, Member


class Permission(IntFlag):
    ADMINISTRATOR = 1 << 3
    MANAGE_CHANNELS = 1 << 4
    MANAGE_GUILD = 1 << 5
    ADD_REACTIONS = 1 << 6
    VIEW_CHANNEL = 1 << 10
    SEND_MESSAGES = 1 << 11
    MANAGE_MESSAGES = 1 << 13
    EMBED_LINKS = 1 << 14
    ATTACH_FILES = 1 << 15
    READ_MESSAGE_HISTORY = 1 << 16
    MENTION_EVERYONE = 1 << 17
    MANAGE_ROLES = 1 << 28
    USE_APPLICATION_COMMANDS = 1 << 31
    MANAGE_THREADS = 1 << 34
    CREATE_PUBLIC_THREADS = 1 << 35
    CREATE_PRIVATE_THREADS = 1 << 36
    SEND_MESSAGES_IN_THREADS = 1 << 38
    MODERATE_MEMBERS = 1 << 40


EVERYTHING = (1 << 53) - 1

EVERYONE = (
    Permission.ADD_REACTIONS
    | Permission.VIEW_CHANNEL
    | Permission.SEND_MESSAGES
    | Permission.EMBED_LINKS
    | Permission.ATTACH_FILES
    | Permission.READ_MESSAGE_HISTORY
    | Permission.USE_APPLICATION_COMMANDS
    | Permission.CREATE_PUBLIC_THREADS
    | Permission.SEND_MESSAGES_IN_THREADS
)
IN_DIRECT_MESSAGES = EVERYONE & ~Permission.USE_APPLICATION_COMMANDS


def named(name: str) -> Permission:
    """`attach_files` -> Permission.ATTACH_FILES. Raises KeyError for a name that is none."""
    return Permission[name.upper()]


def sum_of(names: Iterable[str]) -> int:
    """The bits of rights by name. Raises KeyError for a name that is none."""
    return sum({int(named(name)) for name in names})


def in_guild(guild: Guild, member: Member) -> int:
    if member.user.id == guild.owner_id:
        return EVERYTHING
    allowed = guild.everyone.permissions
    for role in member.roles:
        allowed |= role.permissions
    return EVERYTHING if allowed & Permission.ADMINISTRATOR else allowed


def in_channel(guild: Guild, member: Member, channel: Channel) -> int:
    """The bits that `member` has in `channel`; a thread has those of its parent."""
    base = in_guild(guild, member)
    if base == EVERYTHING:
        return base
    overwrites = (channel.parent or channel).overwrites
    layers = [
        [guild.everyone.id],
        [role.id for role in member.roles],
        [member.user.id],
    ]
    for ids in layers:
        found = [overwrites[one] for one in ids if one in overwrites]
        for overwrite in found:
            base &= ~overwrite.deny
        for overwrite in found:
            base |= overwrite.allow
    return base if base & Permission.VIEW_CHANNEL else 0
