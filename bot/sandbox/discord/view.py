"""What a person sees of the servers and conversations they are in, as their client shows it."""

from __future__ import annotations

from bot.sandbox.discord.messages import Message
from bot.sandbox.discord.permissions import EVERYTHING, Permission, in_channel
from bot.sandbox.discord.state import PRIVATE_THREAD, Channel, Guild, User, World


def may(world: World, person: User, channel: Channel, right: Permission) -> bool:
    """Whether `person` has the right there; in their own conversation with the bot, every one."""
    guild = world.guild_of(channel)
    if guild is None:
        return channel.recipient is person
    member = guild.members.get(person.name)
    granted = in_channel(guild, member, channel) if member else 0
    return granted == EVERYTHING or bool(granted & right)


def sees(world: World, person: User, channel: Channel) -> bool:
    """A private thread is seen by those who were added to it, and by who may manage threads."""
    if not may(world, person, channel, Permission.VIEW_CHANNEL):
        return False
    if channel.kind != PRIVATE_THREAD or person.id in channel.joined:
        return True
    return may(world, person, channel, Permission.MANAGE_THREADS)


def sees_message(world: World, person: User, message: Message) -> bool:
    """Not what is gone, and of private answers only their own."""
    channel = world.channels.get(message.channel_id)
    if channel is None or message.deleted or message.ephemeral_for not in (None, person.id):
        return False
    return sees(world, person, channel)


def channels(world: World, person: User, guild: Guild) -> list[Channel]:
    """In the order of the list at the left: under each channel its threads, save archived ones."""
    seen = [one for one in guild.channels.values() if sees(world, person, one)]
    shown: list[Channel] = []
    for channel in seen:
        if not channel.is_thread:
            threads = [one for one in seen if one.parent is channel and not one.archived]
            shown += [channel, *threads]
    return shown


def messages(world: World, person: User, channel: Channel) -> list[Message]:
    """Oldest first. Without the right to read the history only what is theirs alone."""
    history = may(world, person, channel, Permission.READ_MESSAGE_HISTORY)
    return [
        one
        for one in channel.messages.values()
        if sees_message(world, person, one) and (history or one.ephemeral)
    ]
