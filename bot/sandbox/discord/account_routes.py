"""The routes about the bot itself, and the servers it is in."""

from __future__ import annotations

from collections.abc import Callable

from bot.sandbox.discord import permissions, render
from bot.sandbox.discord.bodies import Answer, Ask
from bot.sandbox.discord.errors import Reason, Refusal, bad_form
from bot.sandbox.discord.routes import Route
from bot.sandbox.discord.shapes import JSON, snowflake
from bot.sandbox.discord.starts import Starts
from bot.sandbox.discord.state import DIRECT, TEXT, Channel, Guild, Member, User, World


class AccountRoutes:
    def __init__(
        self,
        world: World,
        bot: User,
        owner: User,
        *,
        gateway_url: Callable[[], str],
        starts: Starts,
        leave: Callable[[Guild], None],
    ) -> None:
        self._world = world
        self._bot = bot
        self._owner = owner
        self._gateway_url = gateway_url
        self._starts = starts
        self._leave_guild = leave

    def table(self) -> list[Route]:
        return [
            Route("GET", "/gateway", self._gateway),
            Route("GET", "/gateway/bot", self._gateway_bot),
            Route("GET", "/users/@me", self._me),
            Route("GET", "/users/@me/guilds", self._my_guilds),
            Route("POST", "/users/@me/channels", self._open_dm),
            Route("GET", "/users/{user_id}", self._user),
            Route("GET", "/oauth2/applications/@me", self._application),
            Route("GET", "/applications/@me", self._application),
            Route("GET", "/guilds/{guild_id}", self._guild, major="guild_id"),
            Route("GET", "/guilds/{guild_id}/channels", self._channels, major="guild_id"),
            Route("GET", "/guilds/{guild_id}/roles", self._roles, major="guild_id"),
            Route("GET", "/guilds/{guild_id}/members/{user_id}", self._member, major="guild_id"),
            Route("DELETE", "/users/@me/guilds/{guild_id}", self._leave),
        ]

    async def _gateway(self, ask: Ask) -> Answer:
        return Answer({"url": self._gateway_url()})

    async def _gateway_bot(self, ask: Ask) -> Answer:
        made: JSON = {
            "url": self._gateway_url(),
            "shards": self._starts.shards,
            "session_start_limit": self._starts.json(),
        }
        return Answer(made)

    async def _me(self, ask: Ask) -> Answer:
        own = {"verified": True, "mfa_enabled": True, "locale": "en-US"}
        return Answer({**render.user_json(self._bot), **own})

    async def _my_guilds(self, ask: Ask) -> Answer:
        mine = [one for one in self._world.guilds.values() if self._bot.name in one.members]
        return Answer([self._guild_in_short(one) for one in mine])

    def _guild_in_short(self, guild: Guild) -> JSON:
        return {
            "id": str(guild.id),
            "name": guild.name,
            "icon": None,
            "banner": None,
            "owner": False,
            "permissions": str(permissions.in_guild(guild, self._me_in(guild))),
            "features": [],
        }

    async def _user(self, ask: Ask) -> Answer:
        found = self._world.users.get(ask.id("user_id"))
        if found is None:
            raise Refusal(Reason.UNKNOWN_USER)
        return Answer(render.user_json(found))

    async def _open_dm(self, ask: Ask) -> Answer:
        user = self._world.users.get(snowflake(ask.body.object.get("recipient_id")) or 0)
        if user is None or user.bot:
            raise bad_form(("recipient_id",), "NUMBER_TYPE_COERCE", "Unknown recipient.")
        return Answer(render.channel_json(direct_channel(self._world, user)))

    async def _application(self, ask: Ask) -> Answer:
        return Answer(
            {
                "id": str(self._bot.id),
                "name": self._bot.title,
                "icon": None,
                "description": "",
                "type": None,
                "bot": render.user_json(self._bot),
                "bot_public": True,
                "bot_require_code_grant": False,
                "verify_key": "0" * 64,
                "flags": 0,
                "flags_new": "0",
                "explicit_content_filter": 0,
                "eligible_oauth2_scopes": [],
                "approximate_user_install_count": 0,
                "approximate_user_authorization_count": 0,
                "hook": True,
                "summary": "",
                "team": None,
                "owner": render.user_json(self._owner),
                "approximate_guild_count": len(self._world.guilds),
                "redirect_uris": [],
                "interactions_endpoint_url": None,
                "role_connections_verification_url": None,
            }
        )

    def _guild_of(self, ask: Ask) -> Guild:
        """Raises Refusal 10004 for a server that the bot is not in, as for one that is none."""
        guild = self._world.guild(ask.id("guild_id"))
        if self._bot.name not in guild.members:
            raise Refusal(Reason.UNKNOWN_GUILD)
        return guild

    def _me_in(self, guild: Guild) -> Member:
        return guild.members[self._bot.name]

    async def _guild(self, ask: Ask) -> Answer:
        guild = self._guild_of(ask)
        made = render.guild_json(self._world, guild, [self._me_in(guild)])
        only_gateway = ("channels", "threads", "members", "joined_at", "unavailable")
        return Answer({key: value for key, value in made.items() if key not in only_gateway})

    async def _channels(self, ask: Ask) -> Answer:
        channels = [one for one in self._guild_of(ask).channels.values() if one.kind == TEXT]
        return Answer([render.channel_json(one, position=n) for n, one in enumerate(channels)])

    async def _roles(self, ask: Ask) -> Answer:
        return Answer(render.roles_json(self._guild_of(ask)))

    async def _member(self, ask: Ask) -> Answer:
        for member in self._guild_of(ask).members.values():
            if member.id == ask.id("user_id"):
                return Answer(render.member_json(member))
        raise Refusal(Reason.UNKNOWN_MEMBER)

    async def _leave(self, ask: Ask) -> Answer:
        self._leave_guild(self._guild_of(ask))
        return Answer(status=204)


def direct_channel(world: World, user: User) -> Channel:
    """The conversation between the bot and `user`, opened if there is none."""
    for channel in world.channels.values():
        if channel.kind == DIRECT and channel.recipient is user:
            return channel
    channel = Channel(world.new_id(), f"@{user.name}", DIRECT, None, recipient=user)
    world.channels[channel.id] = channel
    return channel
