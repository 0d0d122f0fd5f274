"""The local Discord's sessions: shards and how fast they may log in, lost and dead connections."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import discord
import pytest
from local_discord_bot import Bot, local_discord, running

from bot.sandbox.clock import SandboxClock
from bot.sandbox.discord import LocalDiscord
from bot.sandbox.discord.sessions import Intent
from bot.sandbox.discord.starts import IDENTIFY_EVERY

DEFAULT = discord.Intents.default().value


class Shard:
    """One connection by hand."""

    def __init__(self, local: LocalDiscord, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.local = local
        self.socket = socket

    async def identify(self, number: int = 0, of: int = 1, intents: int = DEFAULT) -> None:
        asked = {"token": self.local.token, "intents": intents, "shard": [number, of]}
        await self.socket.send_json({"op": 2, "d": asked})

    async def until_ack(self) -> list[str]:
        """The names of all events up to now; an invalid session as "op 9"."""
        await self.socket.send_json({"op": 1, "d": None})
        seen: list[str] = []
        while (frame := await self.next())["op"] != 11:
            seen.append(frame["t"] or f"op {frame['op']}")
        return seen

    async def next(self) -> dict[str, Any]:
        return json.loads((await asyncio.wait_for(self.socket.receive(), 5)).data)

    async def close_code(self) -> int:
        while (frame := await asyncio.wait_for(self.socket.receive(), 5)).type is not (
            aiohttp.WSMsgType.CLOSE
        ):
            pass
        return frame.data


@asynccontextmanager
async def shard(local: LocalDiscord) -> AsyncIterator[Shard]:
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(local.gateway_url) as socket,
    ):
        await socket.receive_json()
        yield Shard(local, socket)


@pytest.fixture
async def strict() -> AsyncIterator[LocalDiscord]:
    """As strict about identifies as Discord."""
    async with LocalDiscord(SandboxClock(), identify_every=IDENTIFY_EVERY) as local:
        yield local


async def test_each_shard_gets_its_own_servers_and_the_first_the_direct_messages(
    strict: LocalDiscord,
):
    strict.starts.every = 0
    guilds = [strict.guild]
    owners = [(strict.guild.id >> 22) % 2]
    while set(owners) != {0, 1}:
        strict.clock.skip(0.001)  # servers made in one millisecond belong to one shard
        guilds.append(strict.add_guild(f"Server {len(guilds)}"))
        owners.append((guilds[-1].id >> 22) % 2)
    seen: list[list[str]] = []
    for number in (0, 1):
        async with shard(strict) as mine:
            await mine.identify(number, 2)
            await mine.until_ack()
            strict.say("ann", "@ann", "psst")
            for guild in guilds:
                strict.say("ann", guild.channels["films"], "hello")
            seen.append(await mine.until_ack())

    assert seen == [
        ["MESSAGE_CREATE"] * (1 + owners.count(0)),
        ["MESSAGE_CREATE"] * owners.count(1),
    ]


async def test_who_identifies_too_early_is_sent_away_and_admitted_later(strict: LocalDiscord):
    async with shard(strict) as first, shard(strict) as second:
        await first.identify(0, 2)
        await second.identify(1, 2)
        too_early = await second.until_ack()
        strict.clock.skip(IDENTIFY_EVERY)
        await second.identify(1, 2)
        in_time = await second.until_ack()

    assert too_early == ["op 9"]
    assert in_time[0] == "READY"
    assert strict.gateway.identifies == 2


async def test_with_more_concurrency_so_many_shards_may_identify_at_once(strict: LocalDiscord):
    strict.starts.max_concurrency = 2
    seen: list[str] = []
    for number in (0, 1, 2):
        async with shard(strict) as mine:
            await mine.identify(number, 3)
            seen.append((await mine.until_ack())[0])

    assert seen == ["READY", "READY", "op 9"]


async def test_the_bot_is_told_how_many_shards_to_run_and_what_is_left_of_the_day(
    strict: LocalDiscord,
):
    strict.starts.shards, strict.starts.max_concurrency, strict.starts.most = 3, 2, 1
    async with shard(strict) as first, shard(strict) as second:
        await first.identify(0, 3)
        await first.until_ack()
        await second.identify(1, 3)
        used_up = await second.until_ack()
    headers = {"Authorization": f"Bot {strict.token}"}
    async with (
        aiohttp.ClientSession(headers=headers) as session,
        session.get(f"{strict.api_url}/gateway/bot") as response,
    ):
        told = await response.json()

    limit = told["session_start_limit"]
    assert used_up == ["op 9"]
    assert told["shards"] == 3
    assert (limit["total"], limit["remaining"], limit["max_concurrency"]) == (1, 0, 2)
    assert 86_000_000 < limit["reset_after"] <= 86_400_000


async def test_of_other_members_a_bot_hears_with_the_intent_only(strict: LocalDiscord):
    strict.starts.every = 0
    strict.gateway.granted = Intent.GUILD_MEMBERS
    seen: list[list[str]] = []
    for intents in (DEFAULT, DEFAULT | Intent.GUILD_MEMBERS):
        async with shard(strict) as mine:
            await mine.identify(intents=intents)
            await mine.until_ack()
            strict.servers.add_member("zoe")
            strict.servers.give_role("zoe", "moderator")
            strict.servers.remove_member("zoe")
            seen.append(await mine.until_ack())

    assert seen == [[], ["GUILD_MEMBER_ADD", "GUILD_MEMBER_UPDATE", "GUILD_MEMBER_REMOVE"]]


async def test_what_people_write_is_read_with_the_intent_that_was_granted(strict: LocalDiscord):
    strict.gateway.granted = Intent.MESSAGE_CONTENT
    async with shard(strict) as mine:
        await mine.identify(intents=DEFAULT | Intent.MESSAGE_CONTENT)
        await mine.until_ack()
        strict.say("ann", "films", "in the open")
        read = await mine.next()

    assert read["d"]["content"] == "in the open"


async def test_a_connection_without_heartbeats_is_closed(strict: LocalDiscord):
    strict.gateway.heartbeat = 0.05
    async with shard(strict) as mine:
        await mine.identify()
        await mine.socket.send_json({"op": 3, "d": {}})

        assert await mine.close_code() == 4009


async def test_asked_to_reconnect_the_bot_resumes(local: LocalDiscord, bot: Bot):
    local.gateway.ask_to_reconnect()
    await local.until(lambda: local.gateway.resumes == 1, what="a resume")

    call = await local.slash("ann", "films", "create", {"prompt": "a fox"})

    assert call.acknowledged
    assert local.gateway.identifies == 1


async def test_an_invalid_session_that_may_be_resumed_is_resumed(local: LocalDiscord, bot: Bot):
    local.gateway.invalidate(resumable=True)
    await local.until(lambda: local.gateway.resumes == 1, what="a resume")

    call = await local.slash("ann", "films", "create", {"prompt": "a fox"})

    assert call.acknowledged
    assert local.gateway.identifies == 1


async def test_heartbeats_without_answer_make_the_bot_give_up_its_connection(local: LocalDiscord):
    local.gateway.heartbeat = 0.2
    async with running(local, heartbeat_timeout=0.5) as bot:
        local.gateway.acknowledges = False
        await local.until(lambda: local.gateway.resumes == 1, what="a resume")
        local.gateway.acknowledges = True
        await local.until(lambda: "resumed" in bot.seen, what="on_resumed")

    assert local.gateway.identifies == 1


@pytest.mark.slow
async def test_two_shards_log_in_one_after_the_other_and_share_the_servers():
    async with local_discord() as local:
        local.starts.shards, local.starts.every = 2, IDENTIFY_EVERY
        servers = [local.guild, *(local.add_guild(f"Server {n}") for n in range(3))]
        async with running(local, patient=True) as bot:
            shards = {one.id: one.shard_id for one in bot.guilds}
            calls = [
                await local.slash("ann", one.channels["films"], "create", {"prompt": "a fox"})
                for one in servers
            ]

        assert shards == {one.id: (one.id >> 22) % 2 for one in servers}
        assert [one.acknowledged for one in calls] == [True] * 4
        assert local.gateway.identifies == 2


async def test_heartbeats_keep_a_connection(strict: LocalDiscord):
    strict.gateway.heartbeat = 0.05
    now = asyncio.get_running_loop().time
    async with shard(strict) as mine:
        await mine.identify()
        ends = now() + 6 * strict.gateway.heartbeat
        while now() < ends:
            await mine.until_ack()

        assert len(strict.gateway.connected) == 1


async def test_of_a_server_that_threw_it_out_a_bot_hears_nothing_more(strict: LocalDiscord):
    async with shard(strict) as mine:
        await mine.identify()
        await mine.until_ack()
        strict.remove_bot_from_guild()
        strict.add_channel("later")
        strict.servers.add_role("editor")
        strict.say("ann", "films", "alone at last")
        seen = await mine.until_ack()

    assert seen == ["GUILD_DELETE"]
