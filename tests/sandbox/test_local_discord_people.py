"""What each person of the local Discord sees, is offered, and in which language."""

from __future__ import annotations

from typing import Any

import discord
import pytest
from discord import app_commands
from local_discord_bot import Bot
from local_discord_client import raw

from bot.sandbox.discord import CannotDo, LocalDiscord

MANAGE_GUILD = str(1 << 5)
COLOUR: dict[str, Any] = {
    "name": "color",
    "name_localizations": {"en-GB": "colour", "de": "farbe", "es-ES": "tono"},
    "description": "Pick one",
    "description_localizations": {"de": "Such eine aus"},
    "options": [
        {
            "type": 3,
            "name": "tone",
            "name_localizations": {"de": "ton"},
            "description": "How loud",
            "choices": [{"name": "red", "name_localizations": {"de": "rot"}, "value": "r"}],
        }
    ],
}


def command(name: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "description": "Does it", **more}


def names(local: LocalDiscord, who: str, channel: Any) -> list[str]:
    return [one["name"] for one in local.available_commands(who, channel)]


async def test_a_hidden_channel_is_seen_by_those_who_may():
    async with raw() as (local, _client):
        local.deny("lounge", "view_channel", "@everyone")
        local.allow("lounge", "view_channel", local.guild.roles["moderator"])
        local.allow("lounge", "view_channel", "ben")
        local.say("mia", "lounge", "among us")

        seen = {
            who: [one.name for one in local.visible_channels(who)]
            for who in ("ann", "ben", "mia", "olga")
        }

        assert seen.pop("ann") == ["films", "no-files"]
        assert set(map(tuple, seen.values())) == {("films", "lounge", "no-files")}
        assert local.visible_messages("ann", "lounge") == []
        assert [one.text for one in local.visible_messages("ben", "lounge")] == ["among us"]
        with pytest.raises(CannotDo):
            local.say("ann", "lounge", "let me in")


async def test_who_may_not_write_in_a_channel_cannot():
    async with raw() as (local, _client):
        thread = local.add_thread("lounge", "talk")
        local.deny("lounge", "send_messages", "ann")

        with pytest.raises(CannotDo):
            local.say("ann", "lounge", "a word")
        local.say("ann", thread, "here I may")

        assert [one.text for one in local.visible_messages("ben", thread)] == ["here I may"]
        assert local.messages("lounge") == []


async def test_a_private_thread_is_seen_by_its_people_and_by_moderators():
    async with raw() as (local, _client):
        thread = local.add_thread("films", "plans", private=True)
        thread.joined.add(local.guild.members["ann"].id)

        seen = {who: thread in local.visible_channels(who) for who in ("ann", "ben", "mia")}
        local.archive(thread)

        assert seen == {"ann": True, "ben": False, "mia": True}
        assert thread not in local.visible_channels("ann")


async def test_a_private_answer_is_shown_to_one_person_only(local: LocalDiscord, bot: Bot):
    said = local.say("ben", "films", "look at this")
    call = await local.message_command("ann", "films", "Remix this video", said)

    assert local.visible_messages("ann", "films") == [said, call.message]
    assert local.visible_messages("ben", "films") == [said]
    assert local.visible_messages("olga", "films") == [said]


async def test_who_may_not_read_the_history_sees_none():
    async with raw() as (local, _client):
        local.say("ben", "films", "long ago")
        local.deny("films", "read_message_history", "ann")

        assert local.visible_messages("ann", "films") == []
        assert len(local.visible_messages("ben", "films")) == 1


async def test_commands_are_offered_by_rights_context_age_and_place():
    async with raw() as (local, client):
        await put_commands(
            local,
            client,
            command("all"),
            command("manage", default_member_permissions=MANAGE_GUILD),
            command("admin", default_member_permissions="0"),
            command("here-only", contexts=[0]),
            command("there-only", contexts=[1]),
            command("late", nsfw=True),
        )
        night = local.add_channel("night", nsfw=True)
        local.guild.members["ben"].user.adult = False

        assert names(local, "ann", "films") == ["all", "here-only"]
        assert names(local, "olga", "films") == ["admin", "all", "here-only", "manage"]
        assert names(local, "ann", night) == ["all", "here-only", "late"]
        assert names(local, "ben", night) == ["all", "here-only"]
        assert "there-only" in names(local, "ann", "@ann")
        assert "here-only" not in names(local, "ann", "@ann")
        assert names(local, "ann", "@ben") == []


async def test_a_role_given_at_run_time_brings_its_commands():
    async with raw() as (local, client):
        await put_commands(local, client, command("mod", default_member_permissions=str(1 << 13)))
        before = names(local, "ann", "films")

        local.servers.give_role("ann", "moderator")
        during = names(local, "ann", "films")
        local.servers.take_role("ann", "moderator")

        assert (before, during, names(local, "ann", "films")) == ([], ["mod"], [])


async def test_the_settings_of_a_server_decide_over_what_was_registered():
    async with raw() as (local, client):
        await put_commands(
            local, client, command("make"), command("limits", default_member_permissions="0")
        )
        mods = local.guild.roles["moderator"]
        local.servers.rule("limits", mods, allowed=True)
        local.servers.rule("make", "@everyone", allowed=False)
        local.servers.rule("make", "ben", allowed=True)
        local.servers.rule("make", local.guild.channels["lounge"], allowed=False)

        assert names(local, "mia", "films") == ["limits"]
        assert names(local, "ann", "films") == []
        assert names(local, "ben", "films") == ["make"]
        assert names(local, "ben", "lounge") == []
        assert names(local, "olga", "lounge") == ["limits", "make"]

        local.servers.rule("make", "all channels", allowed=False)
        local.servers.rule("make", local.guild.channels["lounge"], allowed=True)
        assert names(local, "ben", "films") == []
        assert names(local, "ben", "lounge") == ["make"]


async def test_rules_of_the_application_hold_for_commands_without_their_own():
    async with raw() as (local, client):
        await put_commands(local, client, command("make"), command("show"))
        local.servers.rule(None, "@everyone", allowed=False)
        local.servers.rule("show", "@everyone", allowed=True)

        assert names(local, "ann", "films") == ["show"]


async def test_a_command_that_is_not_offered_cannot_be_sent(local: LocalDiscord, bot: Bot):
    local.servers.rule("create", "ann", allowed=False)
    without_bot = local.add_guild("The Annex", members=["ben"], with_bot=False).channels["films"]

    for who, place in (("ann", "films"), ("ben", without_bot), ("mia", without_bot)):
        with pytest.raises(CannotDo):
            await local.slash(who, place, "create", {"prompt": "a fox"})

    assert bot.seen == ["ready"]


async def test_the_bot_is_told_who_may_use_its_commands(local: LocalDiscord, bot: Bot):
    told: list[discord.RawAppCommandPermissionsUpdateEvent] = []

    async def on_raw_app_command_permissions_update(
        payload: discord.RawAppCommandPermissionsUpdateEvent,
    ) -> None:
        told.append(payload)

    bot.event(on_raw_app_command_permissions_update)
    local.servers.rule("create", local.guild.roles["moderator"], allowed=False)

    await local.until(lambda: told, what="the event")
    asked = await (await bot.tree.fetch_commands())[0].fetch_permissions(bot.guilds[0])
    assert [(one.id, one.permission) for one in told[0].permissions] == [
        (local.guild.roles["moderator"].id, False)
    ]
    assert [one.id for one in asked.permissions] == [local.guild.roles["moderator"].id]


@pytest.mark.parametrize(
    ("locale", "name", "description", "option", "choice"),
    [
        pytest.param("de", "farbe", "Such eine aus", "ton", "rot", id="its own words"),
        pytest.param("en-US", "colour", "Pick one", "tone", "red", id="British for an American"),
        pytest.param("es-419", "tono", "Pick one", "tone", "red", id="Spain's for Latin America"),
        pytest.param("fr", "color", "Pick one", "tone", "red", id="the default"),
    ],
)
async def test_commands_are_shown_in_the_language_of_the_person(
    locale: str, name: str, description: str, option: str, choice: str
):
    async with raw() as (local, client):
        await put_commands(local, client, COLOUR)
        local.set_locale("ann", locale)

        shown = local.available_commands("ann", "films")[0]

    first = shown["options"][0]
    assert (shown["name"], shown["name_localized"]) == ("color", name)
    assert shown["description_localized"] == description
    assert (first["name_localized"], first["choices"][0]["name_localized"]) == (option, choice)


async def test_an_interaction_tells_the_language_of_its_person(local: LocalDiscord, bot: Bot):
    local.set_locale("ann", "pt-BR")
    told: list[object] = []

    async def answer(interaction: discord.Interaction) -> None:
        told.append(interaction.locale)
        await interaction.response.send_message("one")

    bot.film = answer

    for who in ("ann", "ben"):
        await local.slash(who, "films", "create", {"prompt": "a fox"})

    assert told == [discord.Locale.brazil_portuguese, discord.Locale.american_english]


async def test_who_may_not_attach_files_cannot_give_one_to_a_command(local: LocalDiscord, bot: Bot):
    @bot.tree.command(description="Look at a picture")
    async def look(interaction: discord.Interaction, picture: discord.Attachment) -> None:
        await interaction.response.send_message(picture.filename)

    assert isinstance(look, app_commands.Command)
    await bot.tree.sync()
    local.deny("films", "attach_files", "ann")
    picture = local.upload("fox.png", b"png")

    with pytest.raises(CannotDo):
        await local.slash("ann", "films", "look", {"picture": picture})
    call = await local.slash("ben", "films", "look", {"picture": picture})

    assert call.message is not None
    assert call.message.text == "fox.png"


async def put_commands(local: LocalDiscord, client: Any, *wanted: dict[str, Any]) -> None:
    made = await client.request("PUT", f"/applications/{local.application_id}/commands", [*wanted])
    assert made.status == 200, made.body


async def test_one_command_can_be_added_changed_and_taken_away():
    async with raw() as (local, client):
        commands = f"/applications/{local.application_id}/guilds/{local.guild.id}/commands"
        added = await client.post(commands, command("make"))
        again = await client.post(commands, command("make", nsfw=True))
        one = f"{commands}/{added.body['id']}"
        renamed = await client.patch(one, {"name": "shoot"})
        shown = names(local, "ann", "films")
        gone = await client.request("DELETE", one)
        asked = await client.get(one)

    assert (added.status, again.status, renamed.status, gone.status) == (201, 200, 200, 204)
    assert added.body["id"] == again.body["id"] == renamed.body["id"]
    assert renamed.body["name"] == "shoot"
    assert shown == []
    assert (asked.status, asked.body["code"]) == (404, 10063)
