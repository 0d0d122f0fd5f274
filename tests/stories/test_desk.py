"""What a member does with a job after asking: buttons and lists, also after a restart."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, closing

import pytest

from bot.sandbox.discord import Message
from bot.sandbox.videos import LocalVideos, Outcome, faults
from bot.sandbox.videos.catalogue import MODELS
from tests.stories.stage import FILMS
from tests.stories.wire import Wire

OnWire = Callable[..., AbstractAsyncContextManager[Wire]]
PROMPT = "a fox on ice"


async def made(stage: Wire, prompt: str = PROMPT, who: str = "ann") -> Message:
    """A film in its card."""
    await stage.slash(who, FILMS, prompt=prompt)
    count = len(stage.jobs())
    await stage.until(lambda: stage.jobs()[count - 1].status == "delivered", "film")
    # The bell's words may stand below it.
    card = [message for message in stage.discord.messages(FILMS) if message.components][-1]
    await stage.until(lambda: card.attachments, "film in the card")
    return card


async def busy(stage: Wire) -> Message:
    """A job that waits because the provider turns orders away."""
    stage.videos.faults.next("create", faults.answer(429, headers={"Retry-After": "3000"}))
    await stage.slash("ann", FILMS, prompt=PROMPT)
    card = stage.discord.messages(FILMS)[-1]
    await stage.until(lambda: "The provider is busy" in card.text, "busy provider on the card")
    return card


async def test_a_job_that_was_not_sent_is_cancelled_free_of_charge_also_after_a_restart(
    on_wire: OnWire,
):
    async with on_wire() as stage:
        card = await busy(stage)
        await stage.restart()

        call = await stage.discord.press("ann", card, "clapper:cancel:1")
        await stage.until(lambda: "Cancelled." in card.text, "cancelled card")

        assert call.acknowledged
        assert [(job.status, job.cost) for job in stage.jobs()] == [("cancelled", 0)]
        assert list(stage.videos.creates) == []
        assert card.custom_ids == ["clapper:again:1"]


async def test_a_moderator_may_cancel_and_another_member_may_not(on_wire: OnWire):
    async with on_wire() as stage:
        card = await busy(stage)

        refused = await stage.discord.press("ben", card, "clapper:cancel:1")
        assert stage.jobs()[0].status == "accepted"
        await stage.discord.press("mia", card, "clapper:cancel:1")
        await stage.until(lambda: "Cancelled." in card.text, "cancelled card")

        assert refused.ephemeral
        assert "Only who asked for this film can cancel it" in refused.message.text


async def test_a_film_that_is_ordered_can_not_be_cancelled_and_the_member_is_told_why(
    on_wire: OnWire, videos: LocalVideos
):
    hold = videos.hold("in_progress")
    async with on_wire() as stage:
        await stage.slash("ann", FILMS, prompt=PROMPT)
        await stage.until(lambda: stage.jobs()[0].status == "running", "running job")
        card = stage.discord.messages(FILMS)[-1]

        call = await stage.discord.press("ann", card, "clapper:cancel:1")
        hold.release()
        await stage.until(lambda: card.attachments, "film")

        assert call.ephemeral
        assert "is paid for by now, so cancelling would save nothing" in call.message.text


async def test_an_ended_job_has_nothing_left_to_cancel(on_wire: OnWire):
    async with on_wire() as stage:
        card = await made(stage)

        # A card that somebody still has open from before it ended.
        call = await stage.discord.press("ann", _with(card, "clapper:cancel:1"), "clapper:cancel:1")

        assert "There is nothing left to cancel" in call.message.text


async def test_again_is_the_same_wish_to_change_before_it_goes(on_wire: OnWire):
    async with on_wire() as stage:
        card = await made(stage)
        await stage.restart()

        form = await stage.discord.press("ann", card, "clapper:again:1")
        await stage.restart()
        answer = await stage.discord.submit_modal(
            "ann",
            form,
            {
                "prompt": "a wolf on ice",
                "model": ["viduq3-turbo"],
                "seconds": "3",
                "size": "640x352",
            },
        )
        await stage.until(lambda: len(stage.videos.creates) == 2, "second order")

        assert PROMPT in str(form.modal)
        assert not answer.ephemeral
        assert "Vidu Q3 Turbo** · 3 s · 640 × 352" in answer.message.text
        assert "a wolf on ice" in answer.message.text


async def test_again_and_a_new_film_without_any_model_are_refused_in_private(on_wire: OnWire):
    async with on_wire() as stage:
        for model in MODELS.keys() - {"veo3.1-fast"}:
            stage.videos.withdraw_model(model)
        await stage.restart()
        stage.videos.faults.next("create", faults.model_gone())
        await stage.slash("ann", FILMS, prompt=PROMPT)
        card = stage.discord.messages(FILMS)[-1]
        await stage.until(lambda: "no longer serves" in card.text, "model gone on the card")

        for button in ("clapper:again:1", "clapper:new:"):
            call = await stage.discord.press("ann", _with(card, button), button)

            assert call.ephemeral
            assert call.message is not None
            assert call.message.text == (
                "No model of this bot can be used at the moment. Its owner has to look at it."
            )


async def test_a_form_filled_in_wrongly_is_refused_in_private(on_wire: OnWire):
    async with on_wire() as stage:
        card = await made(stage)

        form = await stage.discord.press("ann", card, "clapper:again:1")
        answer = await stage.discord.submit_modal(
            "ann", form, {"prompt": PROMPT, "model": ["veo3.1-fast"], "seconds": "5", "size": ""}
        )

        assert answer.ephemeral
        assert "These lengths can be had: 4, 6, or 8." in answer.message.text
        assert len(stage.jobs()) == 1


async def test_somebody_elses_buttons_answer_privately(on_wire: OnWire):
    async with on_wire() as stage:
        card = await made(stage)

        call = await stage.discord.press("ben", card, "clapper:again:1")

        assert call.ephemeral
        assert "somebody else's film" in call.message.text


async def test_a_button_nobody_knows_is_answered(on_wire: OnWire):
    async with on_wire() as stage:
        card = await made(stage)

        call = await stage.discord.press("ann", _with(card, "old:thing"), "old:thing")

        assert call.ephemeral
        assert "no longer works" in call.message.text


@pytest.mark.slow
async def test_one_sees_ones_own_jobs_by_state_and_page_and_nobody_elses(
    on_wire: OnWire, videos: LocalVideos
):
    async with on_wire(max_per_member_day=50, max_running_per_member=50) as stage:
        for number in range(6):
            await made(stage, f"film {number}")
        await made(stage, "of somebody else", who="ben")
        videos.next_outcome(Outcome.MODERATED)
        await stage.slash("ann", FILMS, prompt="refused one")
        await stage.until(lambda: stage.jobs()[-1].status == "failed", "failure")

        first = await stage.discord.slash("ann", FILMS, "jobs")
        newest = first.message.text
        await stage.discord.press("ann", first.message, "clapper:jobs:all:1:o")
        oldest = first.message.text
        await stage.discord.press("ann", first.message, "clapper:jobs_kind:", values=["without"])
        failed = first.message.text

        assert first.ephemeral
        assert "page 1 of 2" in newest
        assert newest.index("refused one") < newest.index("film 5") < newest.index("film 2")
        assert "film 1" in oldest
        assert "film 0" in oldest
        assert "somebody else" not in newest + oldest
        assert "refused this for its content" in failed
        assert "film 5" not in failed


async def test_who_has_no_jobs_is_told_how_to_make_one(on_wire: OnWire):
    async with on_wire() as stage:
        call = await stage.discord.slash("ann", FILMS, "jobs")

        assert "Make a film with `/create`" in call.message.text


async def test_help_says_what_can_be_made_what_it_costs_and_what_is_left(on_wire: OnWire):
    async with on_wire() as stage:
        await made(stage)

        call = await stage.discord.slash("ann", FILMS, "help")
        form = await stage.discord.press("ann", call.message, "clapper:new:")
        answer = await stage.discord.submit_modal(
            "ann",
            form,
            {"prompt": "a wolf", "model": ["viduq3-turbo"], "seconds": "2", "size": "640x352"},
        )
        await stage.until(lambda: stage.jobs()[1].card, "second card")
        mine = await stage.discord.press("ann", call.message, "clapper:mine:")

        assert call.ephemeral
        assert "**Veo 3.1 Fast** · 4 s for $0.32 · 4, 6 or 8 s possible" in call.message.text
        assert "You have made **1** of **5** films today" in call.message.text
        assert "**$9.68** of today's $10.00 is left" in call.message.text
        assert "Vidu Q3 Turbo" in answer.message.text
        assert "a wolf" in mine.message.text
        assert "`/storyboard` one of several shots." in call.message.text


async def test_a_card_is_brought_back_with_its_film_and_the_old_one_says_where(
    on_wire: OnWire, tiny_film: bytes
):
    async with on_wire() as stage:
        old = await made(stage)

        await stage.discord.slash("ann", "lounge", "show", {"id": 1})
        new = stage.discord.messages("lounge")[-1]
        await stage.until(lambda: new.attachments, "film in the new card")
        await stage.until(lambda: not old.attachments, "farewell of the old card")

        assert new.attachments[0].read() == tiny_film
        assert f"/{new.channel_id}/{new.id}" in old.text
        assert new.custom_ids == ["clapper:again:1", "clapper:remix:1"]


async def test_a_card_brought_elsewhere_while_its_film_is_ordered_gets_the_film(
    on_wire: OnWire, videos: LocalVideos, tiny_film: bytes
):
    """The order's answer arrives after the move, and must not be taken for somebody else's."""
    hold = videos.hold("create")
    async with on_wire() as stage:
        await stage.slash("ann", FILMS, prompt=PROMPT)
        await hold.reached()
        old = stage.discord.messages(FILMS)[-1]
        await stage.discord.slash("ann", "lounge", "show", {"id": 1})
        new = stage.discord.messages("lounge")[-1]
        hold.release()
        await stage.until(lambda: new.attachments, "film in the new card")

        assert new.attachments[0].read() == tiny_film
        assert not old.attachments
        assert "is over here now" in old.text
        assert len(stage.videos.creates) == 1


@pytest.mark.slow
async def test_a_card_moved_just_before_the_end_of_the_process_gets_its_film_at_the_next_start(
    on_wire: OnWire, tiny_film: bytes
):
    async with on_wire() as stage:
        await made(stage)
        held = stage.discord.faults.hold("PATCH", r"/channels/\d+/messages/\d+")
        show = asyncio.create_task(stage.discord.slash("ann", "lounge", "show", {"id": 1}))
        await held.reached()
        await show
        new = stage.discord.messages("lounge")[-1]
        await stage.stop()
        stage.discord.faults.clear()

        await stage.start()
        await stage.until(lambda: new.attachments, "film in the new card")

        assert new.attachments[0].read() == tiny_film


async def test_a_film_of_another_server_can_not_be_shown_by_a_stranger(on_wire: OnWire):
    async with on_wire() as stage:
        await made(stage)
        # In a thread: a bot in the middle of a write must be able to end it.
        await asyncio.to_thread(_as_of_another_server, stage)

        stranger = await stage.discord.slash("ben", FILMS, "show", {"id": 1})
        nothing = await stage.discord.slash("ben", FILMS, "show", {"id": 99})

        assert stranger.ephemeral
        assert "There is no film #1 of yours or of this server" in stranger.message.text
        assert "There is no film #99" in nothing.message.text


def _as_of_another_server(stage: Wire) -> None:
    with closing(sqlite3.connect(stage.folder / "clapper.db")) as db, db:
        db.execute("UPDATE jobs SET guild_id = 1")


def _with(card: Message, custom_id: str) -> Message:
    """The card as an old client may still show it, with a button it no longer has."""
    button = {"type": 2, "style": 2, "label": "old", "custom_id": custom_id}
    card.raw_components.append({"type": 1, "components": [button]})
    return card
