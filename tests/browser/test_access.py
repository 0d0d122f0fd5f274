"""Everybody can use the page: by keyboard, with a screen reader, on a narrow screen."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import expect

from tests.browser.chromium import Window
from tests.browser.conftest import Open

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="session")]

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
GRAVE = ("serious", "critical")


async def violations(window: Window) -> list[str]:
    """What axe finds that keeps somebody out. The policy lets no script in but by the driver."""
    if not AXE.exists():
        pytest.skip("axe-core is not installed: npm install --no-save axe-core")
    await window.page.evaluate(AXE.read_text("utf-8"))
    found: dict[str, Any] = await window.page.evaluate("axe.run()")
    return [
        f"{one['id']}: {node['html'][:120]} {node['failureSummary'][:200]}"
        for one in found["violations"]
        if one["impact"] in GRAVE
        for node in one["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["dark", "light"])
async def test_axe_finds_nothing_serious_in_what_a_person_meets(as_: Open, scheme: str) -> None:
    async with as_("mia", color_scheme=scheme) as window:
        found: dict[str, list[str]] = {}
        await window.slash("create", prompt="A harbour", size="9999x9999")
        await window.see("Only you can see this")
        await window.slash("create", prompt="A harbour at night")
        await window.film()
        await window.box.fill("**Bold** `code` ||hidden|| @ann <t:1700000000:R> https://a.example")
        await window.box.press("Enter")
        await window.see("Bold")
        found["messages"] = await violations(window)
        await window.box.fill("/")
        await window.rows.first.wait_for()
        found["slash picker"] = await violations(window)
        await window.choose("create")
        await window.page.get_by_role("button", name="+ size").click()
        await window.rows.first.wait_for()
        found["command"] = await violations(window)
        await window.page.get_by_role("button", name="Leave this command").click()
        await window.messages.last.hover()
        await window.messages.last.get_by_role("button", name="More").click()
        found["menu"] = await violations(window)
        await window.page.get_by_role("menuitem", name="Delete message").click()
        found["dialog"] = await violations(window)

        assert {part: all_ for part, all_ in found.items() if all_} == {}


async def test_a_film_is_made_without_a_mouse(as_: Open) -> None:
    async with as_("ann") as window:
        keys = window.page.keyboard
        await window.box.focus()
        await keys.type("/crea")
        await window.rows.first.wait_for()
        await keys.press("Enter")
        await keys.type("A lighthouse")
        await keys.press("Enter")
        film = await window.film()
        await window.page.locator("#messages").focus()
        await keys.press("ArrowUp")
        focused = await window.page.evaluate("document.activeElement.dataset.id")

        await film.focus()
        await keys.press("Space")

        assert focused == await film.evaluate("film => film.closest('.message').dataset.id")
        await expect(film).to_have_js_property("paused", False)


async def test_on_a_narrow_screen_nothing_is_cut_off_and_channels_fold_away(as_: Open) -> None:
    async with as_("ann", viewport={"width": 400, "height": 760}) as window:
        page = window.page
        await expect(page.locator("#channels")).to_be_hidden()
        await window.slash("create", prompt="A narrow street")
        film = await window.film()
        wide = await page.evaluate("document.documentElement.scrollWidth")
        box = await film.bounding_box()
        await page.get_by_role("button", name="Channels").click()
        await page.get_by_role("button", name="lounge").click()

        assert wide == 400
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 400
        await expect(page.locator("#channels")).to_be_hidden()
        await expect(page.locator("#top h2")).to_have_text("lounge")


async def test_light_and_dark_follow_the_system_until_one_is_chosen(as_: Open) -> None:
    back = "getComputedStyle(document.body).backgroundColor"
    async with as_("ann", color_scheme="light") as window:
        light = await window.page.evaluate(back)
        await window.page.emulate_media(color_scheme="dark")
        dark = await window.page.evaluate(back)
        await window.page.get_by_role("button", name="Light or dark").click()
        chosen = await window.page.evaluate(back)
        await window.page.reload()
        await window.page.locator("#top .bot-state.online").wait_for()

        assert (light, dark) == ("rgb(255, 255, 255)", "rgb(49, 51, 56)")
        assert chosen == light
        assert await window.page.evaluate(back) == light
