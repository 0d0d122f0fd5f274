"""Messages and their files in the local Discord, as an unmodified discord.py bot sends them."""

from __future__ import annotations

import io

import discord
import pytest
from discord import ui
from local_discord_bot import Bot, Card

from bot.sandbox.discord import LocalDiscord

FILM = bytes(range(256)) * 400


async def test_a_film_is_put_into_the_card_and_comes_back_from_the_cdn(
    local: LocalDiscord, bot: Bot
):
    call = await local.slash("ann", "films", "create", {"prompt": "a fox"})
    assert call.message is not None
    channel = bot.get_partial_messageable(call.message.channel_id)
    partial = channel.get_partial_message(call.message.id)

    edited = await partial.edit(
        view=Card("done", "fox.mp4"),
        attachments=[discord.File(io.BytesIO(FILM), "fox.mp4", description="a fox")],
    )
    again = await partial.edit(view=Card("seen", "fox.mp4"), attachments=edited.attachments)

    [attachment] = call.message.attachments
    assert attachment.read() == FILM
    assert await again.attachments[0].read() == FILM
    assert (attachment.content_type, attachment.description) == ("video/mp4", "a fox")
    assert [one.components[0]["components"][0]["content"] for one in call.message.versions] == [
        "queued: a fox",
        "done",
        "seen",
    ]
    gallery = call.message.components[0]["components"][1]
    assert gallery["items"][0]["media"]["attachment_id"] == str(attachment.id)


async def test_an_attachment_that_an_edit_does_not_list_is_gone(local: LocalDiscord, bot: Bot):
    channel = bot.get_partial_messageable(local.guild.channels["films"].id)
    files = [discord.File(io.BytesIO(name.encode()), name) for name in ("a.txt", "b.txt")]
    message = await channel.send("two files", files=files)

    edited = await message.edit(content="one file", attachments=message.attachments[1:])

    [kept] = local.messages("films")[0].attachments
    assert (kept.filename, kept.read()) == ("b.txt", b"b.txt")
    with pytest.raises(discord.NotFound):
        await message.attachments[0].read()
    assert await edited.attachments[0].read() == b"b.txt"


async def test_a_file_above_the_limit_is_refused(local: LocalDiscord, bot: Bot):
    channel = bot.get_partial_messageable(local.guild.channels["films"].id)
    local.set_upload_limit(1000)
    await channel.send(file=discord.File(io.BytesIO(b"x" * 1000), "fits.mp4"))

    with pytest.raises(discord.HTTPException) as refused:
        await channel.send(file=discord.File(io.BytesIO(b"x" * 1001), "large.mp4"))

    assert (refused.value.status, refused.value.code) == (413, 40005)
    assert [one.attachments[0].size for one in local.messages("films")] == [1000]


async def test_the_limit_of_an_interaction_is_its_own(local: LocalDiscord, bot: Bot):
    async def answer(interaction: discord.Interaction) -> None:
        bot.seen.append(str(interaction.filesize_limit))
        await interaction.response.send_message(file=discord.File(io.BytesIO(FILM), "fox.mp4"))

    bot.film = answer
    local.set_upload_limit(1000)

    call = await local.slash(
        "ann", "films", "create", {"prompt": "a fox"}, attachment_size_limit=len(FILM)
    )

    assert bot.seen[-1] == str(len(FILM))
    assert call.message is not None
    assert call.message.attachments[0].size == len(FILM)


async def test_the_bot_is_told_and_held_to_what_it_may_do_in_a_channel(
    local: LocalDiscord, bot: Bot
):
    rights: list[discord.Permissions] = []

    async def answer(interaction: discord.Interaction) -> None:
        rights.append(interaction.app_permissions)
        await interaction.response.send_message("here")

    bot.film = answer
    call = await local.slash("ann", "no-files", "create", {"prompt": "a fox"})
    assert call.message is not None
    partial = bot.get_partial_messageable(call.message.channel_id).get_partial_message(
        call.message.id
    )

    with pytest.raises(discord.Forbidden) as no_files:
        await partial.edit(attachments=[discord.File(io.BytesIO(FILM), "fox.mp4")])
    local.deny("no-files", "view_channel")
    with pytest.raises(discord.Forbidden) as hidden:
        await partial.edit(content="unseen")

    assert rights[0].send_messages
    assert not rights[0].attach_files
    assert (no_files.value.code, hidden.value.code) == (50013, 50001)


async def test_what_was_deleted_is_unknown(local: LocalDiscord, bot: Bot):
    channel = bot.get_partial_messageable(local.guild.channels["films"].id)
    message = await channel.send("soon gone")
    local.delete_message(local.messages("films")[0])

    with pytest.raises(discord.NotFound) as no_message:
        await message.edit(content="where")
    local.delete_channel("films")
    with pytest.raises(discord.NotFound) as no_channel:
        await channel.send("where")

    assert (no_message.value.code, no_channel.value.code) == (10008, 10003)


async def test_the_same_nonce_makes_one_message(local: LocalDiscord, bot: Bot):
    channel = bot.get_partial_messageable(local.guild.channels["films"].id)
    first = await channel.send("done", nonce="d42")

    second = await channel.send("done", nonce="d42")
    local.clock.skip(600)
    third = await channel.send("done", nonce="d42")

    assert second.id == first.id
    assert [one.id for one in local.messages("films")] == [first.id, third.id]


async def test_what_discord_would_not_show_is_refused_by_field(local: LocalDiscord, bot: Bot):
    channel = bot.get_partial_messageable(local.guild.channels["films"].id)
    view = ui.LayoutView()
    view.add_item(ui.TextDisplay("x" * 4001))

    with pytest.raises(discord.HTTPException) as refused:
        await channel.send(view=view)
    with pytest.raises(discord.HTTPException) as missing:
        await channel.send(view=Card("no file", "fox.mp4"))

    assert refused.value.code == 50035
    assert "components.0.content" in refused.value.text
    assert "components.0.components.1.items.0.media.url" in missing.value.text


async def test_direct_messages_arrive_unless_they_are_closed(local: LocalDiscord, bot: Bot):
    ann = await bot.fetch_user(local.guild.members["ann"].id)
    await ann.send("your film")
    local.guild.members["ann"].user.dms_open = False

    with pytest.raises(discord.Forbidden) as refused:
        await ann.send("another")

    assert [one.text for one in local.messages("@ann")] == ["your film"]
    assert refused.value.code == 50007


async def test_history_is_read_page_by_page(local: LocalDiscord, bot: Bot):
    for number in range(7):
        local.say("ben", "films", f"message {number}")
    channel = bot.get_channel(local.guild.channels["films"].id)
    assert isinstance(channel, discord.TextChannel)
    third = local.messages("films")[2]

    after = [one.id async for one in channel.history(after=discord.Object(third.id), limit=3)]
    newest = [one.id async for one in channel.history(limit=2)]

    ids = [one.id for one in local.messages("films")]
    assert after == ids[3:6]
    assert newest == [ids[6], ids[5]]


async def test_an_answer_may_carry_a_file_where_the_bot_may_not_attach_any(
    local: LocalDiscord, bot: Bot
):
    def film(name: str = "fox.mp4") -> discord.File:
        return discord.File(io.BytesIO(FILM), name)

    async def answer(interaction: discord.Interaction) -> None:
        assert not interaction.app_permissions.attach_files
        await interaction.response.send_message("one", file=film())
        await interaction.followup.send("two", file=film())
        await interaction.edit_original_response(attachments=[film("new.mp4")])
        with pytest.raises(discord.Forbidden) as refused:
            await bot.get_partial_messageable(interaction.channel_id or 0).send(file=film())
        bot.seen.append(str(refused.value.code))

    bot.film = answer

    call = await local.slash("ann", "no-files", "create", {"prompt": "a fox"})

    await local.until(lambda: bot.seen[-1] == "50013", what="the refusal on the channel's route")
    assert call.message is not None
    assert call.message.attachments[0].filename == "new.mp4"
    assert call.followups[0].attachments[0].filename == "fox.mp4"
