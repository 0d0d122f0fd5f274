"""A card that /show brings elsewhere gets its film there, whatever happens in the same moment."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

import pytest

from bot.sandbox.videos import LocalVideos
from tests.stories.stage import FILMS
from tests.stories.wire import Wire

OnWire = Callable[..., AbstractAsyncContextManager[Wire]]
PROMPT = "a fox on ice"
CARD = r"/channels/\d+/messages/\d+$"

pytestmark = pytest.mark.slow


async def test_a_card_moved_while_its_film_goes_up_gets_the_film_too(
    on_wire: OnWire, videos: LocalVideos, tiny_film: bytes
):
    content = videos.hold("content")
    async with on_wire() as stage:
        await stage.slash("ann", FILMS, prompt=PROMPT)
        await content.reached()
        old = stage.discord.messages(FILMS)[-1]
        await stage.until(lambda: "Bringing it here" in old.text, "film on its way")
        upload = stage.discord.faults.hold("PATCH", CARD)
        content.release()
        await upload.reached()
        await stage.discord.slash("ann", "lounge", "show", {"id": 1})
        new = stage.discord.messages("lounge")[-1]
        upload.release()
        await stage.until(lambda: new.attachments, "film in the new card")

        await stage.until(lambda: stage.jobs()[0].status == "delivered", "end of the job")

        assert new.attachments[0].read() == tiny_film


async def test_a_film_that_could_not_be_brought_to_the_moved_card_comes_without_a_restart(
    on_wire: OnWire, tiny_film: bytes
):
    async with on_wire() as stage:
        await stage.slash("ann", FILMS, prompt=PROMPT)
        await stage.until(lambda: stage.jobs()[0].status == "delivered", "film")
        old = stage.discord.messages(FILMS)[-1]
        lost = stage.discord.faults.reset("PATCH", rf"/messages/(?!{old.id})\d+$")
        shown = await stage.discord.slash("ann", "lounge", "show", {"id": 1})
        new = stage.discord.messages("lounge")[-1]
        await stage.until(lambda: new.attachments, "film in the new card")

        assert shown.error is None
        assert lost.met
        assert new.attachments[0].read() == tiny_film
