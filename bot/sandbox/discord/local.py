"""The local Discord as a whole: its servers, and what tests and the command line do with it."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from contextlib import AsyncExitStack, suppress
from typing import Any

from aiohttp import web

from bot.sandbox.clock import SandboxClock
from bot.sandbox.discord import scene, view
from bot.sandbox.discord.account_routes import AccountRoutes
from bot.sandbox.discord.calls import Calls
from bot.sandbox.discord.channel_routes import ChannelRoutes
from bot.sandbox.discord.command_routes import CommandRoutes
from bot.sandbox.discord.commands import Commands
from bot.sandbox.discord.desk import Desk
from bot.sandbox.discord.directory import Directory
from bot.sandbox.discord.faults import Faults
from bot.sandbox.discord.feed import Change, Feed, What
from bot.sandbox.discord.files import FileStore
from bot.sandbox.discord.gateway import Gateway
from bot.sandbox.discord.greeting import Greeting
from bot.sandbox.discord.interaction_routes import InteractionRoutes
from bot.sandbox.discord.limits import Limits
from bot.sandbox.discord.messages import Message
from bot.sandbox.discord.offers import Offers
from bot.sandbox.discord.people import People
from bot.sandbox.discord.rest import PREFIX, Rest
from bot.sandbox.discord.routes import Route
from bot.sandbox.discord.servers import UPLOAD_LIMIT, Servers
from bot.sandbox.discord.shapes import JSON
from bot.sandbox.discord.starts import Starts
from bot.sandbox.discord.state import MESSAGES_KEPT, Channel, Guild, User, World
from bot.sandbox.record import Listener, Recorded

LOOPBACK = "127.0.0.1"

LOOK_EVERY = 0.05
"""Real seconds between two looks of `until` where nothing happens here."""


class LocalDiscord:
    """REST and gateway on one port of this machine, files on another; `async with` runs them.

    A bot, in this process or another, needs `api_url` and `token`. Everything that a person or a
    test does is a method here. Files and messages are gone when it ends.
    """

    def __init__(
        self,
        clock: SandboxClock,
        *,
        port: int = 0,
        listener: Listener | None = None,
        upload_limit: int = UPLOAD_LIMIT,
        identify_every: float = 0.0,
        messages_kept: int = MESSAGES_KEPT,
    ) -> None:
        """`port` 0 takes a free one. `upload_limit` is bytes per file in the default server.

        `identify_every`: seconds of the bot between two identifies (of each of
        `starts.max_concurrency` shards), else op 9. Discord's are `starts.IDENTIFY_EVERY`; 0, for
        tests that start bots again and again, sets no limit. Of each channel the latest
        `messages_kept` are kept.
        """
        self.clock = clock
        self.token = f"local.{secrets.token_urlsafe(24)}"
        self._port = port
        self._stack = AsyncExitStack()
        self.world = World(clock, messages_kept)
        self._bot = scene.add_user(self.world, "clapper", bot=True)
        self.application_id = self._bot.id
        self.guild: Guild = scene.default_guild(self.world, self._bot, upload_limit=upload_limit)
        self.faults = Faults(clock)
        self.limits = Limits(clock)
        self._files = FileStore(clock)
        self.cdn_faults = self._files.faults
        greeting = Greeting(self.world, self._bot, lambda: self.gateway_url)
        self.starts = Starts(clock, identify_every)
        self.gateway = Gateway(
            self.token, greeting, self.starts, lambda: self.world.changed(Change(What.BOT))
        )
        self._desk = Desk(self.world, self._files, self.gateway)
        self._commands = Commands(self._bot.id, self.world.new_id)
        self._offers = Offers(self.world, self._commands, self._bot)
        self.servers = Servers(self.world, self.guild, self._bot, self.gateway, self._commands)
        self._calls = Calls(clock)
        self._rest = Rest(
            self._routes(),
            token=self.token,
            files=self._files,
            limits=self.limits,
            faults=self.faults,
            listener=listener,
            changed=self.world.changed,
        )
        self._act()

    def _routes(self) -> list[Route]:
        world, desk, bot = self.world, self._desk, self._bot
        owner = world.users[self.guild.owner_id]
        return [
            *AccountRoutes(
                world,
                bot,
                owner,
                gateway_url=lambda: self.gateway_url,
                starts=self.starts,
                leave=self.servers.remove_bot_from_guild,
            ).table(),
            *CommandRoutes(world, bot, self._commands).table(),
            *ChannelRoutes(world, desk, bot, self.limits).table(),
            *InteractionRoutes(world, desk, bot, self._calls).table(),
        ]

    def _act(self) -> None:
        """What people do stands in People; here it is within reach."""
        self._directory = Directory(self.world, self.guild, self._commands, self._offers)
        people = People(
            self.world,
            self.guild,
            self._bot,
            desk=self._desk,
            files=self._files,
            gateway=self.gateway,
            calls=self._calls,
            directory=self._directory,
        )
        self.slash = people.slash
        self.autocomplete = people.autocomplete
        self.message_command = people.message_command
        self.press = people.press
        self.submit_modal = people.submit_modal
        self.say = people.say
        self.upload = people.upload
        self.set_locale = people.set_locale
        servers = self.servers
        self.add_guild = servers.add_guild
        self.add_bot_to_guild = servers.add_bot_to_guild
        self.remove_bot_from_guild = servers.remove_bot_from_guild
        self.set_upload_limit = servers.set_upload_limit
        self.add_channel = servers.add_channel
        self.delete_channel = servers.delete_channel
        self.add_thread = servers.add_thread
        self.archive = servers.archive
        self.deny = servers.deny
        self.allow = servers.allow

    async def __aenter__(self) -> LocalDiscord:
        async with AsyncExitStack() as stack:
            stack.callback(self._files.close)
            cdn = await _listen(stack, self._files.application(), 0)
            self._files.origin = f"http://{LOOPBACK}:{cdn}"
            app = web.Application()
            app.router.add_get("/gateway", self.gateway.serve)
            self._rest.add_to(app)
            self._port = await _listen(stack, app, self._port)
            stack.push_async_callback(self.gateway.close)
            stack.callback(self.faults.clear)
            stack.callback(self.cdn_faults.clear)
            self._stack = stack.pop_all()
        return self

    async def __aexit__(self, *failed: object) -> None:
        await self._stack.aclose()

    @property
    def api_url(self) -> str:
        return f"http://{LOOPBACK}:{self._port}{PREFIX}"

    @property
    def gateway_url(self) -> str:
        return f"ws://{LOOPBACK}:{self._port}/gateway"

    @property
    def files_origin(self) -> str:
        """Where uploaded files are served: an origin of its own."""
        return self._files.origin

    @property
    def commands(self) -> list[JSON]:
        """The registered global commands."""
        return self._commands.of(None)

    def commands_for(self, who: User, place: Channel, kind: int) -> list[JSON]:
        """What the client offers `who` there, of slash or message commands."""
        return self._offers.offered(who, place, kind)

    def available_commands(self, who: str, channel: str | Channel) -> list[JSON]:
        """All that the client offers `who` there; see Offers for the words it uses."""
        return self._offers.offered(self._directory.user(who), self._directory.channel(channel))

    def visible_channels(self, who: str, guild: Guild | None = None) -> list[Channel]:
        """What `who` sees listed in a server, by default the first one."""
        return view.channels(self.world, self._directory.user(who), guild or self.guild)

    def visible_messages(self, who: str, channel: str | Channel) -> list[Message]:
        """What `who` sees in a channel, oldest first: of private answers only their own."""
        found = self._directory.channel(channel)
        return view.messages(self.world, self._directory.user(who), found)

    @property
    def feed(self) -> Feed:
        """Tells a page what changes."""
        return self.world.feed

    @property
    def recorded(self) -> list[Recorded]:
        """The latest requests, oldest first."""
        return list(self._rest.recorded)

    @property
    def unknown_routes(self) -> list[str]:
        """Method and path of what was asked for and does not exist here; a test fails on any."""
        return self._rest.unknown_routes

    def messages(self, channel: str | Channel) -> list[Message]:
        """What everybody sees there, oldest first."""
        found = self._directory.channel(channel)
        return [one for one in found.messages.values() if not one.ephemeral]

    async def bot_ready(self, deadline: float = 20) -> None:
        """Wait until a bot is connected and its global commands are registered."""
        await self.until(
            lambda: bool(self.gateway.connected and self.commands), deadline, "a bot that is ready"
        )

    async def until(
        self, predicate: Callable[[], Any], deadline: float = 10, what: str = "what was waited for"
    ) -> None:
        """Wait until `predicate()` is true, looking again at every change.

        It also looks 20 times a second, for what changes elsewhere (in the bot, on disk).
        Raises TimeoutError after `deadline` real seconds, naming `what` and the last state.
        """
        loop = asyncio.get_running_loop()
        ends = loop.time() + deadline
        while True:
            change = self.world.next_change()
            if predicate():
                return
            left = ends - loop.time()
            if left <= 0:
                raise TimeoutError(f"no {what} within {deadline} s; {self._account_of()}")
            with suppress(TimeoutError):
                await asyncio.wait_for(change.wait(), min(left, LOOK_EVERY))

    def delete_message(self, message: Message) -> None:
        self._desk.delete(message)

    async def drop_gateway(self, *, resumable: bool = True) -> None:
        """Cut the bot's connection; not `resumable`: tell it that its session is invalid."""
        await self.gateway.drop(resumable=resumable)

    def _account_of(self) -> str:
        """The state in a few lines, for whoever waited in vain."""
        lines = [f"{len(self.gateway.connected)} shards connected"]
        for channel in self.world.channels.values():
            lines += [
                f"{channel.name}: {one.text!r} {[file.filename for file in one.attachments]}"
                for one in list(channel.messages.values())[-3:]
            ]
        lines += [f"{one.method} {one.path} -> {one.status}" for one in self.recorded[-5:]]
        return "\n".join([*lines, *(f"unknown: {one}" for one in self.unknown_routes[-5:])])


async def _listen(stack: AsyncExitStack, app: web.Application, port: int) -> int:
    """Serve `app` on the loopback until the stack unwinds; the port it got."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    site = web.TCPSite(runner, LOOPBACK, port)
    await site.start()
    return int(runner.addresses[0][1])
