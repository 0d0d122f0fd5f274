"""The local Discord's gateway: lost, resumed and invalid sessions, and what arrives when."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import aiohttp
import discord
import pytest
from local_discord_bot import Bot, running

from bot.sandbox.clock import SandboxClock
from bot.sandbox.discord import LocalDiscord


async def test_what_happened_while_the_connection_was_lost_is_replayed(
    local: LocalDiscord, bot: Bot
):
    await local.drop_gateway(resumable=True)

    call = await local.slash("ann", "films", "create", {"prompt": "a fox"})

    assert call.acknowledged
    assert local.gateway.resumes == 1
    assert local.gateway.identifies == 1
    await local.until(lambda: "resumed" in bot.seen, what="on_resumed")


async def test_an_invalid_session_begins_anew(local: LocalDiscord, bot: Bot):
    await local.drop_gateway(resumable=False)
    await local.until(lambda: local.gateway.identifies == 2, what="a second identify")

    call = await local.slash("ann", "films", "create", {"prompt": "a fox"})

    assert call.acknowledged
    assert local.gateway.resumes == 0


async def test_the_bot_is_told_when_a_channel_or_a_server_is_gone(local: LocalDiscord, bot: Bot):
    local.delete_channel("lounge")
    await local.until(
        lambda: {one.name for one in bot.guilds[0].text_channels} == {"films", "no-files"},
        what="the channel gone",
    )

    local.remove_bot_from_guild()

    await local.until(lambda: not bot.guilds, what="the server gone")


async def test_a_second_bot_in_the_same_sandbox_finds_everything_as_it_was(local: LocalDiscord):
    async with running(local) as before:
        call = await local.slash("ann", "films", "create", {"prompt": "a fox"})
        assert before.seen[-1] == "a fox None 4 en-US"
    ids = [one["id"] for one in local.commands]

    async with running(local) as after:
        assert call.message is not None
        pressed = await local.press("ann", call.message, "again:7")
        found = await after.get_partial_messageable(call.message.channel_id).fetch_message(
            call.message.id
        )

    assert pressed.acknowledged
    assert found.id == call.message.id
    assert [one["id"] for one in local.commands] == ids


@pytest.mark.parametrize(
    ("said", "code"),
    [
        pytest.param({"op": 2, "d": {"token": "wrong", "intents": 1}}, 4004, id="wrong token"),
        pytest.param({"op": 2, "d": {"intents": 1 << 15}}, 4014, id="an intent it may not have"),
        pytest.param({"op": 2, "d": {"shard": [2, 2]}}, 4010, id="a shard that is none"),
        pytest.param({"op": 3, "d": {}}, 4003, id="speaks before it identified"),
        pytest.param({"op": 77}, 4001, id="an opcode that is none"),
    ],
)
async def test_a_wrong_start_is_closed_with_its_code(said: dict[str, Any], code: int):
    async with (
        LocalDiscord(SandboxClock()) as local,
        aiohttp.ClientSession() as session,
        session.ws_connect(local.gateway_url) as socket,
    ):
        hello = await socket.receive_json()
        if said["op"] == 2:
            said = {**said, "d": {"token": local.token, **said["d"]}}
        await socket.send_json(said)
        closed = await socket.receive()

    assert hello["d"]["heartbeat_interval"] > 0
    assert closed.type is aiohttp.WSMsgType.CLOSE
    assert closed.data == code


async def test_an_unknown_session_cannot_be_resumed():
    async with (
        LocalDiscord(SandboxClock()) as local,
        aiohttp.ClientSession() as session,
        session.ws_connect(local.gateway_url) as socket,
    ):
        await socket.receive_json()
        resume = {"token": local.token, "session_id": "nobody", "seq": 5}
        await socket.send_json({"op": 6, "d": resume})
        refused = await socket.receive_json()
        await socket.send_json({"op": 1, "d": None})
        beaten = await socket.receive_json()

    assert (refused["op"], refused["d"]) == (9, False)
    assert beaten["op"] == 11


async def test_events_go_to_the_shard_of_their_server():
    async with LocalDiscord(SandboxClock()) as local, aiohttp.ClientSession() as session:
        mine = (local.guild.id >> 22) % 2
        seen: list[list[str]] = []
        for shard in (mine, 1 - mine):
            async with session.ws_connect(local.gateway_url) as socket:
                await socket.receive_json()
                asked = {"token": local.token, "intents": 513, "shard": [shard, 2]}
                await socket.send_json({"op": 2, "d": asked})
                await local.until(lambda: local.gateway.connected, what="a session")
                local.say("ann", "films", "hello")
                await socket.send_json({"op": 1, "d": None})
                seen.append(await _events_until_ack(socket))

    assert seen == [["READY", "GUILD_CREATE", "MESSAGE_CREATE"], ["READY"]]


async def test_what_people_write_to_each_other_is_not_shown_to_the_bot(
    local: LocalDiscord, bot: Bot
):
    heard: list[str] = []

    async def on_message(message: discord.Message) -> None:
        heard.append(message.content)

    bot.event(on_message)

    local.say("ann", "films", "a secret")
    local.say("ann", "films", f"<@{local.application_id}> hello")

    await local.until(lambda: len(heard) == 2, what="two messages")
    assert heard == ["", f"<@{local.application_id}> hello"]


async def _events_until_ack(socket: aiohttp.ClientWebSocketResponse) -> list[str]:
    events: list[str] = []
    while (frame := json.loads((await asyncio.wait_for(socket.receive(), 5)).data))["op"] != 11:
        events.append(frame["t"])
    return events
