"""A film made from another one, as members do it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

import pytest

from bot.sandbox.discord import Call, Message
from bot.sandbox.videos import LocalVideos, faults
from tests.stories.stage import FILMS, Opened
from tests.stories.wire import Wire

OnWire = Callable[..., AbstractAsyncContextManager[Wire]]
PROMPT = "a fox on ice"
MENU = "Remix this video"


async def film(stage: Wire, count: int, channel: str = FILMS, *, failed: int = 0) -> Message:
    """The card of job number `count`, with its film; `failed` ones before it were not ordered."""
    await stage.until(lambda: len(stage.jobs()) == count, "job")
    # Each of these takes processes, which take their time on a busy machine.
    await stage.until(lambda: len(stage.videos.creates) >= count - failed, "order")
    await stage.until(lambda: stage.jobs()[count - 1].status in {"stored", "delivered"}, "file")
    await stage.until(lambda: stage.jobs()[count - 1].status == "delivered", "film")
    card = next(
        each for each in stage.discord.messages(channel) if each.id == stage.jobs()[count - 1].card
    )
    await stage.until(lambda: card.attachments, "film in the card")
    return card


async def made(stage: Wire, model: str = "sora-2", who: str = "ann", at: str = FILMS) -> Message:
    await stage.slash(who, at, prompt=PROMPT, model=model)
    return await film(stage, len(stage.jobs()), at)


async def remix(stage: Wire, who: str = "ann", **options: Any) -> Call:
    return await stage.discord.slash(who, FILMS, "remix", {"prompt": "it snows", **options})


async def choice(stage: Wire, asked: Call) -> Message:
    """The private question with its six pictures."""
    await stage.until(lambda: asked.message and asked.message.attachments, "six pictures")
    assert asked.message is not None
    return asked.message


async def test_a_film_is_remixed_on_either_discord(opened: Opened):
    async with opened() as stage:
        await stage.slash("ann", FILMS, prompt=PROMPT, model="sora-2")
        await stage.until(lambda: stage.cards()[0].plays, "film")
        refused = await stage.slash("ben", FILMS, "remix", video="7", prompt="it snows")
        asked = await stage.slash("ben", FILMS, "remix", video="1", prompt="it snows")
        await stage.until(lambda: stage.cards()[-1].plays, "second film")

        card = stage.cards()[-1]
        assert refused.private
        assert refused.text == "There is no film #7 of yours or of this server."
        assert not asked.private
        assert card.id == asked.card
        assert "remix of [#1](https://discord.com/channels/" in card.text
        assert card.buttons == {"clapper:again:2": "Again", "clapper:remix:2": "Remix"}
        assert len(stage.videos.creates) == 2


async def test_a_remix_of_a_remix_is_asked_of_the_provider_by_the_words_alone(on_wire: OnWire):
    async with on_wire() as stage:
        await made(stage)

        first = await remix(stage, "ben", video="#1", prompt="the fox is red")
        await film(stage, 2)
        await remix(stage, video="fox is RED", prompt="and it snows")
        last = await film(stage, 3)
        shown = await stage.discord.slash("ann", FILMS, "show", {"id": 2})
        await stage.until(lambda: shown.followups, "tree")

        assert not first.ephemeral
        assert "Sora 2** · 4 s · 1280 × 720 · $0.40" in last.text
        assert "remix of [#2](https://discord.com/channels/" in last.text
        one, two, three = stage.videos.jobs.values()
        assert (one.order.remixed_from, two.order.remixed_from) == (None, one.id)
        assert three.order.remixed_from == two.id
        assert last.custom_ids == ["clapper:again:3", "clapper:remix:3"]
        tree = shown.followups[0]
        assert tree.ephemeral
        assert "**Where #2 belongs**\nIt was made from\n- [#1](https://" in tree.text
        assert ") · a fox on ice\nMade from it\n- [#3](https://" in tree.text
        assert ") · remix · and it snows" in tree.text
        await stage.until(lambda: "made from it: [#3](https://" in shown.message.text, "children")


async def test_the_button_opens_the_films_words_and_its_own_model_to_change(on_wire: OnWire):
    async with on_wire() as stage:
        card = await made(stage)
        await stage.restart()

        form = await stage.discord.press("ben", card, "clapper:remix:1")
        await stage.restart()
        answer = await stage.discord.submit_modal(
            "ben", form, {"prompt": "a wolf on ice", "model": ["sora-2"]}
        )
        await film(stage, 2)
        again = await stage.discord.press("ben", answer.message, "clapper:again:2")

        assert PROMPT in str(form.modal)
        assert "changes the film itself; length and size stay" in str(form.modal)
        assert "makes a new film from a frame of it" in str(form.modal)
        assert not answer.ephemeral
        assert [job.prompt for job in stage.videos.jobs.values()] == [PROMPT, "a wolf on ice"]
        assert "'title': 'Remix of #1'" in str(again.modal)
        assert "a wolf on ice" in str(again.modal)


async def test_the_message_command_does_the_same_and_says_where_it_can_not(
    on_wire: OnWire, videos: LocalVideos
):
    async with on_wire() as stage:
        card = await made(stage)
        talk = stage.discord.say("ben", FILMS, "what a film")
        hold = videos.hold("in_progress")
        await stage.slash("ben", FILMS, prompt="another")
        unfinished = stage.discord.messages(FILMS)[-1]
        await stage.until(lambda: all(job.card for job in stage.jobs()), "both cards known")

        form = await stage.discord.message_command("ben", FILMS, MENU, card)
        stranger = await stage.discord.message_command("ben", FILMS, MENU, talk)
        early = await stage.discord.message_command("ben", FILMS, MENU, unfinished)
        hold.release()

        assert "'title': 'Remix of #1'" in str(form.modal)
        assert stranger.ephemeral
        assert stranger.message.text == (
            "This is no film of mine. Use it on a card of mine that shows a film."
        )
        assert early.ephemeral
        assert early.message.text == (
            "Film #2 is not there yet. Try again when it stands on its card."
        )


async def test_films_are_offered_by_number_and_words_ones_own_and_those_of_the_channel(
    on_wire: OnWire,
):
    async with on_wire() as stage:
        await made(stage, at="lounge")
        await made(stage, who="ben")
        await made(stage, who="ben", at="lounge")

        async def offered(typed: str) -> list[str]:
            choices = await stage.discord.autocomplete(
                "ann", FILMS, "remix", focused="video", options={"video": typed}
            )
            return [choice["value"] for choice in choices]

        assert await offered("") == ["2", "1"]
        assert await offered("FOX on") == ["2", "1"]
        assert await offered("#1") == ["1"]
        assert await offered("a wolf") == []
        vague = await remix(stage, video="fox")
        assert "Choose a film from the list" in vague.message.text


async def test_what_can_not_be_remixed_is_refused_in_private(on_wire: OnWire):
    async with on_wire(budget_day="0.50") as stage:
        await made(stage)

        nothing = await remix(stage, video="99")
        words = await remix(stage, video="the one with the fox")
        foxes = await remix(stage, video="1 fox among many")
        blind = await remix(stage, video="1", model="sora-2-all")
        dear = await remix(stage, video="1")

        assert all(each.ephemeral for each in (nothing, words, foxes, blind, dear))
        assert foxes.message.text == words.message.text
        assert nothing.message.text == "There is no film #99 of yours or of this server."
        assert words.message.text == (
            "Choose a film from the list, or give its number: it stands on its card."
        )
        assert "can't begin with a picture, so it can't go on from a film." in blind.message.text
        assert "This film would cost $0.40, and $0.10 of today's $0.50" in dear.message.text
        assert len(stage.jobs()) == 1


async def test_a_dear_remix_is_asked_about_first(on_wire: OnWire):
    async with on_wire(confirm_above="0.10") as stage:
        quote = await stage.discord.slash(
            "ann", FILMS, "create", {"prompt": PROMPT, "model": "sora-2"}
        )
        await stage.discord.press("ann", quote.message, "clapper:make:1")
        await film(stage, 1)

        asked = await remix(stage, video="1")
        yes = await stage.discord.press("ann", asked.message, "clapper:make:2")
        await film(stage, 2)

        assert asked.ephemeral
        assert "remix of [#1](https://" in asked.message.text
        assert "Nothing has been ordered yet." in asked.message.text
        assert "remix of [#1](https://" in yes.message.text


async def forgotten(stage: Wire) -> Message:
    """A remix of film 1, which the provider no longer knows."""
    answer = faults.answer(404, {"error": {"message": "Video with id 'video_1' not found."}})
    stage.videos.faults.next("remix", answer)
    asked = await remix(stage, video="1")
    await stage.until(lambda: stage.jobs()[1].status == "failed", "end")
    card = asked.message
    await stage.until(lambda: "No film this time" in card.text, "end on the card")
    return card


async def test_a_source_that_the_provider_forgot_costs_nothing_and_leaves_a_way_on(
    on_wire: OnWire,
):
    async with on_wire() as stage:
        await made(stage)

        card = await forgotten(stage)

        assert "The provider no longer knows film #1, so it can't change it." in card.text
        assert "A new film can begin with one of its frames: the button below" in card.text
        assert "Nothing was charged to you." in card.text
        assert card.custom_ids == ["clapper:again:2", "clapper:frames:2"]
        assert stage.jobs()[1].cost == 0
        assert len(stage.videos.creates) == 1


@pytest.mark.slow
async def test_a_frame_in_place_of_a_remix_is_chosen_once(on_wire: OnWire):
    async with on_wire() as stage:
        await made(stage)
        card = await forgotten(stage)

        asked = await stage.discord.press("ann", card, "clapper:frames:2")
        question = await choice(stage, asked)
        presses = await asyncio.gather(
            *(stage.discord.press("ann", question, f"clapper:frame:1:{n}") for n in (1, 3, 6))
        )
        await stage.until(lambda: len(stage.jobs()) == 3, "job")
        await film(stage, 3, failed=1)

        assert asked.ephemeral
        assert "Which of them shall the new film begin with?" in question.text
        told = sorted(press.message.text for press in presses if press.ephemeral)
        assert len(told) == 2
        assert set(told) <= {
            "This film has been asked for already.",
            "This offer is over. Ask for the film once more.",
        }
        assert len(stage.jobs()) == 3


@pytest.mark.slow
async def test_a_film_that_nobody_can_change_is_gone_on_from_a_frame(on_wire: OnWire):
    async with on_wire() as stage:
        await made(stage, "veo3.1-fast")

        asked = await remix(stage, "ben", video="1", prompt="the fox jumps")
        question = await choice(stage, asked)
        pressed = await stage.discord.press("ben", question, "clapper:frame:1:6")
        # `creates` counts what was taken; the picture has to be cut and fitted before.
        await stage.until(lambda: len(stage.videos.creates) == 2, "order with a picture")
        card = await film(stage, 2)
        await stage.until(lambda: question.deleted, "question put away")

        assert asked.ephemeral
        assert question.custom_ids == [
            *(f"clapper:frame:1:{number}" for number in range(1, 7)), "clapper:no:1",
        ]  # fmt: skip
        assert not pressed.ephemeral
        assert "new film from a frame of [#1](https://discord.com/channels/" in card.text
        assert [job.order.references for job in stage.videos.jobs.values()] == [0, 1]
        assert list(stage.videos.creates)[1].prompt == "the fox jumps"


@pytest.mark.slow
async def test_a_film_that_is_gone_from_the_disk_is_taken_from_its_card_else_it_is_said(
    on_wire: OnWire,
):
    async with on_wire() as stage:
        card = await made(stage, "veo3.1-fast")
        kept = stage.folder / "films" / "job-1.mp4"
        whole = kept.read_bytes()
        kept.unlink()

        question = await choice(stage, await remix(stage, video="1"))
        again = kept.read_bytes()
        kept.unlink()
        stage.discord.delete_message(card)
        nowhere = await remix(stage, video="1")
        await stage.until(lambda: "no longer kept" in nowhere.message.text, "honest word")

        assert "Which of them" in question.text
        assert again == whole
        assert nowhere.message.text == (
            "Film #1 is no longer kept, neither here nor on its card, so no picture can be taken "
            "from it."
        )
        assert len(stage.jobs()) == 1
