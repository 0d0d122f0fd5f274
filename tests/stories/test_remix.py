"""A film made from another one, as members do it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from bot.sandbox.discord import Message
from tests.stories.stage import FILMS
from tests.stories.wire import Wire

OnWire = Callable[..., AbstractAsyncContextManager[Wire]]
PROMPT = "a fox on ice"


async def film(stage: Wire, count: int) -> Message:
    """The card of job number `count`, with its film."""
    await stage.until(lambda: len(stage.jobs()) == count, "job")
    # Each of these takes processes, which take their time on a busy machine.
    await stage.until(lambda: len(stage.videos.creates) == count, "order")
    await stage.until(lambda: stage.jobs()[count - 1].status in {"stored", "delivered"}, "file")
    await stage.until(lambda: stage.jobs()[count - 1].status == "delivered", "film")
    card = next(
        each for each in stage.discord.messages(FILMS) if each.id == stage.jobs()[count - 1].card
    )
    await stage.until(lambda: card.attachments, "film in the card")
    return card


async def made(stage: Wire, model: str) -> Message:
    await stage.slash("ann", FILMS, prompt=PROMPT, model=model)
    return await film(stage, len(stage.jobs()))


async def test_a_remix_of_a_remix_is_asked_of_the_provider_by_the_words_alone(on_wire: OnWire):
    async with on_wire() as stage:
        await made(stage, "sora-2")

        first = await stage.discord.slash(
            "ben", FILMS, "remix", {"video": "#1", "prompt": "the fox is red"}
        )
        await film(stage, 2)
        await stage.discord.slash("ann", FILMS, "remix", {"video": "2", "prompt": "and it snows"})
        second = await film(stage, 3)

        assert not first.ephemeral
        assert "Sora 2** · 4 s · 1280 × 720 · $0.40" in second.text
        assert "remix of [#2](https://discord.com/channels/" in second.text
        assert [job.order.remixed_from is None for job in stage.videos.jobs.values()] == [
            True, False, False,
        ]  # fmt: skip


async def test_a_film_that_nobody_can_change_is_gone_on_from_a_frame(on_wire: OnWire):
    async with on_wire() as stage:
        await made(stage, "veo3.1-fast")

        asked = await stage.discord.slash(
            "ann", FILMS, "remix", {"video": "1", "prompt": "the fox jumps"}
        )
        await stage.until(lambda: asked.message and asked.message.attachments, "six pictures")
        choice = asked.message
        pressed = await stage.discord.press("ann", choice, "clapper:frame:1:6")
        second = await film(stage, 2)

        assert asked.ephemeral
        assert "Which of them shall the new film begin with?" in choice.text
        assert not pressed.ephemeral
        assert "new film from a frame of [#1](https://discord.com/channels/" in second.text
        assert list(stage.videos.creates)[1].prompt == "the fox jumps"
