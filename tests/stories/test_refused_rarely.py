"""Refusals that people seldom meet, brought about and read."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, closing

from bot.core.cast import MOST_PER_SERVER, JobCharacter, Listed
from bot.core.wordfilter import MOST_ENTRIES, Kind, Rule, read_entry
from bot.store.cast import CastStore
from bot.store.database import Database, open_database
from bot.store.words import WordStore
from tests.stories.stage import FILMS
from tests.stories.test_characters import add
from tests.stories.test_limits import answered, limits, refused, said
from tests.stories.test_moderation import moderation
from tests.stories.test_reports import channel, film, reported, show
from tests.stories.wire import Wire

OnWire = Callable[..., AbstractAsyncContextManager[Wire]]


@asynccontextmanager
async def same_database(stage: Wire) -> AsyncIterator[Database]:
    async with open_database(f"sqlite+aiosqlite:///{stage.folder / 'clapper.db'}") as database:
        yield database


async def test_a_server_has_room_for_so_many_characters_and_words(on_wire: OnWire):
    async with on_wire() as stage:
        async with same_database(stage) as database:
            guild = stage.discord.guild.id
            for n in range(MOST_PER_SERVER):
                who = JobCharacter(f"Fox {n}", "https://films.example/a.mp4", 1, 2)
                await CastStore(database).add(Listed(who, guild, 1, 0.0))
            for n in range(MOST_ENTRIES):
                entry = read_entry(Kind.WORD, Rule.DENY, f"w{n}x")
                await WordStore(database).add(guild, entry, by=1, now=0.0)

        character = await add(stage)
        word = await moderation(stage, "words add", text="one more")

        assert character == (
            "A server can have 25 characters, and this one has. Remove one with "
            "`/characters remove`."
        )
        assert word == "A server can have 200 entries, and this one has. Remove one first."


async def test_what_is_done_is_not_done_twice(on_wire: OnWire):
    async with on_wire() as stage:
        card = await film(stage)
        await moderation(stage, "reports", channel=channel(stage, "lounge"))
        await reported(stage, card)
        [told] = stage.discord.messages("lounge")
        call = await stage.discord.press("mia", told, "clapper:take_down:1")
        assert call.message is not None

        again = said(await stage.discord.press("mia", told, "clapper:take_down:1"))
        await stage.discord.press("mia", call.message, "clapper:put_back:1")
        back = said(await stage.discord.press("mia", call.message, "clapper:put_back:1"))

        assert again == "Film #1 is taken down already."
        assert back == "Film #1 is not taken down."


async def test_an_entry_is_undone_once(on_wire: OnWire):
    async with on_wire() as stage:
        call = await stage.discord.slash("mia", FILMS, "moderation words add", {"text": "fox"})
        assert call.message is not None
        [undo] = [one for one in call.message.custom_ids if "word_out" in one]
        await stage.discord.press("mia", call.message, undo)

        assert said(await stage.discord.press("mia", call.message, undo)) == (
            "It is removed already."
        )


async def test_a_pot_of_a_channel_holds_money_and_places_only(on_wire: OnWire):
    async with on_wire() as stage:
        lounge = channel(stage, "lounge")

        assert await limits(stage, "set", what="models", value="all", channel=lounge) == (
            "For a channel, money a day, money a month and films in the making at once can be set; "
            "all who make films there share them."
        )


async def test_a_film_taken_down_that_cannot_be_shown_in_private(on_wire: OnWire):
    async with on_wire() as stage:
        card = await film(stage)
        await moderation(stage, "reports", channel=channel(stage, "lounge"))
        await reported(stage, card)
        [told] = stage.discord.messages("lounge")
        await stage.discord.press("mia", told, "clapper:take_down:1")
        stage.discord.set_upload_limit(100)

        large = await show(stage, "ann")

        assert large.text == (
            "Film #1 was taken down, and is too large to be shown in private. The bot's owner can "
            "give it to you as job-1.mp4."
        )


async def test_a_film_taken_down_before_it_was_made(on_wire: OnWire):
    async with on_wire() as stage:
        await moderation(stage, "reports", channel=channel(stage, "lounge"))
        call = await stage.discord.slash("ann", FILMS, "create", {"prompt": "a fox [stall]"})
        assert call.message is not None
        await stage.until(
            lambda: [job for job in stage.jobs() if job.status in ("queued", "running")], "a start"
        )
        await reported(stage, call.message)
        [told] = stage.discord.messages("lounge")
        await stage.discord.press("mia", told, "clapper:take_down:1")

        assert (await show(stage, "ann")).text == "Film #1 was taken down before it was made."


async def test_a_film_whose_file_is_damaged_gives_no_frame(on_wire: OnWire):
    async with on_wire() as stage:
        await film(stage)
        file = stage.folder / "films" / "job-1.mp4"
        file.write_bytes(b"\0" * file.stat().st_size)

        call = await stage.discord.slash(
            "ann", FILMS, "remix", {"video": "1", "prompt": "at night", "model": "wan2.7"}
        )

        def told() -> str:
            answers = [call.message, *call.followups]
            return "".join(one.text for one in answers if one is not None)

        await stage.until(told, "an answer")
        assert told() == "No picture could be taken from film #1: its file can't be read."


async def test_what_the_bot_may_not_do_in_a_channel_is_named(on_wire: OnWire):
    async with on_wire() as stage:
        call = await stage.discord.slash("ann", "no-files", "create", {"prompt": "a fox"})

        assert said(call) == (
            "I may not do everything here that a film needs. Missing: Attach Files. A moderator "
            "can allow it in this channel's settings."
        )


async def test_where_the_database_can_not_be_read_nothing_is_allowed(on_wire: OnWire):
    async with on_wire() as stage:
        await limits(stage, "set", what="films_day", value="5")
        file = stage.folder / "clapper.db"
        with closing(sqlite3.connect(file)) as db, db:
            db.execute("ALTER TABLE ledger RENAME TO elsewhere")

        words = await refused(stage)

        with closing(sqlite3.connect(file)) as db, db:
            db.execute("ALTER TABLE elsewhere RENAME TO ledger")
        assert words.startswith("Something went wrong inside this bot.")
        assert stage.jobs() == []
        assert not stage.videos.creates
        await answered(stage)
