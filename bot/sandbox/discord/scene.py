"""The server that everybody starts in: its people, roles and channels."""

from __future__ import annotations

from bot.sandbox.discord.permissions import EVERYONE, Permission
from bot.sandbox.discord.state import (
    PRIVATE_THREAD,
    PUBLIC_THREAD,
    TEXT,
    Channel,
    Guild,
    Member,
    Overwrite,
    Role,
    User,
    World,
)

BOT_RIGHTS = (
    Permission.VIEW_CHANNEL
    | Permission.SEND_MESSAGES
    | Permission.SEND_MESSAGES_IN_THREADS
    | Permission.ATTACH_FILES
    | Permission.EMBED_LINKS
    | Permission.READ_MESSAGE_HISTORY
)
"""What the bot's invitation asks for."""

MODERATOR_RIGHTS = (
    Permission.MANAGE_GUILD
    | Permission.MANAGE_MESSAGES
    | Permission.MANAGE_THREADS
    | Permission.MODERATE_MEMBERS
)


def add_user(world: World, name: str, *, bot: bool = False) -> User:
    user = User(world.new_id(), name, name.capitalize(), bot=bot)
    world.users[user.id] = user
    return user


def add_guild(world: World, name: str, owner: User, bot: User, *, upload_limit: int) -> Guild:
    """A server with its owner and the bot in it, and no channels yet. `upload_limit` in bytes."""
    guild_id = world.new_id()
    everyone = Role(guild_id, "@everyone", EVERYONE)
    guild = Guild(guild_id, name, owner.id, everyone, upload_limit)
    own = Role(world.new_id(), bot.title, BOT_RIGHTS, managed_by=bot.id)
    guild.roles = {
        "moderator": Role(world.new_id(), "moderator", MODERATOR_RIGHTS),
        bot.name: own,
    }
    add_member(world, guild, owner)
    add_member(world, guild, bot, bot.name)
    world.guilds[guild.id] = guild
    return guild


def add_member(world: World, guild: Guild, user: User, *roles: str) -> Member:
    member = Member(user, [guild.roles[role] for role in roles], world.clock.now())
    guild.members[user.name] = member
    return member


def add_channel(world: World, guild: Guild, name: str) -> Channel:
    channel = Channel(world.new_id(), name, TEXT, guild.id)
    guild.channels[name] = channel
    world.channels[channel.id] = channel
    return channel


def add_thread(world: World, parent: Channel, name: str, *, private: bool = False) -> Channel:
    """A thread; the bot is not in a private one until it is added to `joined`."""
    kind = PRIVATE_THREAD if private else PUBLIC_THREAD
    thread = Channel(world.new_id(), name, kind, parent.guild_id, parent=parent)
    world.channels[thread.id] = thread
    if guild := world.guild_of(parent):
        guild.channels[name] = thread
    return thread


def default_guild(world: World, bot: User, *, upload_limit: int) -> Guild:
    """Clapper's Corner: ann and ben, mia the moderator, olga the owner, three channels."""
    guild = add_guild(
        world, "Clapper's Corner", add_user(world, "olga"), bot, upload_limit=upload_limit
    )
    for name in ("ann", "ben"):
        add_member(world, guild, add_user(world, name))
    add_member(world, guild, add_user(world, "mia"), "moderator")
    for name in ("films", "lounge", "no-files"):
        add_channel(world, guild, name)
    no_files = Overwrite(kind=1, deny=int(Permission.ATTACH_FILES))
    guild.channels["no-files"].overwrites[bot.id] = no_files
    return guild
