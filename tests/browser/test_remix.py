"""A remix of a remix, and a new film from a frame, as a member makes them in the page."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Open

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="session")]

SOON_MS = 60_000


async def test_a_remix_of_a_remix_and_then_a_new_film_from_a_frame(as_: Open) -> None:
    async with as_("ann") as window:
        await window.slash("create", prompt="A paper boat in the rain", model="sora-2")
        await expect(window.page.locator(".film-place.measured")).to_have_count(1, timeout=SOON_MS)
        await window.choose("remix")
        await window.option("video").fill("boat")
        # The list from before the words has no chosen row: Enter would send them as they are.
        await expect(window.chosen).to_contain_text("A paper boat in the rain")
        await window.option("video").press("Enter")
        await window.option("prompt").fill("The boat is red")
        await window.page.locator(".command .send").click()
        await expect(window.page.locator(".film-place.measured")).to_have_count(2, timeout=SOON_MS)
        await window.page.get_by_role("button", name="Remix").last.click()
        form = window.page.get_by_role("dialog")
        await form.locator("textarea").fill("The red boat sinks")
        await form.get_by_role("button", name="Submit").click()
        await expect(window.page.locator(".film-place.measured")).to_have_count(3, timeout=SOON_MS)
        words = "It lies on the ground of the sea"
        await window.slash("remix", video="sinks", prompt=words, model="veo3.1-fast")
        question = await window.see("Which of them shall the new film begin with?", deadline=60)
        await question.get_by_role("button", name="6, the last").click()
        await expect(window.page.locator(".film-place.measured")).to_have_count(4, timeout=SOON_MS)

        cards = window.messages.filter(has=window.page.locator(".film-place"))
        await expect(cards.nth(1)).to_contain_text("remix of #")
        await expect(cards.nth(2)).to_contain_text("The red boat sinks")
        await expect(cards.nth(2)).to_contain_text("remix of #")
        await expect(cards.nth(3)).to_contain_text("new film from a frame of #")
        assert window.complaints == []
