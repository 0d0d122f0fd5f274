"""Films that go up into their cards, and answers of commands that are found again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import discord
import pytest

from bot.core.job import Job, JobStatus
from bot.delivery import CardBusy, FileTooLarge
from tests.house import FIRST_MOMENT, HouseClock
from tests.ui.scene import CARD, FILM, Scene, opened


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    async with opened(tmp_path, HouseClock(FIRST_MOMENT)) as scene:
        yield scene


async def test_the_film_goes_up_by_the_channels_route_and_the_card_holds_it(scene: Scene):
    done = await scene.stored(await scene.job())

    await scene.announcer.show(done, scene.film)

    [file] = scene.message().attachments
    sent = scene.local.recorded[-1]
    assert file.read() == FILM
    assert sent.path == f"/channels/{done.channel_id}/messages/{done.message_id}"
    assert [part.data for part in sent.parts if part.filename] == [FILM]


async def test_delivered_twice_is_one_card_with_one_film(scene: Scene):
    done = await scene.stored(await scene.job())
    await scene.announcer.show(done, scene.film)

    await scene.restarted().show(done, scene.film)

    [file] = scene.message().attachments
    assert file.read() == FILM
    assert file.filename == f"job-{done.id}.mp4"


async def test_a_delivered_card_put_right_after_a_restart_keeps_its_film(scene: Scene):
    done = await scene.stored(await scene.job())
    await scene.announcer.show(done, scene.film)
    written = await scene.store.step(await scene.store.get(done.id), done)

    scene.restarted().changed(written)
    await scene.until_told()

    [file] = scene.message().attachments
    assert file.read() == FILM
    assert f"attachment_id': '{file.id}" in str(scene.message().components)


async def test_a_film_above_the_servers_limit_is_too_large(scene: Scene):
    done = await scene.stored(await scene.job())
    scene.local.set_upload_limit(100)

    with pytest.raises(FileTooLarge):
        await scene.announcer.show(done, scene.film)

    assert scene.message().attachments == []


@pytest.mark.parametrize("what", ["reset", "503"])
async def test_a_film_during_an_outage_is_a_busy_card_for_whoever_delivers_it(
    scene: Scene, what: str
):
    done = await scene.stored(await scene.job())
    if what == "reset":
        scene.local.faults.reset("PATCH", CARD)
    else:
        scene.local.faults.answer("PATCH", CARD, 503)

    with pytest.raises(CardBusy):
        await scene.announcer.show(done, scene.film)

    await scene.announcer.show(done, scene.film)
    assert len(scene.message().attachments) == 1


async def test_the_end_that_could_not_be_told_is_told_after_a_restart(scene: Scene):
    scene.local.faults.reset("PATCH", CARD, times=1_000)
    job = await scene.to(await scene.job(), JobStatus.SUBMITTING, JobStatus.FAILED)
    scene.announcer.changed(job)
    await scene.until(lambda: scene.edits > 0)
    await scene.announcer.close()
    scene.local.faults.clear()

    after = scene.restarted()
    for untold in await scene.store.untold():
        after.changed(untold)
    await scene.until_told()

    assert "No film this time" in scene.message().text


async def test_a_bot_that_stops_while_an_edit_hangs_stops_at_once(scene: Scene):
    hold = scene.local.faults.hold("PATCH", CARD)
    done = await scene.stored(await scene.job())
    showing = asyncio.create_task(scene.announcer.show(done, scene.film))
    await hold.reached()

    await asyncio.wait_for(scene.announcer.close(), 1)

    await asyncio.wait({showing}, timeout=1)
    assert showing.cancelled()


@asynccontextmanager
async def answering(scene: Scene, reply: str | None) -> AsyncIterator[Job]:
    """A command that a member sent, answered with a card or not at all, and its job."""
    got: asyncio.Future[discord.Interaction] = asyncio.get_running_loop().create_future()
    client = scene.client

    @client.event
    async def on_interaction(interaction: discord.Interaction) -> None:
        if reply is not None:
            await interaction.response.send_message(reply)
        got.set_result(interaction)

    command = {"name": "create", "description": "Make a film", "type": 1}
    await client.http.bulk_upsert_global_commands(client.application_id, [command])
    life = asyncio.create_task(client.connect())
    await scene.local.bot_ready()
    typed = asyncio.create_task(scene.local.slash("ann", "films", "create"))
    asked = await asyncio.wait_for(got, 5)
    if reply is not None:
        await typed
    yield scene.draft(
        interaction_id=asked.id, application_id=asked.application_id, answer_token=asked.token
    )
    typed.cancel()
    await client.close()
    await asyncio.gather(life, typed, return_exceptions=True)


async def test_an_answer_is_found_by_its_token_and_later_in_the_channels_history(scene: Scene):
    async with answering(scene, "the card") as job:
        by_token = await scene.announcer.find_answer(job)
        route = scene.local.recorded[-1].path
        scene.local.clock.skip(16 * 60)
        await scene.client.get_partial_messageable(job.channel_id).send("something else")
        by_history = await scene.announcer.find_answer(job)
        another = replace(job, interaction_id=job.interaction_id - 1)
        of_another = await scene.announcer.find_answer(another)

    assert of_another is None
    assert route.startswith("/webhooks/")
    assert by_token == by_history == scene.local.messages("films")[0].id


async def test_a_command_that_was_never_answered_has_no_answer_soon_or_late(scene: Scene):
    async with answering(scene, None) as job:
        by_token = await scene.announcer.find_answer(job)
        scene.local.clock.skip(16 * 60)
        by_history = await scene.announcer.find_answer(job)

    assert by_token is None
    assert by_history is None


async def test_whether_a_command_was_answered_is_not_guessed_while_discord_is_out(scene: Scene):
    async with answering(scene, "the card") as job:
        # Twice, since aiohttp itself repeats a GET that met a connection closed meanwhile.
        scene.local.faults.reset("GET", r"/webhooks/", times=2)
        with pytest.raises(CardBusy):
            await scene.announcer.find_answer(job)
        scene.local.clock.skip(16 * 60)
        scene.local.faults.answer("GET", r"/channels/\d+/messages", 503)
        with pytest.raises(CardBusy):
            await scene.announcer.find_answer(job)
