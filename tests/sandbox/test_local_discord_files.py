"""Files as the local Discord's CDN serves them, and how long it keeps them."""

from __future__ import annotations

import asyncio

import aiohttp
import pytest
from local_discord_client import Raw, raw
from yarl import URL

from bot.sandbox.discord import LocalDiscord
from bot.sandbox.discord.state import FRESH, MESSAGES_KEPT


async def sent_file(local: LocalDiscord, client: Raw, name: str, data: bytes) -> str:
    path = f"/channels/{local.guild.channels['films'].id}/messages"
    answer = await client.post(path, {"content": "x"}, {name: data})
    return answer.body["attachments"][0]["url"]


async def test_a_film_is_served_from_its_own_origin_and_in_ranges():
    async with raw() as (local, client), aiohttp.ClientSession() as session:
        url = await sent_file(local, client, "fox.mp4", b"0123456789")
        async with session.get(url, headers={"Range": "bytes=2-4"}) as part:
            got = (part.status, part.content_type, await part.read())
        async with session.get(url) as whole:
            all_of_it = await whole.read()

    assert got == (206, "video/mp4", b"234")
    assert all_of_it == b"0123456789"
    assert not url.startswith(local.api_url.removesuffix("/api/v10"))


async def test_a_page_that_somebody_uploads_is_never_shown_as_one():
    async with raw() as (local, client), aiohttp.ClientSession() as session:
        url = await sent_file(local, client, "evil.html", b"<script>alert(1)</script>")
        async with session.get(url) as response:
            headers = response.headers

    assert headers["Content-Type"] == "application/octet-stream"
    assert headers["Content-Disposition"].startswith("attachment")
    assert headers["X-Content-Type-Options"] == "nosniff"


async def test_a_link_dies_after_a_day_and_a_forged_one_never_lived():
    async with raw() as (local, client), aiohttp.ClientSession() as session:
        url = await sent_file(local, client, "fox.mp4", b"abc")
        async with session.get(url.replace("?ex=", "?ex=f")) as forged:
            assert forged.status == 404
        local.clock.skip(25 * 3600)
        async with session.get(url) as old:
            assert old.status == 404
        async with session.get(local.messages("films")[0].attachments[0].url) as fresh:
            assert await fresh.read() == b"abc"


async def test_an_upload_that_breaks_off_leaves_nothing_behind(caplog: pytest.LogCaptureFixture):
    async with raw() as (local, client):
        await sent_file(local, client, "whole.mp4", b"abc")
        folder = local.messages("films")[0].attachments[0].path.parent
        url = URL(local.api_url)
        _, writer = await asyncio.open_connection(url.host, url.port)
        writer.write(
            f"POST {url.path}/channels/{local.guild.channels['films'].id}/messages HTTP/1.1\r\n"
            f"Host: x\r\nAuthorization: Bot {local.token}\r\nContent-Length: 100000\r\n"
            "Content-Type: multipart/form-data; boundary=b\r\n\r\n"
            '--b\r\nContent-Disposition: form-data; name="files[0]"; filename="a.mp4"\r\n\r\n'
            f"{'x' * 5000}".encode()
        )
        await local.until(lambda: len(list(folder.iterdir())) == 2, what="half a file")

        writer.transport.abort()

        await local.until(lambda: len(list(folder.iterdir())) == 1, what="the half file gone")
        assert len(local.messages("films")) == 1
    assert caplog.records == []


async def test_the_oldest_messages_are_forgotten_with_their_files():
    async with raw() as (local, client):
        await sent_file(local, client, "old.mp4", b"abc")
        [first] = local.messages("films")
        for number in range(MESSAGES_KEPT):
            local.say("ann", "films", f"{number}")

    assert first.deleted
    assert not first.attachments[0].path.exists()
    assert len(local.messages("films")) == MESSAGES_KEPT


async def test_of_an_old_message_only_the_first_and_the_latest_version_is_kept():
    async with raw() as (local, client):
        path = f"/channels/{local.guild.channels['films'].id}/messages"
        made = await client.post(path, {"content": "one"})
        [card] = local.messages("films")
        local.limits.stretch = 0.01
        for words in ("two", "three"):
            await client.patch(f"{path}/{made.body['id']}", {"content": words})
        before = [one.text for one in card.versions]
        for number in range(FRESH):
            local.say("ann", "films", f"{number}")
        after = [one.text for one in card.versions]
        await client.patch(f"{path}/{made.body['id']}", {"content": "four"})

    assert before == ["one", "two", "three"]
    assert after == ["one", "three"]
    assert [one.text for one in card.versions] == ["one", "four"]
