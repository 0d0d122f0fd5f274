"""Every component and field there is, drawn by the page and used in it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, expect

from tests.browser import chromium
from tests.browser.chromium import Window
from tests.browser.tiny import TinyBot, tiny_sandbox

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="session")]

PRESSES = 15


@pytest_asyncio.fixture(loop_scope="session")
async def shown(browser: Browser, tmp_path: Path) -> AsyncIterator[tuple[TinyBot, Window]]:
    async with (
        tiny_sandbox(tmp_path) as (bot, _, page),
        chromium.window(browser, page.address) as window,
    ):
        yield bot, window


async def test_every_press_counts_while_the_bot_edits_the_card(
    shown: tuple[TinyBot, Window],
) -> None:
    bot, window = shown
    await window.slash("count")
    card = await window.see("pressed 0")
    number = int(await card.get_attribute("data-id") or 0)
    place = bot.get_partial_messageable(int(await window.page.evaluate(HERE)))
    async with bot.editing(place.get_partial_message(number)):
        for count in range(1, PRESSES + 1):
            await press_while_it_changes(window, card)
            await expect(card).to_contain_text(f"pressed {count},", timeout=5_000)

    assert bot.pressed == PRESSES
    assert window.complaints == []


async def press_while_it_changes(window: Window, card: Locator) -> None:
    """Hold the button down until the card was drawn anew, then let go."""
    spot = await card.get_by_role("button", name="Count").bounding_box()
    assert spot is not None
    await window.page.mouse.move(spot["x"] + 20, spot["y"] + 10)
    await window.page.mouse.down()
    before = await card.locator(".text").inner_text()
    await expect(card.locator(".text")).not_to_have_text(before)
    await window.page.mouse.up()


async def test_text_of_a_bot_is_drawn_as_discord_does_and_never_as_html(
    shown: tuple[TinyBot, Window],
) -> None:
    _, window = shown
    await window.slash("show")
    card = await window.see("Heading")

    await expect(card.locator("strong")).to_have_text("bold")
    await expect(card.locator("em")).to_have_text("italic")
    await expect(card.locator("u")).to_have_text("under")
    await expect(card.locator("s")).to_have_text("gone")
    await expect(card.locator("blockquote")).to_have_text("quoted")
    await expect(card.locator("li")).to_have_text(["one", "two"])
    await expect(card.locator(".subtext")).to_have_text("small")
    await expect(card.locator("pre code")).to_have_text("print('*')")
    await expect(card).to_contain_text("<b>not bold</b> <img src=x onerror=alert(1)>")
    links = await card.locator(".text a").evaluate_all("all => all.map(one => one.href)")
    assert links == ["https://example.com/", "https://example.com/a_b_c"]
    await expect(card.locator(".text img")).to_have_count(0)

    assert await card.locator(".separator").evaluate("line => line.offsetHeight") == 1

    hidden = card.locator(".spoiler")
    await expect(hidden.locator("span")).to_be_hidden()
    await hidden.press("Enter")
    await expect(hidden.locator("span")).to_be_visible()


async def test_a_form_with_all_its_fields_is_filled_in_and_sent(
    shown: tuple[TinyBot, Window],
) -> None:
    _, window = shown
    await window.slash("show")
    card = await window.see("Heading")
    await card.get_by_role("button", name="Form").click()
    form = window.page.get_by_role("dialog", name="Everything to fill in")
    await form.get_by_label("Words").fill("two words")
    await form.get_by_label("Colour").click()
    await window.page.get_by_role("option", name="green").click()
    await form.get_by_label("Sour").check()
    await form.get_by_label("Agreed").check()
    text = {"name": "note.txt", "mimeType": "text/plain", "buffer": b"hello"}
    await form.get_by_label("File").set_input_files(text)
    await form.get_by_role("button", name="Submit").click()

    await window.see("got two words | green | sour | True | note.txt")
    await expect(form).to_have_count(0)


async def test_several_choices_of_a_select_are_made_with_the_keyboard(
    shown: tuple[TinyBot, Window],
) -> None:
    _, window = shown
    await window.slash("show")
    card = await window.see("Heading")
    await card.get_by_role("button", name="Choose an option").press("Enter")
    keys = window.page.keyboard
    await keys.press("Enter")
    await keys.press("ArrowDown")
    await keys.press("ArrowDown")
    await keys.press("Enter")
    await window.page.get_by_role("button", name="Done").press("Enter")

    await window.see("chosen: red, blue")


async def test_a_command_takes_a_file_and_a_person(shown: tuple[TinyBot, Window]) -> None:
    _, window = shown
    await window.choose("take")
    text = {"name": "note.txt", "mimeType": "text/plain", "buffer": b"hello"}
    await window.option("file").set_input_files(text)
    await window.option("who").fill("ol")
    await window.option("who").press("Enter")
    await window.page.locator(".command .send").click()

    await window.see("olga gets note.txt: hello")


async def test_a_message_command_is_chosen_from_the_messages_menu(
    shown: tuple[TinyBot, Window],
) -> None:
    _, window = shown
    await window.box.fill("weigh me")
    await window.box.press("Enter")
    message = await window.see("weigh me")
    await message.get_by_role("button", name="More").press("Enter")
    await window.page.get_by_role("menuitem", name="Weigh").press("Enter")

    await window.see("weighs")


HERE = "import('/state.js').then(({ state }) => state.here)"
