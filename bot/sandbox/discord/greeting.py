"""What the gateway tells a bot that has just come: who it is, and the servers it is in."""

from __future__ import annotations

from collections.abc import Callable

from bot.sandbox.discord import render
from bot.sandbox.discord.sessions import Intent, Session
from bot.sandbox.discord.shapes import JSON, as_list, snowflake
from bot.sandbox.discord.state import Guild, Member, User, World


class Greeting:
    def __init__(self, world: World, bot: User, gateway_url: Callable[[], str]) -> None:
        self._world = world
        self._bot = bot
        self._gateway_url = gateway_url

    def ready(self, session: Session) -> JSON:
        number, shards = session.shard
        return {
            "v": 10,
            "user": {**render.user_json(self._bot), "verified": True, "mfa_enabled": True},
            "session_type": "normal",
            "session_id": session.id,
            "resume_gateway_url": self._gateway_url(),
            "shard": [number, shards],
            "application": {"id": str(self._bot.id), "flags": 0},
            "guilds": [{"id": str(one.id), "unavailable": True} for one in self._of_shard(session)],
            "private_channels": [],
            "relationships": [],
            "user_settings": {},
            "presences": [],
        }

    def guilds(self, session: Session) -> list[JSON]:
        return [
            render.guild_json(self._world, guild, self._told(guild, session))
            for guild in self._of_shard(session)
        ]

    def knows(self, guild_id: int) -> bool:
        guild = self._world.guilds.get(guild_id)
        return guild is not None and self._bot.name in guild.members

    def _told(self, guild: Guild, session: Session) -> list[Member]:
        everybody = bool(session.intents & Intent.GUILD_MEMBERS)
        return [one for one in guild.members.values() if everybody or one.user is self._bot]

    def _of_shard(self, session: Session) -> list[Guild]:
        number, shards = session.shard
        return [
            one
            for one in self._world.guilds.values()
            if (one.id >> 22) % shards == number and self.knows(one.id)
        ]

    def members(self, asked: JSON) -> JSON:
        """GUILD_MEMBERS_CHUNK for a request by ids, or by the beginning of the name."""
        guild = self._world.guild(snowflake(asked.get("guild_id")) or 0)
        wanted = asked.get("user_ids")
        ids = {snowflake(one) for one in (as_list(wanted) or [wanted])}
        query = asked.get("query")
        found = [
            member
            for member in guild.members.values()
            if member.id in ids or (query and member.user.name.startswith(str(query)))
        ]
        made: JSON = {
            "guild_id": str(guild.id),
            "members": [render.member_json(member) for member in found],
            "chunk_index": 0,
            "chunk_count": 1,
        }
        return {**made, "nonce": asked["nonce"]} if asked.get("nonce") else made
