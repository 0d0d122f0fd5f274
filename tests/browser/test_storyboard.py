"""A film of five shots, drawn by buttons and forms alone, over a restart of the bot."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest
from playwright.async_api import Locator, expect

from tests.browser.chromium import Window
from tests.browser.conftest import Open, Sandbox

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="session")]

SHOTS = ("A fox wakes", "It runs", "The ice cracks", "It leaps")
SOON = 20_000


async def add(window: Window, builder: Locator, scene: str, seconds: str) -> None:
    await builder.get_by_role("button", name="Add shot").click()
    form = window.page.get_by_role("dialog")
    await form.get_by_role("textbox").nth(0).fill(scene)
    await form.get_by_role("textbox").nth(1).fill(seconds)
    await form.get_by_role("button", name="Submit").click()
    await expect(builder).to_contain_text(f"s · {scene}", timeout=SOON)


async def press(builder: Locator, label: str) -> None:
    await builder.get_by_role("button", name=label).click()


async def in_order(builder: Locator, scenes: Sequence[str]) -> None:
    wanted = ".*".join(f"{number} · 1.6 s · {scene}" for number, scene in enumerate(scenes, 1))
    await expect(builder).to_contain_text(re.compile(wanted, re.DOTALL), timeout=SOON)


async def test_five_shots_are_drawn_moved_continued_after_a_restart_and_made(
    as_: Open, sandbox: Sandbox
) -> None:
    async with as_("ann") as window:
        await window.slash("storyboard", size="720x1280")
        builder = await window.see("There is no shot yet")
        for scene in SHOTS:
            await add(window, builder, scene, "1.6")
        await expect(builder).to_contain_text("6.4 of 8 s · $0.64")
        await press(builder, "Copy")
        await in_order(builder, [*SHOTS, "It leaps"])
        await press(builder, "Move up")
        await expect(builder).to_contain_text("▸ 4 · 1.6 s", timeout=SOON)
        await press(builder, "Move up")
        await in_order(builder, ["A fox wakes", "It runs", "It leaps", "The ice cracks"])
        await expect(builder).to_contain_text("It can be made.")

        await window.page.locator("#panel [data-do=stop_bot]").click()
        await window.page.locator("#top .bot-state.stopped").wait_for()
        await window.page.locator("#panel [data-do=start_bot]").click()
        await window.page.locator("#top .bot-state.online").wait_for(timeout=30_000)
        await press(builder, "Move up")
        await in_order(builder, ["A fox wakes", "It leaps", "It runs"])
        await window.slash("storyboard")
        offer = await window.see("You have begun a storyboard")
        await press(offer, "Go on")
        await in_order(offer, ["A fox wakes", "It leaps", "It runs", "The ice cracks"])
        await press(offer, "Make it")
        card = await window.see("5 shots · 8 s")
        await window.film()

        await expect(card).to_contain_text("720 × 1280")
        [prompt] = [
            create.prompt for create in sandbox.house.videos.creates if "It leaps" in create.prompt
        ]
        assert prompt == (
            "Shot 1 [0-1.6s]: A fox wakes\nShot 2 [1.6-3.2s]: It leaps\n"
            "Shot 3 [3.2-4.8s]: It runs\nShot 4 [4.8-6.4s]: The ice cracks\n"
            "Shot 5 [6.4-8s]: It leaps"
        )
        assert window.complaints == []
