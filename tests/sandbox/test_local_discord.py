"""The local Discord, as an unmodified discord.py bot meets it."""

from __future__ import annotations

from local_discord_bot import Bot

from bot.sandbox.discord import LocalDiscord


async def test_a_bot_logs_in_and_registers_its_commands(local: LocalDiscord, bot: Bot):
    found = {(one["type"], one["name"]) for one in local.commands}

    assert found == {(1, "create"), (3, "Remix this video")}
    assert bot.user is not None
    assert bot.user.id == local.application_id
    assert [guild.name for guild in bot.guilds] == ["Clapper's Corner"]


async def test_a_command_is_answered_with_a_card(local: LocalDiscord, bot: Bot):
    call = await local.slash("ann", "films", "create", {"prompt": "a fox"}, locale="de")

    assert call.acknowledged
    assert not call.ephemeral
    assert call.message is not None
    assert call.message.text == "queued: a fox"
    assert call.message.custom_ids == ["again:7", "describe:7"]
    assert local.messages("films") == [call.message]
    assert bot.seen[-1] == "a fox None 4 de"
