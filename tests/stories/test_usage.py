"""/usage: moderators see who used how much."""

from __future__ import annotations

import io
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

import pytest
from PIL import Image

from bot.sandbox.discord import Call, CannotDo
from tests.stories.stage import FILMS
from tests.stories.test_limits import answered
from tests.stories.test_moderation import user
from tests.stories.wire import Wire

OnWire = Callable[..., AbstractAsyncContextManager[Wire]]


async def usage(stage: Wire, who: str = "mia", **options: int) -> Call:
    return await stage.discord.slash(who, FILMS, "usage", options)


async def test_moderators_see_a_picture_and_whose_colour_is_whose(on_wire: OnWire):
    async with on_wire() as stage:
        nothing = await usage(stage)
        for who in ("ann", "ann", "ben"):
            await answered(stage, who)

        call = await usage(stage, days=7)

        assert nothing.message is not None
        assert "No films were made." in nothing.message.text
        assert call.message is not None
        assert call.ephemeral
        [file] = call.message.attachments
        assert Image.open(io.BytesIO(file.read())).format == "PNG"
        ann, ben = user(stage, "ann").id, user(stage, "ben").id
        assert f"🟦 <@{ann}>: $0.64, 2 films" in call.message.text
        assert f"🟩 <@{ben}>: $0.32, 1 film" in call.message.text
        assert "3 films together, $0.96" in call.message.text
        assert "### 📊 Films of the last 7 days" in call.message.text


async def test_members_are_not_offered_it(on_wire: OnWire):
    async with on_wire() as stage:
        with pytest.raises(CannotDo):
            await usage(stage, "ben")
