"""What the local Discord refuses as a bad form, and by which field it says so."""

from __future__ import annotations

from typing import Any

import pytest
from local_discord_client import raw

V2 = 1 << 15


def text(content: str = "x") -> dict[str, Any]:
    return {"type": 10, "content": content}


def button(**more: Any) -> dict[str, Any]:
    return {"type": 2, "style": 1, "label": "Go", "custom_id": "go", **more}


def row(*inner: dict[str, Any]) -> dict[str, Any]:
    return {"type": 1, "components": list(inner)}


def box(*inner: dict[str, Any]) -> dict[str, Any]:
    return {"type": 17, "components": list(inner)}


def select(options: int, **more: Any) -> dict[str, Any]:
    offered = [{"label": f"{n}", "value": f"{n}"} for n in range(options)]
    return {"type": 3, "custom_id": "pick", "options": offered, **more}


def gallery(url: str, **more: Any) -> dict[str, Any]:
    return {"type": 12, "items": [{"media": {"url": url}, **more}]}


BAD_LENGTH, CHOICES = "BASE_TYPE_BAD_LENGTH", "BASE_TYPE_CHOICES"
NOT_FOUND = "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND"
LEGACY = "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2"


@pytest.mark.parametrize(
    ("components", "complaint"),
    [
        pytest.param([text("")], f"components.0.content: {BAD_LENGTH}", id="no text"),
        pytest.param([text("x" * 4001)], f"components.0.content: {BAD_LENGTH}", id="long text"),
        pytest.param(
            [text("x" * 2001), box(text("x" * 2000))],
            "components: COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED",
            id="4001 characters in all",
        ),
        pytest.param(
            [box(*[text()] * 39), text()],
            "components: COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED",
            id="41 components, counted nested",
        ),
        pytest.param(
            [row(button(), button())],
            "components: COMPONENT_CUSTOM_ID_DUPLICATED",
            id="a custom id twice",
        ),
        pytest.param(
            [row(*[button(custom_id=f"{n}") for n in range(6)])],
            "components.0.components: COMPONENT_LAYOUT_WIDTH_EXCEEDED",
            id="six buttons in a row",
        ),
        pytest.param(
            [row(button(), select(1))],
            "components.0.components: COMPONENT_LAYOUT_WIDTH_EXCEEDED",
            id="a select beside a button",
        ),
        pytest.param(
            [row(button(label="x" * 81))],
            f"components.0.components.0.label: {BAD_LENGTH}",
            id="a long label",
        ),
        pytest.param(
            [row(button(label=None))],
            "components.0.components.0.label: BASE_TYPE_REQUIRED",
            id="neither label nor emoji",
        ),
        pytest.param(
            [row(button(custom_id="x" * 101))],
            f"components.0.components.0.custom_id: {BAD_LENGTH}",
            id="a long custom id",
        ),
        pytest.param(
            [row(select(26))], f"components.0.components.0.options: {BAD_LENGTH}", id="26 options"
        ),
        pytest.param([box()], f"components.0.components: {BAD_LENGTH}", id="an empty box"),
        pytest.param([box(box(text()))], f"components.0.components.0.type: {CHOICES}", id="nested"),
        pytest.param([{"type": 99}], f"components.0.type: {CHOICES}", id="an unknown type"),
        pytest.param(
            [gallery("attachment://no.mp4")],
            f"components.0.items.0.media.url: {NOT_FOUND}",
            id="a file that is not there",
        ),
        pytest.param(
            [gallery("https://example.org/a.mp4", description="x" * 1025)],
            f"components.0.items.0.description: {BAD_LENGTH}",
            id="a long description",
        ),
        pytest.param(
            [gallery("file:///etc/passwd")],
            "components.0.items.0.media.url: URL_TYPE_INVALID_URL",
            id="an address that is none",
        ),
        pytest.param(
            [{"type": 9, "components": [text()]}],
            f"components.0.accessory.type: {CHOICES}",
            id="a section without its accessory",
        ),
    ],
)
async def test_components_that_discord_does_not_show(
    components: list[dict[str, Any]], complaint: str
):
    async with raw() as (local, client):
        path = f"/channels/{local.guild.channels['films'].id}/messages"
        answer = await client.post(path, {"flags": V2, "components": components})

    assert (answer.status, answer.body["code"]) == (400, 50035)
    assert answer.complaints() == {complaint}
    assert local.messages("films") == []


async def test_forty_components_and_four_thousand_characters_are_allowed():
    components = [box(*[text("x" * 102)] * 38), text("x" * 124)]
    async with raw() as (local, client):
        path = f"/channels/{local.guild.channels['films'].id}/messages"
        answer = await client.post(path, {"flags": V2, "components": components})

    assert answer.status == 200
    assert len(local.messages("films")[0].text.replace("\n", "")) == 4000
    assert answer.body["components"][0]["id"] == 1


@pytest.mark.parametrize(
    ("payload", "complaints"),
    [
        pytest.param(
            {"flags": V2, "components": [text()], "content": "x", "embeds": [{"title": "x"}]},
            {f"content: {LEGACY}", f"embeds: {LEGACY}"},
            id="content and embeds beside components of version 2",
        ),
        pytest.param(
            {"components": [text()]}, {f"components.0.type: {CHOICES}"}, id="without the flag"
        ),
        pytest.param({"content": "x" * 2001}, {f"content: {BAD_LENGTH}"}, id="long content"),
        pytest.param(
            {"content": "x", "nonce": "n" * 26}, {f"nonce: {BAD_LENGTH}"}, id="a long nonce"
        ),
        pytest.param(
            {"content": "x", "attachments": [{"id": 3}]},
            {"attachments.0.id: ATTACHMENT_NOT_FOUND"},
            id="an attachment that was not sent",
        ),
        pytest.param(
            {"content": "x", "message_reference": {"message_id": "1"}},
            {"message_reference: REPLIES_UNKNOWN_MESSAGE"},
            id="a reply to nothing",
        ),
    ],
)
async def test_messages_that_discord_does_not_take(payload: dict[str, Any], complaints: set[str]):
    async with raw() as (local, client):
        path = f"/channels/{local.guild.channels['films'].id}/messages"
        answer = await client.post(path, payload)
        empty = await client.post(path, {"content": ""})

    assert answer.complaints() == complaints
    assert empty.body["code"] == 50006


async def test_a_message_of_version_two_stays_one():
    async with raw() as (local, client):
        messages = f"/channels/{local.guild.channels['films'].id}/messages"
        made = await client.post(messages, {"flags": V2, "components": [text("one")]})
        one = f"{messages}/{made.body['id']}"
        with_content = await client.patch(one, {"content": "plain", "flags": 0})
        without_flag = await client.patch(one, {"components": [text("two")]})

    assert with_content.complaints() == {f"content: {LEGACY}"}
    assert without_flag.body["flags"] & V2
    assert local.messages("films")[0].text == "two"


COMMAND = {"name": "film", "description": "Make one", "type": 1}


def option(**more: Any) -> dict[str, Any]:
    return {"name": "prompt", "description": "What", "type": 3, **more}


def choices(number: int, name: str = "x") -> list[dict[str, Any]]:
    return [{"name": name, "value": f"{n}"} for n in range(number)]


@pytest.mark.parametrize(
    ("commands", "complaint"),
    [
        pytest.param(
            [{**COMMAND, "name": "Film"}],
            "0.name: APPLICATION_COMMAND_INVALID_NAME",
            id="a capital letter",
        ),
        pytest.param(
            [{**COMMAND, "description": ""}], f"0.description: {BAD_LENGTH}", id="no description"
        ),
        pytest.param(
            [COMMAND, COMMAND], "1.name: APPLICATION_COMMANDS_DUPLICATE_NAME", id="a name twice"
        ),
        pytest.param(
            [{**COMMAND, "options": [option(choices=choices(26))]}],
            f"0.options.0.choices: {BAD_LENGTH}",
            id="26 choices",
        ),
        pytest.param(
            [{**COMMAND, "options": [option(choices=choices(1, "x" * 101))]}],
            f"0.options.0.choices.0.name: {BAD_LENGTH}",
            id="a long choice",
        ),
        pytest.param(
            [{**COMMAND, "options": [option(choices=choices(1), autocomplete=True)]}],
            "0.options.0.autocomplete: APPLICATION_COMMAND_OPTIONS_CHOICES_WITH_AUTOCOMPLETE",
            id="choices and autocompletion",
        ),
        pytest.param(
            [{**COMMAND, "options": [option(), option(name="size", required=True)]}],
            "0.options.1: APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID",
            id="required after optional",
        ),
        pytest.param(
            [
                {
                    **COMMAND,
                    "options": [
                        option(name=f"o{n}", description="x" * 100, choices=choices(25, "x" * 100))
                        for n in range(4)
                    ],
                }
            ],
            "0: APPLICATION_COMMAND_TOO_LARGE",
            id="more than 8000 characters",
        ),
        pytest.param(
            [{"name": f"Menu {n}", "type": 3} for n in range(16)],
            f"15: {BAD_LENGTH}",
            id="16 message commands",
        ),
    ],
)
async def test_commands_that_discord_does_not_register(
    commands: list[dict[str, Any]], complaint: str
):
    async with raw() as (local, client):
        path = f"/applications/{local.application_id}/commands"
        await client.request("PUT", path, [COMMAND])
        answer = await client.request("PUT", path, commands)
        standing = await client.get(path)

    assert answer.complaints() == {complaint}
    assert [one["name"] for one in standing.body] == ["film"]


async def test_a_command_keeps_its_id_when_it_is_written_again():
    async with raw() as (local, client):
        path = f"/applications/{local.application_id}/commands"
        first = await client.request("PUT", path, [COMMAND])
        second = await client.request("PUT", path, [{**COMMAND, "description": "Other"}])

    assert second.body[0]["id"] == first.body[0]["id"]
    assert second.body[0]["version"] != first.body[0]["version"]
    assert local.commands == second.body
