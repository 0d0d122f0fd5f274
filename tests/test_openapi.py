"""The judge accepts what discord.py really sends, and catches wrong requests to Discord."""

from __future__ import annotations

import io
import json
from typing import Any

import discord
import pytest
from discord import app_commands, ui
from discord.http import handle_message_parameters
from discord.webhook.async_ import interaction_message_response_params

from bot.sandbox.record import Part, Recorded
from tests.openapi import Judge, SpecsMissing

JSON, FORM = "application/json", "multipart/form-data"
NO_MENTIONS = discord.AllowedMentions.none()


@pytest.fixture(scope="module")
def judge() -> Judge:
    try:
        return Judge.load()
    except SpecsMissing as missing:
        pytest.skip(f"no published files in {missing}")


def to_discord(method: str, path: str, body: Any = None, **more: Any) -> Recorded:
    kind = None if body is None else JSON
    told: dict[str, Any] = {"query": {}, "headers": {}, "content_type": kind, "json": body}
    return Recorded("discord", method, path, **{**told, **more})


class Card(ui.LayoutView):
    box = ui.Container(
        ui.TextDisplay("```\na fox on ice\n```"),
        ui.Section(ui.TextDisplay("by Ann"), accessory=ui.Thumbnail("https://cdn.test/ann.png")),
        ui.Separator(),
        ui.MediaGallery(discord.MediaGalleryItem("attachment://film.mp4", description="a fox")),
        ui.ActionRow(
            ui.Button(label="Again", custom_id="job:again:1"),
            ui.Button(label="Watch", url="https://films.test/v/1"),
        ),
        accent_colour=0xFFB74D,
    )


def sent_by_discord_py() -> list[Recorded]:
    """What the real library builds for the acts of this bot, without a connection."""
    flags = discord.MessageFlags(components_v2=True)
    file = discord.File(io.BytesIO(b"film"), "film.mp4", description="a fox")
    with handle_message_parameters(
        view=Card(), files=[file], flags=flags, allowed_mentions=NO_MENTIONS
    ) as sent:
        body = json.loads(sent.multipart[0]["value"])
        parts = tuple(Part(one["name"], None, one.get("filename"), b"") for one in sent.multipart)
    with interaction_message_response_params(
        type=4, view=Card(), flags=flags, allowed_mentions=NO_MENTIONS
    ) as answer:
        callback = answer.payload
    with_files = {"content_type": FORM, "parts": parts}
    answered = "/interactions/1/aW50/callback"
    return [
        to_discord("POST", "/channels/1/messages", body, **with_files),
        to_discord("PATCH", "/channels/1/messages/2", body, **with_files),
        to_discord("PATCH", "/webhooks/1/aW50/messages/@original", body, **with_files),
        to_discord("POST", answered, callback, query={"with_response": "1"}),
        to_discord("POST", answered, {"type": 5, "data": {"flags": 64}}),
        to_discord("PUT", "/applications/1/commands", commands()),
        to_discord("POST", "/users/@me/channels", {"recipient_id": 5}),
        to_discord("GET", "/gateway/bot"),
        to_discord("GET", "/users/@me"),
    ]


def commands() -> list[dict[str, Any]]:
    client = discord.Client(intents=discord.Intents.default())
    tree = app_commands.CommandTree(client)

    @tree.command(description="Make a film")
    @app_commands.guild_only()
    @app_commands.default_permissions(manage_guild=True)
    @app_commands.choices(size=[app_commands.Choice(name="wide", value="1280x720")])
    async def create(
        _: discord.Interaction,
        prompt: app_commands.Range[str, 3, 2000],
        size: str = "1280x720",
        seconds: app_commands.Range[int, 1, 30] = 4,
        picture: discord.Attachment | None = None,
    ) -> None:
        """Never called: it is only described."""

    return [command.to_dict(tree) for command in tree.get_commands()]


def test_what_discord_py_really_sends_is_accepted(judge) -> None:
    verdicts = [judge.check(request) for request in sent_by_discord_py()]

    assert [verdict.problems for verdict in verdicts] == [()] * len(verdicts)
    assert [verdict.operation for verdict in verdicts] == [
        "create_message",
        "update_message",
        "update_original_webhook_message",
        "create_interaction_response",
        "create_interaction_response",
        "bulk_set_application_commands",
        "create_dm",
        "get_bot_gateway",
        "get_my_user",
    ]


def v2(*components: dict[str, Any]) -> dict[str, Any]:
    return {"flags": 32768, "components": list(components)}


@pytest.mark.parametrize(
    ("request_", "problem"),
    [
        pytest.param(
            to_discord("GET", "/channels/1/message"), "no such path", id="a path that is not there"
        ),
        pytest.param(
            to_discord("PUT", "/channels/1/messages"), "no such method", id="a wrong method"
        ),
        pytest.param(
            to_discord("GET", "/channels/one/messages"), "path.channel_id", id="no snowflake"
        ),
        pytest.param(
            to_discord("GET", "/channels/1/messages", query={"limit": "500"}),
            "query.limit: 500 is greater",
            id="a number beyond its bounds",
        ),
        pytest.param(
            to_discord("GET", "/channels/1/messages", query={"last": "5"}),
            "query: unknown parameter 'last'",
            id="a query that is not there",
        ),
        pytest.param(
            to_discord("POST", "/channels/1/messages", {"content": "x" * 4001}),
            "body/content:",
            id="too long a text",
        ),
        pytest.param(
            to_discord("POST", "/channels/1/messages", {"contents": "x"}),
            "'contents' was unexpected",
            id="a misspelt key",
        ),
        pytest.param(
            to_discord("POST", "/channels/1/messages", v2({"type": 10, "text": "x"})),
            "body/components/0: 'content' is a required property",
            id="a component without its content",
        ),
        pytest.param(
            to_discord("POST", "/channels/1/messages", v2({"type": 99})),
            "type 99 is not one of",
            id="a component that is not there",
        ),
        pytest.param(
            to_discord(
                "POST",
                "/channels/1/messages",
                v2({"type": 17, "components": [{"type": 17, "components": []}]}),
            ),
            "body/components/0/components/0: type 17",
            id="a container in a container",
        ),
        pytest.param(
            to_discord(
                "POST",
                "/channels/1/messages",
                v2(
                    {
                        "type": 1,
                        "components": [{"type": 2, "style": 1, "custom_id": "x" * 101}],
                    }
                ),
            ),
            "body/components/0/components/0/custom_id",
            id="too long a custom id",
        ),
        pytest.param(
            to_discord("POST", "/channels/1/messages", {"attachments": [{"id": 1.5}]}),
            "body/attachments/0/id",
            id="an id that is neither text nor whole",
        ),
        pytest.param(
            to_discord("POST", "/interactions/1/x/callback", {"type": 99}),
            "type 99 is not one of",
            id="an answer that is not there",
        ),
        pytest.param(
            to_discord("POST", "/interactions/1/x/callback"), "body: is missing", id="no body"
        ),
        pytest.param(
            to_discord("GET", "/gateway/bot", {"a": 1}), "body: none is expected", id="a body"
        ),
        pytest.param(
            to_discord(
                "POST",
                "/channels/1/messages",
                {},
                content_type=FORM,
                parts=(
                    Part("payload_json", None, None, b"{}"),
                    Part("film", "video/mp4", "film.mp4", b"film"),
                ),
            ),
            "body: unknown part 'film'",
            id="a file under a wrong name",
        ),
        pytest.param(
            to_discord("PUT", "/applications/1/commands", [{"name": "x" * 33}]),
            "body/0/name",
            id="too long a command's name",
        ),
    ],
)
def test_a_wrong_request_to_discord_is_caught(judge, request_, problem) -> None:
    verdict = judge.check(request_)

    assert problem in " | ".join(verdict.problems)


def test_without_the_published_files_it_says_so(monkeypatch, tmp_path) -> None:
    monkeypatch.setenv("CLAPPER_SPECS", str(tmp_path))

    with pytest.raises(SpecsMissing):
        Judge.load()
