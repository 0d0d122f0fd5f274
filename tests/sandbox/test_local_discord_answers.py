"""Answers to interactions: which ones the local Discord takes, and what it hands over."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from local_discord_client import Answered, Raw, raw

from bot.sandbox.discord import CannotDo, LocalDiscord

BAD_LENGTH = "BASE_TYPE_BAD_LENGTH"
MODEL = {"name": "model", "description": "Which", "type": 3, "autocomplete": True}
IMAGE = {"name": "image", "description": "Which", "type": 11}
WHO = {"name": "who", "description": "Whom", "type": 6}
COMMANDS = [
    {"name": "film", "description": "Make one", "options": [MODEL, IMAGE, WHO]},
    {"name": "limits", "description": "For moderators", "default_member_permissions": "8192"},
    {"name": "here", "description": "In servers only", "contexts": [0]},
]


class ByHand:
    """A bot that answers what its gateway says as the test wants it."""

    def __init__(self, local: LocalDiscord, client: Raw, socket: Any) -> None:
        self.local = local
        self.client = client
        self._socket = socket
        self.interaction: dict[str, Any] = {}

    async def answers(
        self, asking: Any, kind: int, data: Any = None, query: str = ""
    ) -> tuple[Answered, Any]:
        """Start `asking`, answer its interaction; the callback's answer, and what was asked."""
        task = asyncio.ensure_future(asking)
        while True:
            frame = await asyncio.wait_for(self._socket.receive_json(), 5)
            if frame["t"] == "INTERACTION_CREATE":
                break
        self.interaction = frame["d"]
        path = f"/interactions/{frame['d']['id']}/{frame['d']['token']}/callback{query}"
        answer = await self.client.post(path, {"type": kind, "data": data})
        if answer.status >= 400:
            self.local.clock.skip(4)
        return answer, (await asyncio.gather(task, return_exceptions=True))[0]


@pytest.fixture
async def hand() -> AsyncIterator[ByHand]:
    async with by_hand() as one:
        yield one


@asynccontextmanager
async def by_hand() -> AsyncIterator[ByHand]:
    async with (
        raw() as (local, client),
        aiohttp.ClientSession() as session,
        session.ws_connect(local.gateway_url) as socket,
    ):
        await socket.receive_json()
        await socket.send_json({"op": 2, "d": {"token": local.token, "intents": 1}})
        await client.request("PUT", f"/applications/{local.application_id}/commands", COMMANDS)
        await local.bot_ready()
        yield ByHand(local, client, socket)


def modal(*components: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"custom_id": "m", "title": "A modal", "components": list(components), **more}


def label(component: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": 18, "label": "Words", "component": component, **more}


def typed(**more: Any) -> dict[str, Any]:
    return {"type": 4, "style": 1, "custom_id": "words", **more}


@pytest.mark.parametrize(
    ("shown", "complaint"),
    [
        pytest.param(modal(), f"data.components: {BAD_LENGTH}", id="nothing in it"),
        pytest.param(
            modal(*[label(typed(custom_id=f"{n}")) for n in range(6)]),
            f"data.components: {BAD_LENGTH}",
            id="six rows",
        ),
        pytest.param(
            modal(label(typed()), title="x" * 46), f"data.title: {BAD_LENGTH}", id="a long title"
        ),
        pytest.param(
            modal(label(typed()), label(typed())),
            "data.components: COMPONENT_CUSTOM_ID_DUPLICATED",
            id="a custom id twice",
        ),
        pytest.param(
            modal(label(typed(value="x" * 4001))),
            f"data.components.0.component.value: {BAD_LENGTH}",
            id="a long value",
        ),
        pytest.param(
            modal(label({"type": 2})),
            "data.components.0.component.type: BASE_TYPE_CHOICES",
            id="a button",
        ),
    ],
)
async def test_modals_that_discord_does_not_show(
    hand: ByHand, shown: dict[str, Any], complaint: str
):
    answer, call = await hand.answers(hand.local.slash("ann", "films", "film"), 9, shown)

    assert answer.complaints() == {complaint}
    assert not call.acknowledged


async def test_a_modal_sends_what_was_chosen_and_uploaded(hand: ByHand):
    options = [{"label": one, "value": one} for one in ("veo", "sora")]
    fields = modal(
        label(typed(value="a fox")),
        label({"type": 3, "custom_id": "model", "options": options}),
        label({"type": 19, "custom_id": "image"}),
    )
    local = hand.local
    _, shown = await hand.answers(local.slash("ann", "films", "film"), 9, fields)
    image = local.upload("fox.png", b"png")

    with pytest.raises(CannotDo):
        await local.submit_modal("ann", shown, {"model": ["veo", "sora"], "image": [image]})
    await hand.answers(
        local.submit_modal("ann", shown, {"model": ["veo"], "image": [image]}),
        4,
        {"content": "thanks"},
    )

    words, model, upload = [one["component"] for one in hand.interaction["data"]["components"]]
    files = hand.interaction["data"]["resolved"]["attachments"]
    assert (words["value"], model["values"]) == ("a fox", ["veo"])
    assert files[upload["values"][0]]["filename"] == "fox.png"


@pytest.mark.parametrize(
    ("choices", "complaint"),
    [
        pytest.param(
            [{"name": "x", "value": f"{n}"} for n in range(26)],
            f"data.choices: {BAD_LENGTH}",
            id="26 choices",
        ),
        pytest.param(
            [{"name": "x" * 101, "value": "x"}],
            f"data.choices.0.name: {BAD_LENGTH}",
            id="a long name",
        ),
    ],
)
async def test_choices_that_discord_does_not_offer(
    hand: ByHand, choices: list[dict[str, Any]], complaint: str
):
    asking = hand.local.autocomplete("ann", "films", "film", focused="model")

    answer, outcome = await hand.answers(asking, 8, {"choices": choices})

    assert answer.complaints() == {complaint}
    assert isinstance(outcome, TimeoutError)


async def test_an_answer_must_fit_what_was_asked(hand: ByHand):
    update, _ = await hand.answers(hand.local.slash("ann", "films", "film"), 7, {"content": "x"})
    choices, _ = await hand.answers(hand.local.slash("ann", "films", "film"), 8, {"choices": []})

    assert update.complaints() == {"type: BASE_TYPE_CHOICES"}
    assert choices.complaints() == {"type: BASE_TYPE_CHOICES"}


async def test_the_callback_gives_the_message_only_to_whoever_asks_for_it(hand: ByHand):
    quiet, _ = await hand.answers(hand.local.slash("ann", "films", "film"), 4, {"content": "x"})
    full, call = await hand.answers(
        hand.local.slash("ann", "films", "film"), 4, {"content": "x"}, "?with_response=true"
    )

    assert (quiet.status, quiet.body) == (204, None)
    assert full.body["interaction"]["response_message_id"] == str(call.message.id)
    assert full.body["resource"]["message"]["content"] == "x"
    assert full.body["resource"]["message"]["interaction_metadata"]["id"] == str(call.id)


async def test_the_answer_can_be_read_changed_and_taken_back_with_the_token(hand: ByHand):
    _, call = await hand.answers(hand.local.slash("ann", "films", "film"), 4, {"content": "one"})
    original = f"/webhooks/{hand.local.application_id}/{call.token}/messages/@original"

    read = await hand.client.get(original)
    changed = await hand.client.patch(original, {"content": "two"}, {"a.txt": b"abc"})
    gone = await hand.client.request("DELETE", original)
    missing = await hand.client.get(original)

    assert read.body["content"] == "one"
    assert changed.body["attachments"][0]["filename"] == "a.txt"
    assert (gone.status, missing.body["code"]) == (204, 10008)
    assert [one.content for one in call.message.versions] == ["one", "two"]


async def test_a_private_answer_has_no_channel_route(hand: ByHand):
    secret = {"content": "for you", "flags": 64}
    _, call = await hand.answers(hand.local.slash("ann", "films", "film"), 4, secret)

    read = await hand.client.get(f"/channels/{call.channel.id}/messages/{call.message.id}")
    history = await hand.client.get(f"/channels/{call.channel.id}/messages")

    assert call.ephemeral
    assert (read.body["code"], history.body) == (10008, [])
    with pytest.raises(CannotDo):
        await hand.local.press("ben", call.message, "any")


async def test_files_and_people_are_handed_over_with_what_they_are(hand: ByHand):
    local = hand.local
    image, ben = local.upload("fox.png", b"png"), local.guild.members["ben"]

    await hand.answers(
        local.slash("ann", "films", "film", {"image": image, "who": ben}), 4, {"content": "x"}
    )

    data = hand.interaction["data"]
    values = {one["name"]: one["value"] for one in data["options"]}
    assert data["resolved"]["attachments"][values["image"]]["size"] == 3
    assert data["resolved"]["users"][values["who"]]["username"] == "ben"
    assert "permissions" in data["resolved"]["members"][values["who"]]


async def test_commands_are_offered_where_and_to_whom_they_are_meant(hand: ByHand):
    for who, place, command in (
        ("ann", "films", "limits"),
        ("ann", "@ann", "here"),
        ("ann", "films", "nothing"),
    ):
        with pytest.raises(CannotDo):
            await hand.local.slash(who, place, command)

    _, by_moderator = await hand.answers(
        hand.local.slash("mia", "films", "limits"), 4, {"content": "x"}
    )
    _, by_owner = await hand.answers(
        hand.local.slash("olga", "films", "limits"), 4, {"content": "x"}
    )
    _, direct = await hand.answers(hand.local.slash("ann", "@ann", "film"), 4, {"content": "x"})

    assert by_moderator.acknowledged
    assert by_owner.acknowledged
    assert direct.acknowledged
    assert hand.interaction["user"]["username"] == "ann"
    assert "member" not in hand.interaction


async def test_an_archived_thread_takes_no_edit_but_a_message_reopens_it():
    async with raw() as (local, client):
        thread = local.add_thread("films", "a long talk")
        messages = f"/channels/{thread.id}/messages"
        made = await client.post(messages, {"content": "one"})
        local.archive("a long talk")
        refused = await client.patch(f"{messages}/{made.body['id']}", {"content": "two"})
        reopening = await client.post(messages, {"content": "three"})
        edited = await client.patch(f"{messages}/{made.body['id']}", {"content": "four"})
        hidden = local.add_thread("films", "private", private=True)
        unseen = await client.post(f"/channels/{hidden.id}/messages", {"content": "x"})

    assert refused.body["code"] == 50083
    assert (reopening.status, edited.status) == (200, 200)
    assert unseen.body["code"] == 50001
