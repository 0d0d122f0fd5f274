"""Where one can be in the page, and as whom: servers, threads, conversations, languages, time."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3

import aiohttp
import pytest
from playwright.async_api import expect

from tests.browser.chromium import Window
from tests.browser.conftest import Open, Sandbox

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="session")]

SHOWN = 100
HALF_A_DAY = 12.5 * 3600
PLAY_TO_THE_END = """film => new Promise((done, fail) => {
    film.onended = done;
    film.onerror = fail;
    film.currentTime = film.duration - 0.5;
    film.play().catch(fail);
})"""

PICTURES_COME = """async all => {
    const [above, last] = [all.querySelector(".message"), all.querySelector(".message:last-child")];
    const passed = () => new Promise(done => requestAnimationFrame(() => setTimeout(done)));
    for (const message of [above, last, above, last]) {
        const picture = document.createElement("div");
        picture.style.height = "200px";
        message.querySelector(".body").prepend(picture);
        all.scrollTop += 1;  // the browser does so, to keep what is read where it is
        await passed();
    }
}"""
"""What the pictures of two messages do to the list: it grows above, and below, what is read."""


async def test_older_messages_are_loaded_without_losing_ones_place(
    as_: Open, sandbox: Sandbox, room: str
) -> None:
    for number in range(SHOWN + 20):
        sandbox.house.discord.say("ben", room, f"message {number}.")
    async with as_("ann") as window:
        await expect(window.messages).to_have_count(SHOWN)
        first = window.page.locator("#messages .message", has_text="message 20.")
        older = window.page.get_by_role("button", name="Load older messages")
        await older.scroll_into_view_if_needed()
        before = await first.bounding_box()
        await older.press("Enter")

        await expect(window.messages).to_have_count(SHOWN + 20)
        await expect(window.messages.first).to_contain_text("message 0.")
        await expect(older).to_be_hidden()
        after = await first.bounding_box()

    assert before is not None
    assert after is not None
    assert after["y"] == pytest.approx(before["y"], abs=60)  # the button's own height is gone


async def test_who_reads_the_end_again_gets_the_latest_only(
    as_: Open, sandbox: Sandbox, room: str
) -> None:
    for number in range(SHOWN + 80):
        sandbox.house.discord.say("ben", room, f"message {number}.")
    async with as_("ann") as window:
        older = window.page.get_by_role("button", name="Load older messages")
        await older.scroll_into_view_if_needed()
        await older.press("Enter")
        await expect(window.messages).to_have_count(SHOWN + 80)

        await window.page.locator("#messages").evaluate("all => all.scrollTop = all.scrollHeight")

        await expect(window.messages).to_have_count(SHOWN)
        await expect(window.messages.last).to_be_in_viewport()
        await expect(older).to_be_visible()


async def test_who_reads_the_end_still_does_when_pictures_have_come(
    as_: Open, sandbox: Sandbox, room: str
) -> None:
    for number in range(SHOWN):
        sandbox.house.discord.say("ben", room, f"message {number}.")
    async with as_("ann") as window:
        await expect(window.messages.last).to_be_in_viewport()

        await window.page.locator("#messages").evaluate(PICTURES_COME)
        await expect(window.messages.last).to_be_in_viewport()

        await window.page.locator("#messages").evaluate("all => all.scrollTop -= 300")
        await window.page.locator("#messages").evaluate(PICTURES_COME)
        await expect(window.messages.last).not_to_be_in_viewport()


async def test_the_bot_is_told_the_language_of_whoever_asks(as_: Open, sandbox: Sandbox) -> None:
    async with as_("ben") as window:
        await window.page.get_by_role("button", name="Your language: English").click()
        await window.page.get_by_role("menuitemradio", name="Deutsch").click()
        await expect(
            window.page.get_by_role("button", name="Your language: Deutsch")
        ).to_be_visible()
        await window.slash("create", prompt="Ein Fuchs auf dem Eis")
        await window.see("Ein Fuchs auf dem Eis")
    sandbox.house.discord.set_locale("ben", "en-US")

    assert await asyncio.to_thread(locale_of, sandbox, "Ein Fuchs auf dem Eis") == "de"


def locale_of(sandbox: Sandbox, prompt: str) -> str:
    with contextlib.closing(sqlite3.connect(sandbox.house.bot.data / "clapper.db")) as db:
        [(found,)] = db.execute("SELECT locale FROM jobs WHERE prompt = ?", (prompt,))
        return str(found)


async def test_a_film_is_made_in_a_thread(as_: Open, sandbox: Sandbox, room: str) -> None:
    sandbox.house.discord.add_thread(room, "takes")
    async with as_("ann") as window:
        await go(window, "takes")
        await window.slash("create", prompt="A second take")

        await window.film()


async def test_a_private_thread_is_listed_to_its_people_only(
    as_: Open, sandbox: Sandbox, room: str
) -> None:
    thread = sandbox.house.discord.add_thread(room, "between us", private=True)
    thread.joined.add(sandbox.house.discord.guild.members["ben"].id)
    async with as_("ann") as ann, as_("ben") as ben:
        await expect(ben.page.locator(".channel", has_text="between us")).to_be_visible()
        await expect(ann.page.locator(".channel", has_text="between us")).to_have_count(0)


async def test_a_direct_message_of_the_bot_is_seen_and_answered(
    as_: Open, sandbox: Sandbox
) -> None:
    await write_to(sandbox, "ann", "Your film is **ready**.")
    async with as_("ann") as ann, as_("ben") as ben:
        await go(ann, "Clapper")
        message = await ann.see("Your film is ready.")
        await expect(message.locator("strong").last).to_have_text("ready")
        await ann.box.fill("Thanks!")
        await ann.box.press("Enter")
        await ann.see("Thanks!")

        await expect(ben.page.get_by_text("Direct messages")).to_have_count(0)


async def write_to(sandbox: Sandbox, who: str, words: str) -> None:
    """As a bot does it."""
    discord = sandbox.house.discord
    headers = {"Authorization": f"Bot {discord.token}"}
    person = {"recipient_id": str(discord.guild.members[who].id)}
    async with aiohttp.ClientSession(headers=headers, raise_for_status=True) as session:
        async with session.post(f"{discord.api_url}/users/@me/channels", json=person) as answer:
            number = (await answer.json())["id"]
        await session.post(f"{discord.api_url}/channels/{number}/messages", json={"content": words})


async def test_a_window_that_stays_open_for_a_day_still_plays_its_films(
    as_: Open, sandbox: Sandbox
) -> None:
    async with as_("ann") as window:
        await window.slash("create", prompt="A long day")
        film = await window.film()
        link = await film.get_attribute("src") or ""
        for _ in range(2):
            sandbox.house.clock.skip(HALF_A_DAY)
            await window.see("A long day")
        await expect(film).not_to_have_attribute("src", link)

        await film.evaluate(PLAY_TO_THE_END)

        assert window.complaints == []


async def test_in_another_server_the_bot_is_another_guest(as_: Open, sandbox: Sandbox) -> None:
    discord = sandbox.house.discord
    other = discord.add_guild("Second Reel", members=["ann"], channels=["cinema"])
    async with as_("ann") as ann, as_("mia") as mia:
        await expect(mia.page.locator("#rail .server")).to_have_count(1)
        await ann.page.get_by_role("button", name="Second Reel").click()
        await expect(ann.page.locator("#top h2")).to_have_text("cinema")
        await ann.page.get_by_label("1 MB").check(force=True)
        await ann.slash("create", prompt="An opening night")
        await ann.see("An opening night")
        await ann.page.locator("#panel [data-do=leave]").click()
        await ann.page.get_by_role("button", name="Throw it out").click()
        await expect(ann.page.locator("#panel [data-do=invite]")).to_be_visible()

        assert other.upload_limit == 1_000_000
        assert "clapper" not in other.members
        assert "clapper" in discord.guild.members
        assert discord.guild.upload_limit != 1_000_000


async def go(window: Window, channel: str) -> None:
    await window.page.locator(".channel", has_text=channel).click()
    await expect(window.page.locator("#top h2")).to_have_text(channel)
