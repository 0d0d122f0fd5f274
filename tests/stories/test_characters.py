"""Somebody who appears in films: added with consent, named, sent to the provider, removed."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

import pytest

from bot.sandbox.discord import Call
from tests.stories.stage import FILMS
from tests.stories.test_remix import film
from tests.stories.test_storyboard import Builder, opened
from tests.stories.wire import Wire

OnWire = Callable[..., AbstractAsyncContextManager[Wire]]
ADDRESS = "https://films.example/red-fox.mp4"


async def form(stage: Wire, who: str = "ann", name: str = "Red Fox", **typed: Any) -> Call:
    options = {"name": name, "address": ADDRESS, "begins": 1, "ends": 3, **typed}
    return await stage.discord.slash(who, FILMS, "characters add", options)


async def add(stage: Wire, who: str = "ann", name: str = "Red Fox", **typed: Any) -> str:
    call = await form(stage, who, name)
    return said(await stage.discord.submit_modal(who, call, {"consent": True, **typed}))


def said(call: Call) -> str:
    assert call.message is not None
    assert call.ephemeral
    return call.message.text


async def slash(stage: Wire, who: str, command: str, **options: Any) -> str:
    return said(await stage.discord.slash(who, FILMS, command, options))


def sent(stage: Wire) -> dict[str, str]:
    """The fields of the latest order."""
    [*_, order] = [one for one in stage.videos.recorded if one.method == "POST"]
    return {part.name: part.data.decode() for part in order.parts}


async def test_somebody_is_added_named_and_sent_to_the_provider(on_wire: OnWire):
    async with on_wire() as stage:
        added = await add(stage)
        offered = await stage.suggestions("ben", "character", "fo")
        await stage.discord.slash(
            "ben", FILMS, "create", {"prompt": "it runs", "character": "red fox"}
        )
        card = await film(stage, 1)

        assert added == (
            "🎭 **Red Fox** can appear in films of this server now: choose `character` in "
            "`/create` or `/storyboard`."
        )
        assert offered == ["Red Fox"]
        # No model was chosen: it is the one that takes characters and has a price.
        assert "**Sora 2 Pro (all)** · 10 s" in card.text
        assert "-# 🎭 with Red Fox" in card.text
        assert sent(stage)["character_url"] == ADDRESS
        assert sent(stage)["character_timestamps"] == "1,3"
        assert stage.videos.creates[0].model == "sora-2-pro-all"


async def test_again_carries_the_character(on_wire: OnWire):
    async with on_wire() as stage:
        await add(stage)
        await stage.discord.slash("ann", FILMS, "create", {"prompt": "a", "character": "red fox"})
        await film(stage, 1)
        [card] = [one for one in stage.discord.messages(FILMS) if "#1" in one.text]

        again = await stage.discord.press("ann", card, "clapper:again:1")
        await stage.discord.submit_modal("ann", again, {"prompt": "b"})
        await film(stage, 2)

        assert again.modal is not None
        assert again.modal["title"] == "Once more, with Red Fox"
        assert (sent(stage)["prompt"], sent(stage)["character_url"]) == ("b", ADDRESS)


async def test_a_storyboard_names_who_appears_and_keeps_them_over_a_restart(on_wire: OnWire):
    async with on_wire() as stage:
        await add(stage)
        builder = await opened(stage, character="Red Fox")
        assert "-# 🎭 with Red Fox" in builder.text
        await builder.add("it wakes", "4")
        await stage.restart()
        await builder.add("it runs", "6")

        await builder.press("make")
        card = await film(stage, 1)

        assert "-# 🎭 with Red Fox" in card.text
        assert sent(stage)["character_timestamps"] == "1,3"
        assert sent(stage)["prompt"].startswith("Shot 1:\nduration: 4sec\nScene: it wakes")

        message = next(one for one in stage.discord.messages(FILMS) if "#1" in one.text)
        again = await stage.discord.press("ann", message, "clapper:again:1")
        assert "-# 🎭 with Red Fox" in Builder(stage, again).text


async def test_the_builder_takes_somebody_in_and_out(on_wire: OnWire):
    async with on_wire() as stage:
        await add(stage)
        builder = await opened(stage, model="sora-2-all")
        unknown = await builder.fill(await builder.press("film"), character="Wolf")
        await builder.fill(await builder.press("film"), character="red fox")
        there = builder.text
        await builder.fill(await builder.press("film"), character="")

        assert said(unknown) == (
            "There is no character called Wolf in this server. There are: Red Fox."
        )
        assert "with Red Fox" in there
        assert "with Red Fox" not in builder.text


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"consent": False}, "Nothing was added. Ask whoever is shown"),
        ({"ends": "9"}, "The span has to last from 1 to 3 seconds"),
        ({"address": "http://films.example/a.mp4"}, "The address has to be a public one"),
    ],
)
async def test_without_consent_or_with_nonsense_nobody_is_added(
    on_wire: OnWire, typed: dict[str, Any], words: str
):
    async with on_wire() as stage:
        refused = await add(stage, **typed)

        assert refused.startswith(words)
        assert (await slash(stage, "ann", "characters list")).startswith("**Nobody yet.**")


async def test_what_is_wrong_in_the_command_is_said_before_any_form(on_wire: OnWire):
    async with on_wire() as stage:
        call = await form(stage, ends=2_000)

        assert call.modal is None
        assert said(call).startswith("The span has to last from 1 to 3 seconds")


async def test_a_name_is_taken_once_in_a_server(on_wire: OnWire):
    async with on_wire() as stage:
        await add(stage)

        assert await add(stage, "ben", "red  FOX") == (
            "There is a character called red FOX here already."
        )


async def test_who_added_somebody_and_moderators_remove_them(on_wire: OnWire):
    async with on_wire() as stage:
        await add(stage, "ann", "Fox")
        await add(stage, "ann", "Wolf")
        listed = await slash(stage, "ben", "characters list")
        refused = await slash(stage, "ben", "characters remove", name="fox")
        own = await slash(stage, "ann", "characters remove", name="fox")
        moderated = await slash(stage, "mia", "characters remove", name="Wolf")
        gone = await slash(stage, "ann", "characters remove", name="fox")

        assert "🎭 **Fox** · 1-3 s · films.example · added by <@" in listed
        assert refused == (
            "Only who added Fox can remove them, or somebody who may manage messages here."
        )
        assert own == (
            "🗑️ **Fox** is removed. Films that were asked for before are still made. It was 1-3 s "
            f"of this address, in case you want to add it again:\n```\n{ADDRESS}\n```"
        )
        assert moderated.startswith("🗑️ **Wolf** is removed.")
        assert gone == (
            "There is no character called fox in this server, nor any other. Add one with "
            "`/characters add`."
        )


async def test_removing_offers_only_what_one_may_remove(on_wire: OnWire):
    async with on_wire() as stage:
        await add(stage, "ann", "Fox")
        await add(stage, "ben", "Wolf")

        async def offered(who: str) -> list[str]:
            choices = await stage.discord.autocomplete(
                who, FILMS, "characters remove", focused="name", options={}
            )
            return [choice["name"] for choice in choices]

        assert [await offered(who) for who in ("ann", "ben", "mia")] == [
            ["Fox"],
            ["Wolf"],
            ["Fox", "Wolf"],
        ]


async def test_who_was_removed_can_be_named_no_more(on_wire: OnWire):
    async with on_wire() as stage:
        await add(stage)
        await slash(stage, "ann", "characters remove", name="Red Fox")

        refused = await slash(stage, "ann", "create", prompt="a", character="Red Fox")

        assert refused.startswith("There is no character called Red Fox in this server")
        assert stage.jobs() == []


async def test_a_model_without_characters_refuses_one(on_wire: OnWire):
    async with on_wire() as stage:
        await add(stage)

        refused = await slash(
            stage, "ann", "create", prompt="a", model="veo3.1-fast", character="Red Fox"
        )

        assert refused == (
            "Veo 3.1 Fast takes no character. Leave it out, or choose a model that takes one: "
            "Sora 2 (all) or Sora 2 Pro (all)."
        )
        assert stage.jobs() == []


async def test_again_under_a_film_whose_character_was_removed_makes_it_without(on_wire: OnWire):
    async with on_wire() as stage:
        await add(stage)
        await stage.discord.slash("ann", FILMS, "create", {"prompt": "a", "character": "red fox"})
        await film(stage, 1)
        await slash(stage, "ann", "characters remove", name="Red Fox")
        [card] = [one for one in stage.discord.messages(FILMS) if "#1" in one.text]

        again = await stage.discord.press("ann", card, "clapper:again:1")
        await stage.discord.submit_modal("ann", again, {"prompt": "b"})
        await film(stage, 2)

        assert again.modal is not None
        assert again.modal["title"] == "Once more, without Red Fox"
        assert "character_url" not in sent(stage)
