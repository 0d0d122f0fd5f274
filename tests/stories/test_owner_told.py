"""What only the owner can mend reaches them as a direct message, and nobody else."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from bot.sandbox.videos import faults
from tests.stories.stage import FILMS
from tests.stories.wire import Wire

OnWire = Callable[..., AbstractAsyncContextManager[Wire]]


async def test_an_empty_account_is_told_to_the_owner_of_the_bot_in_private(on_wire: OnWire):
    async with on_wire() as stage:
        stage.videos.faults.next("create", faults.no_quota())
        await stage.slash("ann", FILMS, prompt="a fox")

        def told() -> list[str]:
            return [one.text for one in stage.discord.messages("@olga")]

        await stage.until(told, "a word to the owner")

        [words] = told()
        assert words.startswith(
            "🔧 The account at cometapi is out of money, so no film can be made. Top it up. The "
            "provider said: “"
        )
        [card] = stage.discord.messages(FILMS)
        await stage.until(lambda: "out of money" in card.text, "the plain word to the member")
        assert "Its owner has to top it up before films can be made." in card.text
