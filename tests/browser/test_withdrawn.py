"""A day without Sora: whoever just types a prompt gets a film of the model that is left."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import expect

from tests.browser.chromium import Window
from tests.browser.conftest import Open, Sandbox

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="session")]

SORA = ("sora-2", "sora-2-pro", "sora-2-all", "sora-2-pro-all")


@pytest_asyncio.fixture(loop_scope="session")
async def without_sora(sandbox: Sandbox, as_: Open) -> AsyncIterator[None]:
    for name in SORA:
        sandbox.house.videos.withdraw_model(name)
    async with as_("olga") as window:
        await restart(window)
    yield
    for name in SORA:
        sandbox.house.videos.restore_model(name)
    async with as_("olga") as window:
        await restart(window)


async def restart(window: Window) -> None:
    """The bot asks what is served when it starts."""
    await window.page.locator("#panel [data-do=stop_bot]").click()
    await window.page.locator("#top .bot-state.stopped").wait_for()
    await window.page.locator("#panel [data-do=start_bot]").click()
    await window.page.locator("#top .bot-state.online").wait_for(timeout=30_000)


@pytest.mark.usefixtures("without_sora")
async def test_with_all_sora_models_withdrawn_a_film_is_made_on_the_default_model(
    as_: Open, sandbox: Sandbox
) -> None:
    async with as_("ann") as window:
        await window.slash("create", prompt="A paper boat without Sora")
        film = await window.film()

        card = window.messages.filter(has=window.page.locator("video"))
        await expect(card).to_contain_text("Veo 3.1 Fast")
        assert film is not None
        [create] = [each for each in sandbox.house.videos.creates if "Sora" in each.prompt]
        assert create.model == "veo3.1-fast"

        await window.slash("create", prompt="One more", model="sora-2")
        await window.see("The provider does not serve Sora 2 at present. Try ")
        assert window.complaints == []
