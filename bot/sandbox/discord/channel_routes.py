"""The routes of channels and their messages, with what the bot may do in each."""

from __future__ import annotations

from bot.sandbox.discord import render
from bot.sandbox.discord.bodies import NO_CONTENT, Answer, Ask
from bot.sandbox.discord.desk import Desk
from bot.sandbox.discord.errors import Reason, Refusal, bad_form
from bot.sandbox.discord.limits import CHANNEL, Limits
from bot.sandbox.discord.messages import Message
from bot.sandbox.discord.permissions import EVERYTHING, Permission, in_channel
from bot.sandbox.discord.routes import Route
from bot.sandbox.discord.shapes import JSON, as_object, snowflake
from bot.sandbox.discord.state import DIRECT, PRIVATE_THREAD, Channel, User, World

REPLY = 19
DIRECT_LIMIT = 10 * 1024 * 1024
"""Bytes per file in a direct conversation, where no server's limit holds."""


class ChannelRoutes:
    def __init__(self, world: World, desk: Desk, bot: User, limits: Limits) -> None:
        self._world = world
        self._desk = desk
        self._bot = bot
        self._limits = limits

    def table(self) -> list[Route]:
        channel = "/channels/{channel_id}"
        messages = f"{channel}/messages"
        one = f"{messages}/{{message_id}}"
        paths = [
            ("GET", channel, self._channel),
            ("POST", f"{channel}/typing", self._typing),
            ("GET", messages, self._history),
            ("POST", messages, self._create),
            ("GET", one, self._message),
            ("PATCH", one, self._edit),
            ("DELETE", one, self._delete),
        ]
        return [
            Route(method, template, act, rule=CHANNEL, major="channel_id")
            for method, template, act in paths
        ]

    async def _channel(self, ask: Ask) -> Answer:
        return Answer(render.channel_json(self._seen(ask)))

    async def _typing(self, ask: Ask) -> Answer:
        self._need_to_send(self._seen(ask))
        return NO_CONTENT

    async def _history(self, ask: Ask) -> Answer:
        channel = self._seen(ask)
        if not self._may(channel, Permission.READ_MESSAGE_HISTORY):
            return Answer([])
        found = _page(
            [one for one in channel.messages.values() if not one.ephemeral], ask, _limit(ask)
        )
        return Answer([render.message_json(self._world, one) for one in found])

    async def _message(self, ask: Ask) -> Answer:
        channel = self._seen(ask)
        self._need(channel, Permission.READ_MESSAGE_HISTORY)
        return Answer(render.message_json(self._world, self._found(channel, ask)))

    async def _create(self, ask: Ask) -> Answer:
        channel = self._seen(ask)
        payload = ask.body.object
        self._need_to_send(channel)
        if ask.body.files:
            self._need(channel, Permission.ATTACH_FILES)
        if channel.recipient and not channel.recipient.dms_open:
            raise Refusal(Reason.CANNOT_MESSAGE_USER)
        if channel.archived and channel.locked:
            raise Refusal(Reason.ARCHIVED)
        reference = self._reference(channel, payload)
        if same := self._desk.same_nonce(channel, payload):
            return Answer(render.message_json(self._world, same))
        message = self._desk.post(
            channel,
            self._bot,
            payload,
            ask.body,
            limit=self._file_limit(channel),
            kind=REPLY if reference else 0,
            reference=reference,
        )
        self._desk.note_nonce(message)
        return Answer(render.message_json(self._world, message))

    async def _edit(self, ask: Ask) -> Answer:
        channel = self._seen(ask)
        message = self._found(channel, ask)
        if message.author is not self._bot:
            raise Refusal(Reason.NOT_YOUR_MESSAGE)
        if ask.body.files:
            self._need(channel, Permission.ATTACH_FILES)
        if channel.archived:
            raise Refusal(Reason.ARCHIVED)
        self._limits.take_old_edit(channel.id, message.at)
        self._desk.edit(message, ask.body.object, ask.body, limit=self._file_limit(channel))
        return Answer(render.message_json(self._world, message))

    async def _delete(self, ask: Ask) -> Answer:
        channel = self._seen(ask)
        message = self._found(channel, ask)
        if message.author is not self._bot:
            self._need(channel, Permission.MANAGE_MESSAGES)
        if channel.archived:
            raise Refusal(Reason.ARCHIVED)
        self._desk.delete(message)
        return NO_CONTENT

    def _seen(self, ask: Ask) -> Channel:
        """Raises Refusal 10003, or 50001 where the bot may not look."""
        channel = self._world.channel(ask.id("channel_id"))
        hidden = channel.kind == PRIVATE_THREAD and self._bot.id not in channel.joined
        if hidden or not self._may(channel, Permission.VIEW_CHANNEL):
            raise Refusal(Reason.MISSING_ACCESS)
        return channel

    def _found(self, channel: Channel, ask: Ask) -> Message:
        message = channel.messages.get(ask.id("message_id"))
        if message is None or message.ephemeral:
            raise Refusal(Reason.UNKNOWN_MESSAGE)
        return message

    def _need_to_send(self, channel: Channel) -> None:
        in_thread = channel.is_thread
        self._need(
            channel,
            Permission.SEND_MESSAGES_IN_THREADS if in_thread else Permission.SEND_MESSAGES,
        )

    def _need(self, channel: Channel, wanted: Permission) -> None:
        """Raises Refusal 50013."""
        if not self._may(channel, wanted):
            raise Refusal(Reason.MISSING_PERMISSIONS)

    def _may(self, channel: Channel, wanted: Permission) -> bool:
        guild = self._world.guild_of(channel)
        if guild is None:
            return channel.kind == DIRECT and wanted is not Permission.MANAGE_MESSAGES
        me = guild.members.get(self._bot.name)
        granted = in_channel(guild, me, channel) if me else 0
        return granted == EVERYTHING or bool(granted & wanted)

    def _file_limit(self, channel: Channel) -> int:
        guild = self._world.guild_of(channel)
        return guild.upload_limit if guild else DIRECT_LIMIT

    def _reference(self, channel: Channel, payload: JSON) -> int | None:
        """Raises Refusal 160002, or 50035 for a message that is not there."""
        pointer = as_object(payload.get("message_reference"))
        wanted = snowflake(pointer.get("message_id"))
        if wanted is None:
            return None
        if not self._may(channel, Permission.READ_MESSAGE_HISTORY):
            raise Refusal(Reason.NO_HISTORY_TO_REPLY)
        there = channel.messages.get(wanted)
        if there is not None and not there.ephemeral:
            return wanted
        if pointer.get("fail_if_not_exists", True):
            raise bad_form(("message_reference",), "REPLIES_UNKNOWN_MESSAGE", "Unknown message")
        return None


def _limit(ask: Ask) -> int:
    """How many messages are asked for. Raises Refusal 50035 outside 1 to 100."""
    given = ask.query.get("limit", "50")
    if not given.isdigit() or not 1 <= int(given) <= 100:
        raise bad_form(("limit",), "NUMBER_TYPE_MAX", "int value should be between 1 and 100.")
    return int(given)


def _page(messages: list[Message], ask: Ask, limit: int) -> list[Message]:
    """Newest first, whichever way the page was asked for."""
    if after := snowflake(ask.query.get("after")):
        page = [one for one in messages if one.id > after][:limit]
    elif around := snowflake(ask.query.get("around")):
        page = [one for one in messages if one.id < around][-(limit // 2) :]
        page += [one for one in messages if one.id >= around][: limit - len(page)]
    else:
        before = snowflake(ask.query.get("before"))
        page = [one for one in messages if before is None or one.id < before][-limit:]
    return page[::-1]
