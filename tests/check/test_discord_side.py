"""What the check says of the token, the application, the servers and their rights."""

from __future__ import annotations

from bot.check import Mark
from bot.check.discord_side import command_names, commands_line
from tests.check.owner import Owner
from tests.running import free_port

VIEW_CHANNEL = 1 << 10


async def test_a_token_that_discord_refuses(owner: Owner) -> None:
    [line] = await owner.wrong(discord_token="not-the-token")

    assert "does not accept DISCORD_TOKEN" in line
    assert "Reset Token" in line


async def test_a_discord_that_can_t_be_reached(owner: Owner) -> None:
    [line] = await owner.wrong(discord_api_url=f"http://127.0.0.1:{free_port()}/api/v10")

    assert "check this machine's network and DISCORD_API_URL" in line


async def test_switches_of_the_application_that_keep_commands_or_invites_from_working(
    owner: Owner,
) -> None:
    application = {
        "id": str(owner.discord.application_id),
        "flags": 1 << 19,
        "interactions_endpoint_url": "https://example.org/interactions",
        "bot_require_code_grant": True,
    }
    owner.discord.faults.answer("GET", "^/applications/@me$", 200, application, times=2)

    endpoint, grant = await owner.wrong()

    assert "empty Interactions Endpoint URL" in endpoint
    assert "switch off Requires OAuth2 Code Grant" in grant
    assert await owner.notes("Intents") == ["Message Content: not needed, you may switch it off."]


async def test_commands_that_are_not_registered_yet_are_named(owner: Owner) -> None:
    registered = [{"name": name} for name in command_names()]

    assert "create" in command_names()
    assert "none are registered yet" in (await owner.notes("Commands"))[0]
    assert commands_line(registered).mark is Mark.RIGHT
    without = commands_line(
        [one for one in registered if one["name"] != "create"] or [{"name": "x"}]
    )
    assert without.mark is Mark.NOTE
    assert "/create" in without.text


async def test_rights_that_a_server_or_a_channel_does_not_give(owner: Owner) -> None:
    in_channel = await owner.notes("Rights")
    owner.discord.guild.everyone.permissions = VIEW_CHANNEL
    owner.discord.guild.roles["clapper"].permissions = VIEW_CHANNEL

    [line] = await owner.wrong()

    assert len(in_channel) == 1
    assert "#no-files: Attach Files taken away there" in in_channel[0]
    assert "Clapper's Corner: the bot lacks Send Messages, " in line
    assert "View Channels" not in line
    assert "/oauth2/authorize?client_id=" in line


async def test_a_bot_in_no_server_gets_its_invite_link(owner: Owner) -> None:
    owner.discord.remove_bot_from_guild()

    [line] = await owner.notes("Servers")

    assert f"client_id={owner.discord.application_id}" in line
