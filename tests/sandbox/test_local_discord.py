"""The local Discord, as an unmodified discord.py bot meets it."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import discord
import pytest
from local_discord_bot import Bot, Card

from bot.sandbox.clock import SandboxClock
from bot.sandbox.discord import CannotDo, LocalDiscord

FILM = bytes(range(256)) * 400


async def test_a_bot_logs_in_and_registers_its_commands(local: LocalDiscord, bot: Bot):
    found = {(one["type"], one["name"]) for one in local.commands}

    assert found == {(1, "create"), (3, "Remix this video")}
    assert bot.user is not None
    assert bot.user.id == local.application_id
    assert [guild.name for guild in bot.guilds] == ["Clapper's Corner"]


async def test_a_wrong_token_is_refused(local: LocalDiscord):
    async with Bot() as bot:
        with pytest.raises(discord.LoginFailure):
            await bot.start("not-the-token")


async def test_a_command_is_answered_with_a_card(local: LocalDiscord, bot: Bot):
    call = await local.slash("ann", "films", "create", {"prompt": "a fox"}, locale="de")

    assert call.acknowledged
    assert not call.ephemeral
    assert call.message is not None
    assert call.message.text == "queued: a fox"
    assert call.message.custom_ids == ["again:7", "describe:7"]
    assert local.messages("films") == [call.message]
    assert bot.seen[-1] == "a fox None 4 de"


async def test_the_callback_tells_the_bot_which_message_it_made(local: LocalDiscord, bot: Bot):
    async def answer(interaction: discord.Interaction) -> None:
        made = await interaction.response.send_message(view=Card("one"))
        assert isinstance(made.resource, discord.InteractionMessage)
        bot.seen.append(f"{made.message_id} {made.resource.flags.components_v2}")

    bot.film = answer

    call = await local.slash("ann", "films", "create", {"prompt": "a fox"})

    assert call.message is not None
    await local.until(lambda: bot.seen[-1] == f"{call.message.id} True", what="the message's id")


async def test_what_the_command_does_not_allow_never_reaches_the_bot(local: LocalDiscord, bot: Bot):
    for options in ({}, {"prompt": "no"}, {"prompt": "a fox", "seconds": 21}, {"size": "1x1"}):
        with pytest.raises(CannotDo):
            await local.slash("ann", "films", "create", options)

    assert bot.seen == ["ready"]


async def test_an_answer_after_three_seconds_is_refused(local: LocalDiscord, bot: Bot):
    async def late(interaction: discord.Interaction) -> None:
        local.clock.skip(3.1)
        with pytest.raises(discord.NotFound) as refused:
            await interaction.response.send_message("too late")
        bot.seen.append(str(refused.value.code))

    bot.film = late

    call = await local.slash("ann", "films", "create", {"prompt": "a fox"})

    assert not call.acknowledged
    assert call.error == "The application did not respond"
    await local.until(lambda: bot.seen[-1] == "10062", what="the refusal")
    assert local.messages("films") == []


async def test_a_second_answer_is_refused(local: LocalDiscord, bot: Bot):
    async def twice(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("one")
        second = discord.InteractionResponse(interaction)
        with pytest.raises(discord.HTTPException) as refused:
            await second.send_message("two")
        bot.seen.append(str(refused.value.code))

    bot.film = twice

    call = await local.slash("ann", "films", "create", {"prompt": "a fox"})

    await local.until(lambda: bot.seen[-1] == "40060", what="the refusal")
    assert [one.text for one in local.messages("films")] == ["one"]
    assert call.acknowledged


async def test_a_token_is_dead_after_fifteen_minutes(local: LocalDiscord, bot: Bot):
    kept: list[discord.Interaction] = []

    async def answer(interaction: discord.Interaction) -> None:
        kept.append(interaction)
        await interaction.response.send_message("one")

    bot.film = answer
    await local.slash("ann", "films", "create", {"prompt": "a fox"})
    local.clock.skip(14 * 60)
    await kept[0].edit_original_response(content="still alive")

    local.clock.skip(61)
    with pytest.raises(discord.HTTPException) as refused:
        await kept[0].edit_original_response(content="dead")

    assert (refused.value.status, refused.value.code) == (401, 50027)
    assert [one.text for one in local.messages("films")] == ["still alive"]


async def test_a_deferred_answer_is_filled_in_later(local: LocalDiscord, bot: Bot):
    async def think(interaction: discord.Interaction) -> None:
        await interaction.response.defer(thinking=True, ephemeral=True)
        bot.seen.append("deferred")
        await interaction.followup.send("found it")
        await interaction.followup.send("and more", ephemeral=True)

    bot.film = think

    call = await local.slash("ann", "films", "create", {"prompt": "a fox"})
    await local.until(lambda: len(call.followups) == 1, what="the follow-up")

    assert call.deferred
    assert call.ephemeral
    assert call.message is not None
    assert call.message.text == "found it"
    assert call.followups[0].text == "and more"
    assert local.messages("films") == []


async def test_choices_come_while_one_types(local: LocalDiscord, bot: Bot):
    choices = await local.autocomplete(
        "ann", "films", "create", focused="model", options={"prompt": "a fo", "model": "ve"}
    )

    assert choices == [{"name": "veo for a fo", "value": "veo"}]


async def test_a_button_changes_its_message(local: LocalDiscord, bot: Bot):
    call = await local.slash("ann", "films", "create", {"prompt": "a fox"})
    assert call.message is not None

    pressed = await local.press("ben", call.message, "again:7")

    assert pressed.message is call.message
    assert call.message.text == "once more"
    assert local.messages("films") == [call.message]


async def test_a_modal_is_shown_filled_in_and_answered(local: LocalDiscord, bot: Bot):
    call = await local.slash("ann", "films", "create", {"prompt": "a fox"})
    assert call.message is not None

    shown = await local.press("ann", call.message, "describe:7")
    with pytest.raises(CannotDo):
        await local.submit_modal("ann", shown, {"words": "x" * 21})
    answered = await local.submit_modal("ann", shown, {"words": "red, on ice"})

    assert shown.modal is not None
    assert shown.modal["title"] == "Describe it"
    assert answered.message is not None
    assert answered.message.text == "described: red, on ice"


async def test_a_message_command_answers_one_person(local: LocalDiscord, bot: Bot):
    said = local.say("ben", "films", "look at this")

    call = await local.message_command("ann", "films", "Remix this video", said)

    assert call.ephemeral
    assert call.message is not None
    assert call.message.text == f"remix of {said.id}"
    assert local.messages("films") == [said]


async def test_a_bot_in_another_process_is_served_alike():
    program = Path(__file__).with_name("local_discord_bot.py")
    async with LocalDiscord(SandboxClock()) as local:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            str(program),
            env={"URL": local.api_url, "TOKEN": local.token, "PYTHONPATH": str(Path.cwd())},
        )
        await local.bot_ready()

        call = await local.slash("ann", "films", "create", {"prompt": "a fox"})
        process.terminate()
        await process.wait()
        await local.until(lambda: not local.gateway.connected, what="the bot gone")

    assert call.message is not None
    assert call.message.text == "queued: a fox"
