"""Somebody who appears in a film, from the form that asks for consent to the card, in the page."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Open

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="session")]


async def test_somebody_is_added_with_consent_and_appears_in_a_film(as_: Open) -> None:
    async with as_("ann") as window:
        await window.slash(
            "characters add",
            name="Red Fox",
            address="https://films.example/red-fox.mp4",
            begins="1",
            ends="3",
        )
        form = window.page.get_by_role("dialog")
        await form.get_by_label("Whoever is shown consents").check()
        await form.get_by_role("button", name="Submit").click()
        await window.see("can appear in films of this server now")
        await window.choose("create")
        await window.option("prompt").fill("It runs through the snow")
        await window.page.get_by_role("button", name="+ character", exact=True).click()
        await window.option("character").fill("fo")
        await expect(window.chosen).to_contain_text("Red Fox")
        await window.option("character").press("Enter")
        await window.page.locator(".command .send").click()
        await window.film()

        card = await window.see("It runs through the snow")
        await expect(card).to_contain_text("with Red Fox")
        await expect(card).to_contain_text("Sora 2 Pro (all)")
        await window.slash("characters list")
        await window.see("Characters of this server")
        assert window.complaints == []
