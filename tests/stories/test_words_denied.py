"""The word filter on the wire: it holds for the next film, tells who wrote it, and can be tried."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

import pytest

from tests.stories.stage import FILMS
from tests.stories.test_limits import said
from tests.stories.test_moderation import moderation
from tests.stories.test_storyboard import opened
from tests.stories.wire import Wire

OnWire = Callable[..., AbstractAsyncContextManager[Wire]]
DENIED = (
    "This server does not allow “{}” in prompts. Change it and ask again; if it should be allowed, "
    "ask a moderator (`/moderation words`)."
)


async def asked(stage: Wire, prompt: str) -> str:
    call = await stage.discord.slash("ann", FILMS, "create", {"prompt": prompt})
    assert call.message is not None
    return call.message.text


async def test_a_denied_word_holds_for_the_next_film_and_is_undone_by_a_button(on_wire: OnWire):
    async with on_wire() as stage:
        call = await stage.discord.slash("mia", FILMS, "moderation words add", {"text": "dragon*"})
        assert call.message is not None

        words = await asked(stage, "two Drágons fight")
        listed = await moderation(stage, "words list")
        [undo] = [one for one in call.message.custom_ids if "word_out" in one]
        undone = said(await stage.discord.press("mia", call.message, undo))

        assert said(call) == "🚫 Prompts may not say this here any more:\n```\ndragon*\n```"
        assert words == DENIED.format("Drágons")
        assert "🚫 dragon\\* · word" in listed
        assert undone.startswith("🗑️ Removed. `/moderation words add` adds it again:")
        assert "two Drágons fight" in await asked(stage, "two Drágons fight")
        log = await moderation(stage, "log")
        assert "took dragon\\* out of the word filter" in log
        assert "denied dragon\\* in prompts" in log
        assert "was refused: This server does not allow “Drágons” in prompts." in log


async def test_it_is_tried_before_it_is_trusted(on_wire: OnWire):
    async with on_wire() as stage:
        await moderation(stage, "words add", text="kill")
        await moderation(stage, "words add", text="kill time", rule="allow")

        refused = await moderation(stage, "words test", text="they k.i.l.l it")
        passed = await moderation(stage, "words test", text="they kill time")
        nothing = await moderation(stage, "words test", text="skill")

        assert refused.startswith("🚫 **It would be refused.**")
        assert "🚫 “k.i.l.l”, read as “kill”, matches kill." in refused
        assert passed.startswith("✅ **It would pass.**")
        assert "✅ “kill” matches kill, and is let pass by kill time." in passed
        assert "Nothing in it matches." in nothing


async def test_storyboards_and_remixes_say_no_more_than_prompts(on_wire: OnWire):
    async with on_wire() as stage:
        await moderation(stage, "words add", text="dragon")
        builder = await opened(stage)
        await builder.add("it wakes", "4")
        await builder.add("a d r a g o n", "4")

        made = await builder.press("make")

        assert made.message is not None
        assert DENIED.format("d r a g o n") in made.message.text
        assert stage.jobs() == []


@pytest.mark.parametrize(
    ("options", "answer"),
    [
        ({"text": "***"}, "Type a word with at least one letter or digit; `*` stands for any "
         "letters."),
        ({"text": "(a", "kind": "expression"}, "That expression can't be used: missing ): (a. It "
         "is RE2's syntax: no look-ahead or look-behind, no back-references."),
        ({"text": "a*", "kind": "expression"}, "That expression matches everything, even nothing. "
         "Make it narrower."),
        ({"text": "Föx"}, "fox is there already. Remove it first to change it."),
    ],
)  # fmt: skip
async def test_an_entry_that_cannot_be_used(on_wire: OnWire, options: dict[str, str], answer: str):
    async with on_wire() as stage:
        await moderation(stage, "words add", text="fox")
        assert await moderation(stage, "words add", **options) == answer


async def test_what_is_not_there_cannot_be_removed(on_wire: OnWire):
    async with on_wire() as stage:
        await moderation(stage, "words add", text="fox")
        offered = await stage.discord.autocomplete(
            "mia", FILMS, "moderation words remove", focused="entry", options={"entry": "fo"}
        )

        assert [one["name"] for one in offered] == ["🚫 fox"]
        assert await moderation(stage, "words remove", entry="wolf") == (
            "There is no such entry. Start to type and choose one."
        )
        removed = await moderation(stage, "words remove", entry=offered[0]["value"])
        assert re.search("fox", removed)
        assert "None yet: prompts may say anything." in await moderation(stage, "words list")


async def test_the_words_of_a_storyboards_grammar_are_nobodys(on_wire: OnWire):
    async with on_wire() as stage:
        for text in ("shot", "scene", "duration"):
            await moderation(stage, "words add", text=text)
        builder = await opened(stage, model="sora-2-pro-all")
        await builder.add("it wakes", "4")
        await builder.add("it runs", "6")

        await builder.press("make")

        await stage.until(stage.jobs, "a job")
