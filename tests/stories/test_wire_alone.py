"""Stories that only the wire can tell: what simcord 3.2.1 has no way to play."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager, closing
from pathlib import Path

from structlog.testing import capture_logs

from tests.stories.stage import FILMS
from tests.stories.wire import Wire

CANNOT: Mapping[str, str] = {
    "test_an_answer_that_discord_took_without_our_knowing_is_found_and_gets_its_film": (
        "its faults answer a request instead of acting on it, so no reply is ever lost after it"
    ),
    "test_an_answer_whose_token_is_dead_is_found_in_the_channels_history": (
        "the same; and it tells a dead token as 404/10015 where Discord says 401/50027"
    ),
    "test_an_error_of_ours_after_the_card_is_told_in_private_with_a_reference": (
        "it cannot hold an answer back, so nothing can happen between the card and its writing down"
    ),
    "test_a_bot_that_stops_writes_down_the_card_that_is_on_its_way": (
        "the same; and leaving it cancels the bot's tasks instead of closing the bot"
    ),
    "test_an_answer_after_three_seconds_ends_the_order_unpaid": (
        "it refuses late answers by its own clock, which stands still while a command works"
    ),
    "test_too_many_requests_are_waited_out_and_the_film_arrives": (
        "its injected errors never reach discord.py's waiting and trying again"
    ),
}
"""What is played on the wire only, and why."""

ANSWER = r"/interactions/\d+/[^/]+/callback"
ORIGINAL = r"/webhooks/\d+/[^/]+/messages/@original"
CARD = r"/channels/\d+/messages/\d+"
PROMPT = "a fox on ice"

OnWire = Callable[..., AbstractAsyncContextManager[Wire]]


def test_the_table_names_exactly_what_is_played_here_only():
    told = {name for name in globals() if name.startswith("test_")}

    assert told - {"test_the_table_names_exactly_what_is_played_here_only"} == set(CANNOT)


async def delivered(stage: Wire) -> None:
    await stage.until(lambda: [job.status for job in stage.jobs()] == ["delivered"], "film")


async def test_an_answer_that_discord_took_without_our_knowing_is_found_and_gets_its_film(
    on_wire: OnWire, tiny_film: bytes
):
    async with on_wire() as stage:
        stage.discord.faults.lose_reply("POST", ANSWER)

        answer = await stage.slash("ann", FILMS, prompt=PROMPT)
        await delivered(stage)
        [card] = stage.cards()

        assert card.id == answer.card
        assert await stage.film(card) == tiny_film
        assert len(stage.videos.creates) == 1


async def test_an_answer_whose_token_is_dead_is_found_in_the_channels_history(
    on_wire: OnWire, tiny_film: bytes
):
    async with on_wire() as stage:
        dead = {"code": 50027, "message": "Invalid Webhook Token"}
        stage.discord.faults.lose_reply("POST", ANSWER)
        stage.discord.faults.answer("GET", ORIGINAL, 401, dead)

        answer = await stage.slash("ann", FILMS, prompt=PROMPT)
        await delivered(stage)
        [card] = stage.cards()

        assert card.id == answer.card
        assert await stage.film(card) == tiny_film


async def test_an_error_of_ours_after_the_card_is_told_in_private_with_a_reference(
    on_wire: OnWire, tmp_path: Path
):
    async with on_wire() as stage:
        held = stage.discord.faults.hold("POST", ANSWER)
        typing = asyncio.create_task(
            stage.discord.slash("ann", FILMS, "create", {"prompt": PROMPT})
        )
        await held.reached()
        rename(tmp_path, "jobs", "lost")

        with capture_logs() as log:
            held.release()
            call = await typing
            await stage.discord.until(lambda: call.followups, what="a word to the member")
            rename(tmp_path, "lost", "jobs")

        [told] = call.followups
        [failed] = [entry for entry in log if entry["event"] == "command failed"]
        assert told.ephemeral_for == call.who.id
        assert "Something went wrong inside this bot" in told.text
        assert told.text.endswith(f"reference: {failed['reference']}")


async def test_a_bot_that_stops_writes_down_the_card_that_is_on_its_way(
    on_wire: OnWire, tiny_film: bytes
):
    async with on_wire() as stage:
        held = stage.discord.faults.hold("POST", ANSWER)
        typing = asyncio.create_task(stage.slash("ann", FILMS, prompt=PROMPT))
        await held.reached()

        stopping = asyncio.create_task(stage.stop())
        early, _ = await asyncio.wait({stopping}, timeout=0.3)
        held.release()
        await stopping
        answer = await typing
        [written] = stage.jobs()
        await stage.start()
        await delivered(stage)

        assert not early, "it did not wait for the answer"
        assert written.card == answer.card
        assert await stage.film(stage.cards()[0]) == tiny_film


async def test_an_answer_after_three_seconds_ends_the_order_unpaid(on_wire: OnWire):
    async with on_wire() as stage:
        held = stage.discord.faults.hold("POST", ANSWER)
        typing = asyncio.create_task(
            stage.discord.slash("ann", FILMS, "create", {"prompt": PROMPT})
        )
        await held.reached()

        stage.discord.clock.skip(3.5)
        call = await typing
        held.release()
        await stage.until(lambda: stage.jobs()[0].status == "cancelled", "end of the order")

        assert call.error == "The application did not respond"
        assert stage.cards() == []
        assert [job.cost for job in stage.jobs()] == [0]
        assert len(stage.videos.creates) == 0


async def test_too_many_requests_are_waited_out_and_the_film_arrives(
    on_wire: OnWire, tiny_film: bytes
):
    async with on_wire() as stage:
        stage.discord.faults.rate_limited("PATCH", CARD, 0.2, times=2)

        await stage.slash("ann", FILMS, prompt=PROMPT)
        await delivered(stage)

        assert await stage.film(stage.cards()[0]) == tiny_film


def rename(folder: Path, table: str, to: str) -> None:
    """What befalls a database whose disk goes bad, and is well again afterwards."""
    with closing(sqlite3.connect(folder / "clapper.db", timeout=5)) as database:
        database.execute(f"ALTER TABLE {table} RENAME TO {to}")
        database.commit()
