"""The storyboard's builder under simcord, the second judge of what is private and what a form."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import discord
from simcord.results import InteractionResult

from bot.core.catalog import Catalog
from bot.sandbox.videos import LocalVideos
from tests.stories import simulated
from tests.stories.conftest import FastClock
from tests.stories.stage import FILMS


def message_of(result: InteractionResult) -> discord.Message:
    assert result.response is not None
    return result.response.message


def text_of(message: discord.Message) -> str:
    def told(parts: Any) -> list[str]:
        return [
            text
            for part in parts
            for text in [part.get("content", ""), *told(part.get("components") or [])]
        ]

    return "\n".join(told([part.to_dict() for part in message.components]))


async def test_a_storyboard_is_drawn_and_made(
    tmp_path: Path, videos: LocalVideos, catalog: Catalog
):
    async with simulated.opened(tmp_path, videos, FastClock(), {}, catalog) as stage:
        ann, films = stage.members["ann"], stage.channels[FILMS]
        shown = await ann.slash(films, "storyboard")
        message = message_of(shown)
        for scene, duration in (("it runs", "1.5"), ("a fox wakes", "2.5")):
            form = await ann.click(message, label="Add shot")
            filled = await ann.submit_modal(form, {"scene": scene, "duration": duration})
            message = message_of(filled)
        moved = await ann.click(message, label="Move up")
        message = message_of(moved)

        made = await ann.click(message, label="Make it")
        await stage.until(lambda: stage.videos.creates, "order")

        assert shown.ephemeral
        assert message.id == message_of(shown).id
        assert "▸ **1** · 2.5 s · a fox wakes\n**2** · 1.5 s · it runs" in text_of(message)
        assert not made.ephemeral
        assert [create.prompt for create in stage.videos.creates] == [
            "Shot 1 [0-2.5s]: a fox wakes\nShot 2 [2.5-4s]: it runs"
        ]
