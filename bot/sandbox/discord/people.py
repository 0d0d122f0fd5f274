"""What people do in the client: type a command, press a button, fill in a modal."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from bot.sandbox.discord import commands as registered
from bot.sandbox.discord import options as command_options
from bot.sandbox.discord import render, view
from bot.sandbox.discord.bodies import Body
from bot.sandbox.discord.calls import Call, Calls, Kind
from bot.sandbox.discord.desk import Desk
from bot.sandbox.discord.directory import Directory
from bot.sandbox.discord.feed import Change, What
from bot.sandbox.discord.files import FileStore, Upload
from bot.sandbox.discord.gateway import Gateway
from bot.sandbox.discord.given import Given
from bot.sandbox.discord.interaction import interaction_json
from bot.sandbox.discord.messages import Message
from bot.sandbox.discord.modals import CannotDo, filled
from bot.sandbox.discord.permissions import Permission
from bot.sandbox.discord.shapes import JSON
from bot.sandbox.discord.state import Channel, Guild, User, World

BUTTON, LINK_STYLE = 2, 5
DID_NOT_RESPOND = "The application did not respond"


class People:
    def __init__(
        self,
        world: World,
        guild: Guild,
        bot: User,
        *,
        desk: Desk,
        files: FileStore,
        gateway: Gateway,
        calls: Calls,
        directory: Directory,
    ) -> None:
        self._world = world
        self._guild = guild
        self._bot = bot
        self._desk = desk
        self._files = files
        self._gateway = gateway
        self._calls = calls
        self._directory = directory

    async def slash(
        self,
        who: str,
        channel: str | Channel,
        command: str,
        options: Mapping[str, Any] | None = None,
        *,
        attachment_size_limit: int | None = None,
        locale: str | None = None,
    ) -> Call:
        """Type `/command` (with its subcommands, as in "limits set") and wait for the answer.

        Options are plain values; a User, Channel or Role stands for itself, an `upload(...)` for
        a file. `attachment_size_limit` is bytes, the server's limit by default. Waits at most the
        bot's three seconds. `locale` is the person's own by default. Raises CannotDo for what the
        client would not send.
        """
        person, place = self._directory.user(who), self._directory.channel(channel)
        name, *words = command.split()
        found = self._directory.command(person, place, name, registered.SLASH)
        call = self._open(Kind.COMMAND, person, place, attachment_size_limit)
        given = self._given(call)
        typed = command_options.typed(found, words, dict(options or {}), given.id_of)
        data: JSON = {**_named(found), "options": typed.wrapped()}
        return await self._send(call, data, locale, given)

    async def autocomplete(
        self,
        who: str,
        channel: str | Channel,
        command: str,
        *,
        focused: str,
        options: Mapping[str, Any] | None = None,
        locale: str | None = None,
    ) -> list[JSON]:
        """What is offered while `focused` is being typed: `[{"name", "value"}]`.

        `options` is what stands in the fields so far, the focused one too. Raises CannotDo, and
        TimeoutError where the bot offers nothing within its three seconds.
        """
        person, place = self._directory.user(who), self._directory.channel(channel)
        name, *words = command.split()
        found = self._directory.command(person, place, name, registered.SLASH)
        typed = command_options.half_typed(found, words, dict(options or {}), focused)
        call = self._open(Kind.AUTOCOMPLETE, person, place)
        await self._send(call, {**_named(found), "options": typed.wrapped()}, locale)
        if call.choices is None:
            raise TimeoutError(f"no choices for {focused} of /{command}")
        return call.choices

    async def message_command(
        self,
        who: str,
        channel: str | Channel,
        name: str,
        message: Message,
        locale: str | None = None,
    ) -> Call:
        """Choose a message command from the menu of `message`. Raises CannotDo."""
        person, place = self._directory.user(who), self._directory.channel(channel)
        found = self._directory.command(person, place, name, registered.MESSAGE)
        self._need_to_see(person, message)
        shown = render.message_json(self._world, message)
        data: JSON = {
            **_named(found),
            "target_id": str(message.id),
            "resolved": {"messages": {str(message.id): shown}},
        }
        call = self._open(Kind.COMMAND, person, place)
        call.answer_kind = 23
        return await self._send(call, data, locale)

    async def press(
        self,
        who: str,
        message: Message,
        custom_id: str,
        values: Sequence[Any] | None = None,
        locale: str | None = None,
    ) -> Call:
        """Press a button, or choose `values` in a select. Raises CannotDo where `who` cannot."""
        person = self._directory.user(who)
        component = message.find(custom_id)
        self._need_to_see(person, message)
        if component is None:
            raise CannotDo(f"no component {custom_id}; there are {message.custom_ids}")
        if component.get("disabled"):
            raise CannotDo(f"{custom_id} is disabled")
        data: JSON = {"custom_id": custom_id, "component_type": component["type"]}
        data["id"] = component.get("id") or 0
        place = self._world.channels[message.channel_id]
        call = self._open(Kind.COMPONENT, person, place, source=message)
        given = self._given(call)
        if component["type"] != BUTTON:
            data["values"] = given.chosen(component, list(values or []))
        return await self._send(call, data, locale, given)

    async def submit_modal(
        self, who: str, shown: Call, values: Mapping[str, Any], locale: str | None = None
    ) -> Call:
        """Fill in and send the modal that `shown` was answered with.

        `values` by `custom_id`; what is not named stays as the modal has it. Raises CannotDo.
        """
        person = self._directory.user(who)
        if shown.modal is None or shown.who is not person:
            raise CannotDo(f"{who} has no modal open")
        call = self._open(Kind.MODAL, person, shown.channel, shown.limit, source=shown.source)
        call.origin["triggering_interaction_metadata"] = shown.origin
        given = self._given(call)
        rows = filled(shown.modal, dict(values), given.id_of)
        data: JSON = {"custom_id": shown.modal["custom_id"], "components": rows}
        return await self._send(call, data, locale, given)

    def say(
        self, who: str, channel: str | Channel, content: str, reply_to: Message | None = None
    ) -> Message:
        """Write an ordinary message. Raises CannotDo where `who` may not."""
        person, place = self._directory.user(who), self._directory.channel(channel)
        right = Permission.SEND_MESSAGES_IN_THREADS if place.is_thread else Permission.SEND_MESSAGES
        if not view.sees(self._world, person, place):
            raise CannotDo(f"{who} does not see {place.name}")
        if not view.may(self._world, person, place, right):
            raise CannotDo(f"{who} may not write in {place.name}")
        guild = self._world.guild_of(place) or self._guild
        return self._desk.post(
            place,
            person,
            {"content": content},
            Body(),
            limit=guild.upload_limit,
            kind=19 if reply_to else 0,
            reference=reply_to.id if reply_to else None,
        )

    def upload(self, filename: str, data: bytes, content_type: str | None = None) -> Upload:
        """A file to hand to an option or a modal's file field."""
        return self._files.save(filename, data, content_type)

    def set_locale(self, who: str, locale: str) -> None:
        """The language of somebody's client, as in "de" or "pt-BR"."""
        self._directory.user(who).locale = locale
        self._world.changed(Change(What.COMMANDS))

    def _need_to_see(self, person: User, message: Message) -> None:
        if not view.sees_message(self._world, person, message):
            raise CannotDo(f"{person.name} does not see this message")

    def _open(
        self,
        kind: Kind,
        who: User,
        place: Channel,
        limit: int | None = None,
        *,
        source: Message | None = None,
    ) -> Call:
        guild = self._world.guild_of(place) or self._guild
        call_id = self._world.new_id()
        owners = {"0": str(place.guild_id or 0)}
        origin: JSON = {
            "id": str(call_id),
            "type": int(kind),
            "user": render.user_json(who),
            "authorizing_integration_owners": owners,
        }
        if source and kind is Kind.COMPONENT:
            origin["interacted_message_id"] = str(source.id)
        return Call(
            id=call_id,
            token=self._calls.new_token(),
            kind=kind,
            who=who,
            channel=place,
            at=self._world.clock.now(),
            asked=self._world.clock.own(),
            limit=guild.upload_limit if limit is None else limit,
            origin=origin,
            source=source,
        )

    def _given(self, call: Call) -> Given:
        return Given(self._world, self._files, call)

    async def _send(
        self, call: Call, data: JSON, locale: str | None, given: Given | None = None
    ) -> Call:
        if given and given.resolved:
            data["resolved"] = given.resolved
        guild = self._world.guild_of(call.channel)
        if guild and self._bot.name not in guild.members:
            call.error = DID_NOT_RESPOND
            return call
        self._calls.add(call)
        self._gateway.dispatch(
            "INTERACTION_CREATE",
            interaction_json(self._world, self._bot, call, data, locale or call.who.locale),
            call.channel.guild_id,
        )
        await self._answer_or_time(call)
        if not call.acknowledged:
            call.error = DID_NOT_RESPOND
        return call

    async def _answer_or_time(self, call: Call) -> None:
        clock = self._world.clock
        time = asyncio.ensure_future(clock.sleep_own(self._calls.left(call)))
        answer = asyncio.ensure_future(call.answered.wait())
        try:
            await asyncio.wait({time, answer}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            time.cancel()
            answer.cancel()
            await asyncio.gather(time, answer, return_exceptions=True)


def _named(command: JSON) -> JSON:
    """With the server that a command is registered in, if it is one's own."""
    told = {"id": command["id"], "name": command["name"], "type": command["type"]}
    return told | ({"guild_id": command["guild_id"]} if command.get("guild_id") else {})
