"""Where the local Discord says no for a while, or goes wrong on purpose."""

from __future__ import annotations

import asyncio
import time

import aiohttp
import discord
import pytest
from local_discord_bot import Bot
from local_discord_client import raw

from bot.sandbox.clock import SandboxClock
from bot.sandbox.discord import LocalDiscord
from bot.sandbox.record import Recorded


async def test_the_sixth_message_in_five_seconds_meets_a_429():
    async with raw() as (local, client):
        path = f"/channels/{local.guild.channels['films'].id}/messages"
        answers = [await client.post(path, {"content": f"{n}"}) for n in range(6)]
        elsewhere = f"/channels/{local.guild.channels['lounge'].id}/messages"
        other_channel = await client.post(elsewhere, {"content": "here"})
        local.clock.skip(5)
        later = await client.post(path, {"content": "again"})

    remaining = [one.headers["X-RateLimit-Remaining"] for one in answers]
    assert [one.status for one in answers] == [200] * 5 + [429]
    assert remaining == ["4", "3", "2", "1", "0", "0"]
    assert 0 < answers[5].body["retry_after"] <= 5
    assert answers[5].body["global"] is False
    assert "Via" in answers[5].headers
    assert {one.headers["X-RateLimit-Bucket"] for one in answers} == {
        other_channel.headers["X-RateLimit-Bucket"]
    }
    assert (other_channel.status, later.status) == (200, 200)
    assert local.limits.invalid_requests == 1


async def test_more_than_fifty_requests_in_a_second_meet_the_global_limit():
    async with raw() as (local, client):
        answers = await asyncio.gather(*(client.get("/users/@me") for _ in range(49)))
        answers += [await client.get("/gateway"), await client.get("/gateway/bot")]
        interaction = await client.post("/interactions/1/nobody/callback", {"type": 4})
        local.clock.skip(1)
        later = await client.get("/gateway")

    assert [one.status for one in answers] == [200] * 50 + [429]
    assert answers[50].body["global"] is True
    assert answers[50].headers["X-RateLimit-Global"] == "true"
    assert interaction.body["code"] == 10062
    assert later.status == 200


async def test_edits_of_old_messages_are_rationed():
    async with raw() as (local, client):
        messages = f"/channels/{local.guild.channels['films'].id}/messages"
        made = await client.post(messages, {"content": "old"})
        local.clock.skip(3601)
        one = f"{messages}/{made.body['id']}"
        answers = [await client.patch(one, {"content": f"{n}"}) for n in range(4)]

    assert [one.status for one in answers] == [200, 200, 200, 429]
    assert answers[3].body["code"] == 30046
    assert answers[3].body["retry_after"] <= 6


async def test_discord_py_keeps_to_the_limits_it_reads(local: LocalDiscord, bot: Bot):
    local.limits.stretch = 0.1
    channel = bot.get_partial_messageable(local.guild.channels["films"].id)
    began = time.monotonic()

    for number in range(6):
        await channel.send(f"{number}")

    sent = [one for one in local.recorded if one.path.endswith("/messages")]
    assert [one.status for one in sent] == [200] * 6
    assert time.monotonic() - began >= 0.45


async def test_a_429_on_purpose_is_waited_for_by_discord_py(local: LocalDiscord, bot: Bot):
    local.faults.rate_limited("POST", "/messages$", 0.1)
    channel = bot.get_partial_messageable(local.guild.channels["films"].id)

    await channel.send("after all")

    sent = [one.status for one in local.recorded if one.path.endswith("/messages")]
    assert sent == [429, 200]


async def test_a_held_request_acts_only_when_it_is_released(local: LocalDiscord, bot: Bot):
    channel = bot.get_partial_messageable(local.guild.channels["films"].id)
    message = await channel.send("before")
    hold = local.faults.hold("PATCH", r"/channels/\d+/messages")

    edit = asyncio.create_task(message.edit(content="after"))
    await hold.reached()
    held = local.messages("films")[0].text
    hold.release()
    await edit

    assert held == "before"
    assert local.messages("films")[0].text == "after"


async def test_a_lost_reply_has_acted_and_a_reset_has_not(local: LocalDiscord, bot: Bot):
    channel = bot.get_partial_messageable(local.guild.channels["films"].id)
    local.faults.lose_reply("POST", "/messages$")
    local.faults.reset("POST", "/messages$")

    with pytest.raises((OSError, aiohttp.ClientError)):
        await channel.send("acted")
    with pytest.raises((OSError, aiohttp.ClientError)):
        await channel.send("did not")
    await channel.send("ordinary")

    assert [one.text for one in local.messages("films")] == ["acted", "ordinary"]


async def test_a_slow_request_takes_the_time_of_the_sandbox(local: LocalDiscord, bot: Bot):
    channel = bot.get_partial_messageable(local.guild.channels["films"].id)
    fault = local.faults.slow("POST", "/messages$", 60)

    send = asyncio.create_task(channel.send("slow"))
    await local.until(lambda: fault.met, what="the request")
    before = local.messages("films")
    local.clock.skip(61)
    await send

    assert before == []
    assert [one.text for one in local.messages("films")] == ["slow"]


async def test_an_error_on_purpose_is_given_as_it_was_asked_for(local: LocalDiscord, bot: Bot):
    channel = bot.get_partial_messageable(local.guild.channels["films"].id)
    local.faults.answer("POST", "/messages$", 403, {"code": 50013, "message": "no"}, times=2)

    for _ in range(2):
        with pytest.raises(discord.Forbidden):
            await channel.send("refused")
    await channel.send("let in")

    assert [one.text for one in local.messages("films")] == ["let in"]


async def test_a_route_that_is_lacking_is_loud():
    async with raw() as (local, client):
        answer = await client.get("/guilds/1/stickers")
        wrong_method = await client.request("PUT", "/gateway", {})

    assert (answer.status, wrong_method.status) == (501, 501)
    assert "GET /guilds/1/stickers" in answer.body["message"]
    assert local.unknown_routes == ["GET /guilds/1/stickers", "PUT /gateway"]


async def test_a_wrong_token_is_refused_everywhere_but_where_it_is_not_needed():
    async with raw(token="wrong") as (local, client):
        me = await client.get("/users/@me")
        message = await client.post("/channels/1/messages", {"content": "x"})
        follow_up = await client.post(f"/webhooks/{local.application_id}/nobody", {"content": "x"})

    assert [me.status, message.status, follow_up.status] == [401, 401, 404]
    assert follow_up.body["code"] == 10015


async def test_every_request_is_told_to_whoever_listens():
    heard: list[Recorded] = []
    async with raw(listener=heard.append) as (local, client):
        films = local.guild.channels["films"].id
        await client.post(f"/channels/{films}/messages?x=1", {"content": "x"}, {"a.txt": b"abc"})

    [one] = heard
    assert (one.far_end, one.method, one.status) == ("discord", "POST", 200)
    assert (one.path, dict(one.query)) == (f"/channels/{films}/messages", {"x": "1"})
    assert one.json["content"] == "x"
    assert [(part.name, part.filename, part.data) for part in one.parts[1:]] == [
        ("files[0]", "a.txt", b"abc")
    ]
    assert one.headers["authorization"] == f"Bot {local.token}"


async def test_it_starts_and_stops_twice_with_a_client_still_connected():
    for _ in range(2):
        async with aiohttp.ClientSession() as session:
            async with LocalDiscord(SandboxClock()) as local:
                socket = await session.ws_connect(local.gateway_url)
                await socket.receive_json()
            closed = await socket.receive()
            assert closed.type is aiohttp.WSMsgType.CLOSE
            await socket.close()


async def test_a_window_ends_when_it_said_whatever_the_speed_becomes():
    async with raw() as (local, client):
        path = f"/channels/{local.guild.channels['films'].id}/messages"
        for _ in range(5):
            await client.post(path, {"content": "one"})
        local.clock.set_speed(60)
        refused = await client.post(path, {"content": "too soon"})
        local.clock.skip(60 * refused.body["retry_after"])
        taken = await client.post(path, {"content": "in time"})

    assert refused.status == 429
    assert refused.body["retry_after"] <= 5
    assert taken.status == 200


async def test_too_many_invalid_requests_ban_the_address_until_they_are_forgotten():
    async with raw(token="wrong") as (local, client):
        local.limits.invalid_most = 20
        refused = [(await client.get("/users/@me")).status for _ in range(20)]
        async with aiohttp.ClientSession() as session:
            url = f"{local.api_url}/users/@me"
            mine = {"Authorization": f"Bot {local.token}"}
            async with session.get(url, headers=mine) as banned:
                words, headers = await banned.text(), banned.headers
            local.clock.skip(float(headers["Retry-After"]))
            async with session.get(url, headers=mine) as later:
                status = later.status

    assert refused == [401] * 20
    assert (banned.status, words) == (429, "error code: 1015")
    assert "Via" not in headers
    assert 0 < int(headers["Retry-After"]) <= 600
    assert status == 200


async def test_discord_py_takes_a_ban_for_what_it_is_and_does_not_wait(
    local: LocalDiscord, bot: Bot
):
    channel = bot.get_partial_messageable(local.guild.channels["films"].id)
    local.limits.invalid_most = 1
    local.limits.note(403)

    with pytest.raises(discord.HTTPException) as banned:
        await asyncio.wait_for(channel.send("anybody?"), 3)

    assert banned.value.status == 429
    assert local.limits.invalid_requests == 1
