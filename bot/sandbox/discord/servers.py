"""What the people who run servers do in their settings, and how the bot learns of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bot.sandbox.discord import permissions, render, scene
from bot.sandbox.discord.command_routes import rules_json
from bot.sandbox.discord.commands import Commands
from bot.sandbox.discord.feed import Change, What
from bot.sandbox.discord.gateway import Gateway
from bot.sandbox.discord.sessions import Intent
from bot.sandbox.discord.shapes import JSON
from bot.sandbox.discord.state import Channel, Guild, Member, Overwrite, Role, User, World

UPLOAD_LIMIT = 10 * 1024 * 1024
"""Bytes per file in a server without boosts."""

Whom = str | User | Member | Role
"""A person by name or as such, or a role; the text `"@everyone"` is everybody."""


class Servers:
    """Where `guild` is None the default server is meant; where a channel is a text, its name."""

    def __init__(
        self, world: World, default: Guild, bot: User, gateway: Gateway, commands: Commands
    ) -> None:
        self._world = world
        self._default = default
        self._bot = bot
        self._gateway = gateway
        self._commands = commands

    def add_guild(
        self,
        name: str,
        *,
        owner: str = "olga",
        members: Iterable[str] = ("ann", "ben"),
        channels: Iterable[str] = ("films",),
        roles: Mapping[str, Iterable[str]] | None = None,
        upload_limit: int = UPLOAD_LIMIT,
        locale: str = "en-US",
        with_bot: bool = True,
    ) -> Guild:
        """Another server. Names of people who exist mean these; other names are new people.

        `roles` gives rights by name, as in `{"editor": ["manage_messages"]}`, beside `moderator`.
        `upload_limit` is bytes per file.
        """
        guild = scene.add_guild(
            self._world, name, self._user(owner), self._bot, upload_limit=upload_limit
        )
        guild.locale = locale
        if not with_bot:
            del guild.members[self._bot.name]
        for person in members:
            scene.add_member(self._world, guild, self._user(person))
        for channel in channels:
            scene.add_channel(self._world, guild, channel)
        for role, rights in (roles or {}).items():
            guild.roles[role] = Role(self._world.new_id(), role, permissions.sum_of(rights))
        self._welcome(guild)
        return guild

    def add_bot_to_guild(self, guild: Guild | None = None) -> None:
        """Invite the bot, with the rights its invitation asks for."""
        guild = guild or self._default
        if self._bot.name not in guild.members:
            scene.add_member(self._world, guild, self._bot, self._bot.name)
            self._welcome(guild)

    def remove_bot_from_guild(self, guild: Guild | None = None) -> None:
        """The server goes on without it: what was said stays, and the bot has no more access."""
        guild = guild or self._default
        self._gateway.dispatch("GUILD_DELETE", {"id": str(guild.id)}, guild.id)
        guild.members.pop(self._bot.name, None)
        self._tell_guild(guild)

    def add_member(self, who: str, *roles: str, guild: Guild | None = None) -> Member:
        """Let somebody join, with roles; a new name is a new person."""
        guild = guild or self._default
        member = scene.add_member(self._world, guild, self._user(who), *roles)
        data = {**render.member_json(member), "guild_id": str(guild.id)}
        self._gateway.dispatch("GUILD_MEMBER_ADD", data, guild.id, Intent.GUILD_MEMBERS)
        self._tell_guild(guild)
        return member

    def remove_member(self, who: str, guild: Guild | None = None) -> None:
        """Raises KeyError where they are not in it."""
        guild = guild or self._default
        member = guild.members.pop(who)
        data = {"guild_id": str(guild.id), "user": render.user_json(member.user)}
        self._gateway.dispatch("GUILD_MEMBER_REMOVE", data, guild.id, Intent.GUILD_MEMBERS)
        self._tell_guild(guild)

    def add_role(self, name: str, *rights: str, guild: Guild | None = None) -> Role:
        """A role above all others, with rights as in "manage_messages"."""
        guild = guild or self._default
        role = Role(self._world.new_id(), name, permissions.sum_of(rights))
        guild.roles[name] = role
        self._tell_role("GUILD_ROLE_CREATE", guild, role)
        return role

    def set_rights(self, role: str, *rights: str, guild: Guild | None = None) -> None:
        """What a role may do, from now on just this; `"@everyone"` is one too."""
        guild = guild or self._default
        found = guild.everyone if role == "@everyone" else guild.roles[role]
        found.permissions = permissions.sum_of(rights)
        self._tell_role("GUILD_ROLE_UPDATE", guild, found)

    def give_role(self, who: str, role: str, guild: Guild | None = None) -> None:
        guild = guild or self._default
        member, given = guild.members[who], guild.roles[role]
        if given not in member.roles:
            member.roles.append(given)
        self._tell_member(guild, member)

    def take_role(self, who: str, role: str, guild: Guild | None = None) -> None:
        guild = guild or self._default
        member, taken = guild.members[who], guild.roles[role]
        member.roles = [one for one in member.roles if one is not taken]
        self._tell_member(guild, member)

    def add_channel(self, name: str, guild: Guild | None = None, *, nsfw: bool = False) -> Channel:
        """`nsfw`: age-restricted."""
        guild = guild or self._default
        channel = scene.add_channel(self._world, guild, name)
        channel.nsfw = nsfw
        self._tell_channel("CHANNEL_CREATE", channel)
        return channel

    def delete_channel(self, channel: str | Channel) -> None:
        found = self._channel(channel)
        data = render.channel_json(found)
        event = "THREAD_DELETE" if found.is_thread else "CHANNEL_DELETE"
        self._world.remove_channel(found)
        self._gateway.dispatch(event, data, found.guild_id)
        self._world.changed(Change(What.CHANNEL_GONE, found.id, guild_id=found.guild_id))

    def add_thread(self, parent: str | Channel, name: str, *, private: bool = False) -> Channel:
        """A thread on a channel; the bot is not in a private one."""
        thread = scene.add_thread(self._world, self._channel(parent), name, private=private)
        if private:
            self._tell_page(thread)
        else:
            self._tell_channel("THREAD_CREATE", thread, newly_created=True)
        return thread

    def archive(self, thread: str | Channel, *, locked: bool = False) -> None:
        """An archived thread takes no edits (50083); a new message reopens it unless `locked`."""
        found = self._channel(thread)
        found.archived, found.locked = True, locked
        self._tell_channel("THREAD_UPDATE", found)

    def set_upload_limit(self, size: int, guild: Guild | None = None) -> None:
        """Bytes per file in that server, and in interactions from now on."""
        guild = guild or self._default
        guild.upload_limit = size
        self._tell_guild(guild)

    def deny(self, channel: str | Channel, right: str, whom: Whom | None = None) -> None:
        """Take a right, as in "attach_files", in one channel; from the bot if nobody is named."""
        self._overwrite(channel, right, whom, denied=True)

    def allow(self, channel: str | Channel, right: str, whom: Whom | None = None) -> None:
        """Give a right in one channel, whatever the roles say."""
        self._overwrite(channel, right, whom, denied=False)

    def rule(
        self,
        command: str | None,
        whom: Whom | Channel,
        allowed: bool | None,
        guild: Guild | None = None,
    ) -> None:
        """Who may use a command here, over what the bot registered; None takes the rule away.

        `command` is its name, None all that have no rules of their own. `whom` is a person, a
        role or a channel, as text `"@everyone"`, `"all channels"` or a person's name.
        """
        guild = guild or self._default
        target = self._bot.id if command is None else self._command_id(command, guild)
        if whom == "all channels":
            self._commands.set_rule(guild.id, target, guild.id - 1, allowed)
        else:
            found = whom if isinstance(whom, Channel) else self._found(whom, guild)
            self._commands.set_rule(guild.id, target, found.id, allowed)
        data = rules_json(self._commands, guild, target, self._bot.id)
        self._gateway.dispatch("APPLICATION_COMMAND_PERMISSIONS_UPDATE", data, guild.id)
        self._world.changed(Change(What.COMMANDS, guild_id=guild.id))

    def _command_id(self, name: str, guild: Guild) -> int:
        """Raises KeyError for a name that no command has."""
        for command in [*self._commands.of(guild.id), *self._commands.of(None)]:
            if command["name"] == name:
                return int(command["id"])
        raise KeyError(name)

    def _found(self, whom: Whom, guild: Guild) -> User | Member | Role:
        """Raises KeyError for a name that nobody in the server has."""
        if whom == "@everyone":
            return guild.everyone
        return guild.members[whom] if isinstance(whom, str) else whom

    def _overwrite(
        self, channel: str | Channel, right: str, whom: Whom | None, *, denied: bool
    ) -> None:
        found, bit = self._channel(channel), int(permissions.named(right))
        overwrite = self._overwrite_of(found, whom or self._bot)
        overwrite.deny = overwrite.deny | bit if denied else overwrite.deny & ~bit
        overwrite.allow = overwrite.allow & ~bit if denied else overwrite.allow | bit
        self._tell_channel("CHANNEL_UPDATE", found)

    def _overwrite_of(self, channel: Channel, whom: Whom) -> Overwrite:
        found = self._found(whom, self._world.guild_of(channel) or self._default)
        kind = 0 if isinstance(found, Role) else 1
        return channel.overwrites.setdefault(found.id, Overwrite(kind))

    def _user(self, name: str) -> User:
        for user in self._world.users.values():
            if user.name == name:
                return user
        return scene.add_user(self._world, name)

    def _channel(self, channel: str | Channel) -> Channel:
        return self._default.channels[channel] if isinstance(channel, str) else channel

    def _welcome(self, guild: Guild) -> None:
        if me := guild.members.get(self._bot.name):
            data = render.guild_json(self._world, guild, [me])
            # Only of a server that becomes available again does Discord say so: by this discord.py
            # tells one from a server that was joined (`parse_guild_create`).
            data.pop("unavailable", None)
            self._gateway.dispatch("GUILD_CREATE", data, guild.id)
        self._tell_guild(guild)

    def _tell_role(self, event: str, guild: Guild, role: Role) -> None:
        shown = next(one for one in render.roles_json(guild) if one["id"] == str(role.id))
        self._gateway.dispatch(event, {"guild_id": str(guild.id), "role": shown}, guild.id)
        self._tell_guild(guild)

    def _tell_member(self, guild: Guild, member: Member) -> None:
        """Of its own roles a bot hears always, of others' only with the members intent."""
        intent = Intent.NONE if member.user is self._bot else Intent.GUILD_MEMBERS
        data = {**render.member_json(member), "guild_id": str(guild.id)}
        self._gateway.dispatch("GUILD_MEMBER_UPDATE", data, guild.id, intent)
        self._tell_guild(guild)

    def _tell_channel(self, event: str, channel: Channel, **more: bool) -> None:
        data: JSON = {**render.channel_json(channel), **more}
        self._gateway.dispatch(event, data, channel.guild_id)
        self._tell_page(channel)

    def _tell_page(self, channel: Channel) -> None:
        self._world.changed(Change(What.CHANNEL, channel.id, guild_id=channel.guild_id))

    def _tell_guild(self, guild: Guild) -> None:
        self._world.changed(Change(What.GUILD, guild.id, guild_id=guild.id))
