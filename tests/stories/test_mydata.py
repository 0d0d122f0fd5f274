"""/mydata, and what happens when the bot is removed from a server."""

from __future__ import annotations

import io
import json
import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, closing

from tests.stories.stage import FILMS
from tests.stories.test_limits import said
from tests.stories.test_moderation import moderation
from tests.stories.test_reports import film
from tests.stories.wire import Wire

OnWire = Callable[..., AbstractAsyncContextManager[Wire]]


def found(stage: Wire, query: str) -> list[str]:
    with closing(sqlite3.connect(f"file:{stage.folder / 'clapper.db'}?mode=ro", uri=True)) as db:
        return [row[0] for row in db.execute(query)]


def prompt(stage: Wire) -> str:
    [only] = found(stage, "SELECT prompt FROM jobs")
    return only


async def test_everything_is_given_as_a_file_that_only_they_see(on_wire: OnWire):
    async with on_wire() as stage:
        await film(stage)

        call = await stage.discord.slash("ann", FILMS, "mydata export", {})

        assert call.ephemeral
        assert call.message is not None
        [file] = call.message.attachments
        kept = json.loads(file.read())
        assert file.filename == "mydata.json"
        [job] = kept["jobs"]
        assert job["prompt"] == "a fox"
        assert "answer_token" not in job
        assert [row["charged"] for row in kept["ledger"]] == [320_000]


async def test_where_files_must_be_small_it_is_packed_or_said_to_be_too_large(on_wire: OnWire):
    async with on_wire() as stage:
        await film(stage)
        plain = await stage.discord.slash("ann", FILMS, "mydata export", {})
        assert plain.message is not None
        size = plain.message.attachments[0].size

        stage.discord.set_upload_limit(10_000 + size - 200)  # a row may change meanwhile
        packed = await stage.discord.slash("ann", FILMS, "mydata export", {})
        stage.discord.set_upload_limit(10_100)
        refused = said(await stage.discord.slash("ann", FILMS, "mydata export", {}))

        assert packed.message is not None
        [file] = packed.message.attachments
        assert file.filename == "mydata.json.zip"
        with zipfile.ZipFile(io.BytesIO(file.read())) as archive:
            kept = json.loads(archive.read("mydata.json"))
        assert [job["prompt"] for job in kept["jobs"]] == ["a fox"]
        assert refused == (
            "What I keep of you is too large to be attached here (1 kB packed). Use this in a "
            "server that takes larger files."
        )


async def test_everything_is_deleted_after_a_second_word(on_wire: OnWire):
    async with on_wire() as stage:
        card = await film(stage)
        asked = await stage.discord.slash("ann", FILMS, "mydata delete", {})
        assert asked.message is not None
        assert "That is 1 film with cards, prompts" in asked.message.text
        [delete, keep] = asked.message.custom_ids

        kept = await stage.discord.press("ann", asked.message, keep)
        assert kept.message is not None
        assert kept.message.text == "Nothing is deleted."
        again = await stage.discord.slash("ann", FILMS, "mydata delete", {})
        assert again.message is not None
        words = said(await stage.discord.press("ann", again.message, delete))

        assert words.endswith(
            "A card in a channel that I can no longer see stays there: its moderators can delete "
            "it."
        )
        await stage.until(lambda: card.deleted, "the card to go")
        await stage.until(lambda: prompt(stage) == "", "the row to be forgotten")
        jobs = await stage.discord.slash("ann", FILMS, "jobs", {})
        assert jobs.message is not None
        assert "a fox" not in jobs.message.text
        assert "took film" not in await moderation(stage, "log"), "nobody took it down"
        assert list((stage.folder / "films").glob("*.mp4")) == []


async def test_somebody_elses_question_can_not_be_answered(on_wire: OnWire):
    async with on_wire() as stage:
        await film(stage)
        asked = await stage.discord.slash("ann", FILMS, "mydata delete", {})
        assert asked.message is not None
        [delete, _] = asked.message.custom_ids
        own = await stage.discord.slash("ben", FILMS, "mydata delete", {})
        assert own.message is not None
        forged = own.message
        forged.raw_components = asked.message.raw_components

        words = said(await stage.discord.press("ben", forged, delete))

        assert words == "That is about somebody else. Use `/mydata` yourself."
        assert prompt(stage) == "a fox"


async def test_a_server_that_removes_the_bot_is_forgotten_in_time(on_wire: OnWire):
    async with on_wire(FORGET_DAYS="1") as stage:
        await film(stage)

        stage.discord.servers.remove_bot_from_guild()
        await stage.until(
            lambda: found(stage, "SELECT kind FROM forgetting") == ["server"], "the server's mark"
        )

        assert prompt(stage) == "a fox"
