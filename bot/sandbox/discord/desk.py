"""Where messages are made, changed and taken away, and the bot is told of it."""

from __future__ import annotations

from collections import OrderedDict

from bot.sandbox.discord import render
from bot.sandbox.discord.bodies import Body
from bot.sandbox.discord.drafts import Draft, read_draft
from bot.sandbox.discord.errors import Reason, Refusal
from bot.sandbox.discord.feed import Change, What
from bot.sandbox.discord.files import FileStore
from bot.sandbox.discord.gateway import Gateway
from bot.sandbox.discord.messages import (
    COMPONENTS_V2,
    EPHEMERAL,
    LOADING,
    SUPPRESS_EMBEDS,
    SUPPRESS_NOTIFICATIONS,
    Attachment,
    Message,
)
from bot.sandbox.discord.permissions import Permission, in_channel
from bot.sandbox.discord.sessions import Intent
from bot.sandbox.discord.shapes import JSON
from bot.sandbox.discord.state import Channel, User, World

SETTABLE = COMPONENTS_V2 | SUPPRESS_EMBEDS | SUPPRESS_NOTIFICATIONS

NONCE_LIFE = 180
"""Seconds of the sandbox's time: Discord says "unique in the past few minutes"."""


class Desk:
    def __init__(self, world: World, files: FileStore, gateway: Gateway) -> None:
        self._world = world
        self._files = files
        self._gateway = gateway
        self._nonces: OrderedDict[tuple[int, str], tuple[float, Message]] = OrderedDict()
        world.forgotten.append(lambda message: files.drop(message.attachments))

    def post(
        self,
        channel: Channel,
        author: User,
        payload: JSON,
        body: Body,
        *,
        limit: int,
        kind: int = 0,
        reference: int | None = None,
        ephemeral_for: int | None = None,
        origin: JSON | None = None,
        loading: bool = False,
    ) -> Message:
        """Make a message. `limit` is bytes per file. Raises what read_draft raises."""
        if channel.id not in self._world.channels:
            raise Refusal(Reason.UNKNOWN_CHANNEL)
        draft = _THINKING if loading else read_draft(payload, body, limit=limit)
        flags = draft.flags & SETTABLE
        flags |= EPHEMERAL if ephemeral_for is not None else 0
        flags |= LOADING if loading else 0
        mentions = draft.allowed_mentions
        message = Message(
            id=self._world.new_id(),
            channel_id=channel.id,
            author=author,
            at=self._world.clock.now(),
            kind=kind,
            content=draft.content,
            flags=flags,
            raw_components=draft.components,
            embeds=draft.embeds,
            nonce=None if payload.get("nonce") is None else str(payload["nonce"]),
            reference=reference,
            pings_replied=mentions is None or mentions.get("replied_user", False),
            allowed_mentions=mentions,
            ephemeral_for=ephemeral_for,
            origin=origin,
        )
        message.attachments = self._attach(draft, body, message)
        return self._publish(message, channel)

    def _publish(self, message: Message, channel: Channel) -> Message:
        message.remember(message.at)
        self._world.keep(message)
        channel.archived = channel.archived and channel.locked
        self.announce("MESSAGE_CREATE", message)
        return message

    def same_nonce(self, channel: Channel, payload: JSON) -> Message | None:
        """The message already sent with this enforced nonce.

        Raises Refusal 10008 where that one was deleted since.
        """
        nonce = payload.get("nonce")
        if nonce is None or not payload.get("enforce_nonce"):
            return None
        now = self._world.clock.now()
        while self._nonces and next(iter(self._nonces.values()))[0] + NONCE_LIFE < now:
            self._nonces.popitem(last=False)
        found = self._nonces.get((channel.id, str(nonce)))
        if found and found[1].deleted:
            raise Refusal(Reason.UNKNOWN_MESSAGE)
        return found[1] if found else None

    def note_nonce(self, message: Message) -> None:
        if message.nonce is not None:
            key = (message.channel_id, message.nonce)
            self._nonces[key] = (self._world.clock.now(), message)

    def edit(self, message: Message, payload: JSON, body: Body, *, limit: int) -> Message:
        """Change a message. `limit` is bytes per file. Raises what read_draft raises."""
        if message.deleted:
            raise Refusal(Reason.UNKNOWN_MESSAGE)
        draft = read_draft(payload, body, limit=limit, standing=message)
        before = {one.id: one for one in message.attachments}
        message.content = draft.content
        message.raw_components = draft.components
        message.embeds = draft.embeds
        message.flags = draft.flags & ~LOADING
        if draft.allowed_mentions is not None:
            message.allowed_mentions = draft.allowed_mentions
        message.attachments = self._attach(draft, body, message)
        message.edited_at = self._world.clock.now()
        message.remember(message.edited_at)
        kept = {one.id for one in message.attachments}
        self._files.drop(one for one in before.values() if one.id not in kept)
        self.announce("MESSAGE_UPDATE", message)
        return message

    def delete(self, message: Message) -> None:
        channel = self._world.channels[message.channel_id]
        self._world.remove_message(message)
        data: JSON = {"id": str(message.id), "channel_id": str(channel.id)}
        if channel.guild_id is not None:
            data["guild_id"] = str(channel.guild_id)
        if self._bot_hears(message, channel):
            intent = Intent.GUILD_MESSAGES if channel.guild_id else Intent.DIRECT_MESSAGES
            self._gateway.dispatch("MESSAGE_DELETE", data, channel.guild_id, intent)
        self._changed(What.MESSAGE_GONE, message, channel)

    def announce(self, event: str, message: Message) -> None:
        """Tell the bot, unless only one person sees the message, or the bot not the channel."""
        channel = self._world.channels[message.channel_id]
        guild = self._world.guild_of(channel)
        if self._bot_hears(message, channel):
            data = render.message_json(self._world, message)
            if guild:
                data["guild_id"] = str(guild.id)
                member = guild.members.get(message.author.name)
                if member:
                    data["member"] = {**render.member_json(member)}
                    del data["member"]["user"]
            intent = Intent.GUILD_MESSAGES if guild else Intent.DIRECT_MESSAGES
            veiled = self._veiled(data, message, channel)
            self._gateway.dispatch(event, data, channel.guild_id, intent, veiled=veiled)
        self._changed(What.MESSAGE, message, channel)

    def _changed(self, what: What, message: Message, channel: Channel) -> None:
        self._world.changed(
            Change(what, message.id, channel.id, channel.guild_id, message.ephemeral_for)
        )

    def _bot_hears(self, message: Message, channel: Channel) -> bool:
        guild = self._world.guild_of(channel)
        if guild is None or message.ephemeral:
            return not message.ephemeral
        me = next((one for one in guild.members.values() if one.user.bot), None)
        return bool(me and in_channel(guild, me, channel) & Permission.VIEW_CHANNEL)

    def _veiled(self, data: JSON, message: Message, channel: Channel) -> JSON | None:
        """Without the privileged intent a bot does not read what people write to each other."""
        mine = message.author.bot or channel.guild_id is None
        if mine or any(one["bot"] for one in data["mentions"]):
            return None
        return data | {"content": "", "attachments": [], "embeds": [], "components": []}

    def _attach(self, draft: Draft, body: Body, message: Message) -> list[Attachment]:
        body.taken = True
        new = [
            self._files.attach(
                body.files[one.index],
                attachment_id=self._world.new_id(),
                channel_id=message.channel_id,
                filename=one.filename,
                description=one.description,
                ephemeral=message.ephemeral,
            )
            for one in draft.new
        ]
        return [*draft.kept, *new]


_THINKING = Draft("", [], [], 0, [], [], None)
