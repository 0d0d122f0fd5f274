"""Several servers in one local Discord, and a bot that comes and goes in them."""

from __future__ import annotations

import asyncio

import discord
import pytest
from local_discord_bot import Bot
from local_discord_client import raw

from bot.sandbox.clock import SandboxClock
from bot.sandbox.discord import Change, LocalDiscord, What
from bot.sandbox.discord.feed import PENDING_MOST


async def test_a_server_that_the_bot_is_invited_to_is_served_like_the_first(
    local: LocalDiscord, bot: Bot
):
    second = local.add_guild("The Annex", channels=["reels"], locale="de", upload_limit=1000)
    await local.until(lambda: len(bot.guilds) == 2, what="a second server")
    guild = bot.get_guild(second.id)

    call = await local.slash("ann", second.channels["reels"], "create", {"prompt": "a fox"})

    assert guild is not None
    assert [one.name for one in guild.text_channels] == ["reels"]
    assert call.message is not None
    assert call.message.text == "queued: a fox"
    assert call.limit == 1000
    assert local.messages(second.channels["reels"]) == [call.message]
    assert local.messages("films") == []


async def test_people_are_the_same_in_every_server(local: LocalDiscord):
    second = local.add_guild("The Annex", owner="ann", members=["ben", "zoe"])

    assert second.members["ben"].user is local.guild.members["ben"].user
    assert second.owner_id == local.guild.members["ann"].id
    assert "zoe" not in local.guild.members


async def test_the_interaction_tells_its_server_and_language(local: LocalDiscord, bot: Bot):
    second = local.add_guild("The Annex", locale="de")
    told: list[object] = []

    async def answer(interaction: discord.Interaction) -> None:
        told.extend([interaction.guild_id, interaction.guild_locale, interaction.filesize_limit])
        await interaction.response.send_message("one")

    bot.film = answer

    await local.slash("ann", second.channels["films"], "create", {"prompt": "a fox"})

    assert told == [second.id, discord.Locale.german, 10 * 1024 * 1024]


async def test_each_server_has_its_own_upload_limit(local: LocalDiscord, bot: Bot):
    second = local.add_guild("The Annex", upload_limit=1000)
    small = bot.get_partial_messageable(second.channels["films"].id)
    large = bot.get_partial_messageable(local.guild.channels["films"].id)

    with pytest.raises(discord.HTTPException) as refused:
        await small.send(file=discord.File(__file__))
    await large.send(file=discord.File(__file__))

    assert (refused.value.status, refused.value.code) == (413, 40005)


async def test_a_bot_thrown_out_hears_nothing_may_nothing_and_is_welcome_back(
    local: LocalDiscord, bot: Bot
):
    said = await local.slash("ann", "films", "create", {"prompt": "a fox"})
    channel = bot.get_partial_messageable(local.guild.channels["films"].id)
    local.remove_bot_from_guild()
    await local.until(lambda: not bot.guilds, what="the server gone")

    with pytest.raises(discord.Forbidden) as refused:
        await channel.send("anybody?")
    with pytest.raises(discord.NotFound) as unknown:
        await bot.fetch_guild(local.guild.id)
    assert said.message is not None
    pressed = await local.press("ann", said.message, "again:7")
    local.add_bot_to_guild()
    await local.until(lambda: len(bot.guilds) == 1, what="the server back")
    again = await local.press("ann", said.message, "again:7")

    assert (refused.value.code, unknown.value.code) == (50001, 10004)
    assert pressed.error == "The application did not respond"
    assert again.message is said.message
    assert local.messages("films") == [said.message]


async def test_a_bot_that_leaves_is_told_so(local: LocalDiscord, bot: Bot):
    await bot.guilds[0].leave()

    await local.until(lambda: not bot.guilds, what="the server gone")
    assert "clapper" not in local.guild.members


async def test_new_channels_roles_and_rights_reach_the_bot(local: LocalDiscord, bot: Bot):
    guild = bot.guilds[0]
    local.add_channel("late-night", nsfw=True)
    local.servers.add_role("editor", "manage_messages")
    local.servers.give_role("clapper", "editor")
    local.deny("lounge", "send_messages", "@everyone")
    local.deny("lounge", "send_messages", local.guild.roles["clapper"])
    local.deny("films", "view_channel")

    await local.until(lambda: guild.me.guild_permissions.manage_messages, what="the new role")
    rights = {one.name: one.permissions_for(guild.me) for one in guild.text_channels}
    assert not rights["lounge"].send_messages
    assert not rights["films"].view_channel
    assert rights["late-night"].send_messages
    assert discord.utils.get(guild.text_channels, name="late-night", nsfw=True)


async def test_what_a_role_may_do_from_now_on_reaches_the_bot(local: LocalDiscord, bot: Bot):
    guild = bot.guilds[0]
    local.servers.set_rights("@everyone", "view_channel", "manage_messages")
    local.servers.set_rights("clapper", "view_channel", "send_messages")

    await local.until(
        lambda: guild.default_role.permissions.manage_messages, what="everyone's rights"
    )
    await local.until(lambda: not guild.me.guild_permissions.attach_files, what="the bot's rights")
    assert guild.me.guild_permissions.send_messages
    assert not guild.default_role.permissions.send_messages


async def test_what_is_said_where_the_bot_may_not_look_does_not_reach_it(
    local: LocalDiscord, bot: Bot
):
    heard: list[str] = []

    async def on_message(message: discord.Message) -> None:
        heard.append(str(message.channel))

    bot.event(on_message)
    local.deny("lounge", "view_channel")

    local.say("ann", "lounge", "in secret")
    local.say("ann", "films", "aloud")

    await local.until(lambda: heard, what="a message")
    assert heard == ["films"]


async def test_a_page_learns_of_each_thing_that_changed_once():
    async with raw() as (local, client):
        path = f"/channels/{local.guild.channels['films'].id}/messages"
        with local.feed.follow() as follower:
            said = local.say("ann", "films", "hello")
            made = await client.post(path, {"content": "one"})
            await client.patch(f"{path}/{made.body['id']}", {"content": "two"})
            local.delete_message(said)
            local.delete_channel("lounge")
            changes = await follower.next()

    films = local.guild.channels["films"]
    assert [(one.what, one.id) for one in changes[:2]] == [
        (What.MESSAGE, int(made.body["id"])),
        (What.MESSAGE_GONE, said.id),
    ]
    assert {one.channel_id for one in changes[:2]} == {films.id}
    assert [one.what for one in changes[2:]] == [What.CHANNEL_GONE]


async def test_a_follower_who_does_not_look_is_told_that_everything_may_be_new():
    async with LocalDiscord(SandboxClock()) as local:
        with local.feed.follow() as follower:
            for _ in range(PENDING_MOST + 1):
                local.say("ann", "films", "hello")
            changes = await follower.next()
            waiting = asyncio.create_task(follower.next())
            local.say("ann", "films", "and on")
            later = await asyncio.wait_for(waiting, 5)

    assert changes == [Change(What.EVERYTHING)]
    assert [one.what for one in later] == [What.MESSAGE]
