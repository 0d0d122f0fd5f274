"""What people do in the sandbox's page, in a real browser, with the real bot."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import aiohttp
import pytest
from playwright.async_api import expect

from tests.browser.conftest import Open, Sandbox

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="session")]

MODERATORS_ONLY = {
    "name": "tidy",
    "description": "Tidy this channel",
    "type": 1,
    "default_member_permissions": str(1 << 13),
}

PLAY_HALF_A_SECOND = """film => new Promise((done, fail) => {
    film.ontimeupdate = () => film.currentTime > 0.5 && done();
    film.onerror = fail;
    film.play().catch(fail);
})"""


@asynccontextmanager
async def registered(sandbox: Sandbox, command: dict[str, object]) -> AsyncIterator[None]:
    """A command of the server, registered as a bot would do it."""
    discord = sandbox.house.discord
    path = f"/applications/{discord.application_id}/guilds/{discord.guild.id}/commands"
    headers = {"Authorization": f"Bot {discord.token}"}
    async with aiohttp.ClientSession(headers=headers, raise_for_status=True) as session:
        await session.put(discord.api_url + path, json=[command])
        try:
            yield
        finally:
            await session.put(discord.api_url + path, json=[])


async def test_a_member_makes_a_film_and_plays_it_at_the_size_that_was_asked_for(
    as_: Open,
) -> None:
    async with as_("ann") as window:
        await window.slash("create", prompt="A paper boat in the rain", size="720x1280")
        film = await window.film()

        await film.evaluate(PLAY_HALF_A_SECOND)
        size = await film.evaluate("film => [film.videoWidth, film.videoHeight, film.error]")
        shape = await film.evaluate("film => film.clientWidth / film.clientHeight")

        assert size == [720, 1280, None]
        assert shape == pytest.approx(720 / 1280, rel=0.02)
        assert window.complaints == []


async def test_the_card_shows_the_percentage_that_the_provider_told_last(
    as_: Open, sandbox: Sandbox
) -> None:
    videos = sandbox.house.videos
    async with as_("ann") as window:
        hold = videos.hold("in_progress")
        try:
            await window.slash("create", prompt="A train that stands still")
            await hold.reached(20)
            await hold.told(20)
            job = videos.jobs[hold.caught[-1]]
            card = await window.see("In the making")
            told = job.progress(sandbox.house.clock.now(), videos.pace.running_seconds)

            await expect(card).to_contain_text(re.compile(rf"\b{told} %"), timeout=20_000)
        finally:
            hold.release()
        await window.film()


async def test_a_refusal_is_shown_to_nobody_else(as_: Open) -> None:
    async with as_("ann") as ann, as_("ben") as ben:
        await ann.slash("create", prompt="A kite", size="9999x9999")
        refusal = await ann.see("Only you can see this")
        await ann.box.fill("That did not work.")
        await ann.box.press("Enter")
        await ben.see("That did not work.")

        assert "9999" in await refusal.inner_text()
        assert await ben.messages.count() == 1

        await refusal.get_by_role("button", name="Dismiss message").click()
        await expect(refusal).to_have_count(0)


async def test_what_one_window_says_the_other_reads_and_answers(as_: Open) -> None:
    async with as_("ann") as ann, as_("ben") as ben:
        await ann.box.fill("Who is there, @ben?")
        await ann.box.press("Enter")
        question = await ben.see("Who is there")
        await question.hover()
        await question.get_by_role("button", name="Reply").click()
        await ben.box.fill("**Me**, in a second window")
        await ben.box.press("Enter")
        answer = await ann.see("Me, in a second window")

        await expect(question.locator(".mention.mine")).to_have_text("@Ben")
        await expect(answer.locator("strong")).to_have_text("Me")
        await expect(answer.locator(".above")).to_contain_text("Who is there")


async def test_a_moderators_command_is_offered_to_the_moderator_and_not_to_a_member(
    as_: Open, sandbox: Sandbox
) -> None:
    offered: dict[str, list[str]] = {}
    async with as_("ann") as ann, as_("mia") as mia, registered(sandbox, MODERATORS_ONLY):
        for who, window in (("ann", ann), ("mia", mia)):
            await window.box.fill("/")
            await window.rows.first.wait_for()
            offered[who] = await window.rows.locator(".row-label").all_inner_texts()

    assert "/create" in offered["ann"]
    assert "/tidy" not in offered["ann"]
    assert "/tidy" in offered["mia"]


async def test_a_command_that_nobody_answers_says_so_after_three_seconds(
    as_: Open, sandbox: Sandbox
) -> None:
    async with as_("ben") as window:
        sandbox.house.discord.faults.slow("POST", "/interactions/", 4)

        await window.slash("create", prompt="A slow answer")

        await window.see("clapper is thinking")
        await window.see("The application did not respond", deadline=6)
        sandbox.house.discord.faults.clear()


async def test_the_client_says_in_place_what_an_option_lacks(as_: Open) -> None:
    async with as_("ann") as window:
        await window.slash("create", prompt="A clock", seconds="soon")

        problem = window.page.locator(".command .problem")

        await expect(problem).to_have_text("seconds: Input a valid integer.")
        await expect(window.option("seconds")).to_be_focused()


async def test_suggestions_follow_what_is_typed_and_are_taken_with_the_keyboard(
    as_: Open,
) -> None:
    async with as_("ann") as window:
        keys = window.page.keyboard
        await window.choose("create")
        await window.option("prompt").fill("A bicycle")
        await window.page.get_by_role("button", name="+ model").press("Enter")
        await keys.type("vidu")
        await expect(window.rows.first).to_contain_text("Vidu", timeout=5_000)

        await keys.press("ArrowDown")
        await keys.press("Enter")
        taken = await window.option("model").input_value()
        await window.option("model").press("Enter")

        assert "Vidu" in taken
        card = await window.see("A bicycle")
        await expect(card).to_contain_text("Vidu")


async def test_a_bot_that_dies_and_starts_again_finishes_the_film_on_the_same_card(
    as_: Open,
) -> None:
    async with as_("ann") as window:
        await window.slash("create", prompt="A phoenix")
        card = await window.see("A phoenix")
        number = await card.get_attribute("data-id")
        # Before the order's number is written down it would be in doubt, and take longer.
        await expect(card).to_contain_text(re.compile("queue|making"), timeout=15_000)
        plug = window.page.locator("#panel [data-do=stop_bot]")
        await plug.click()
        await window.page.locator("#top .bot-state.stopped").wait_for()
        await window.page.locator("#panel [data-do=start_bot]").click()

        await window.page.locator("#top .bot-state.online").wait_for(timeout=30_000)
        film = window.page.locator(f'.message[data-id="{number}"] video.measured')
        await film.wait_for(timeout=60_000)

        assert await window.page.locator("video").count() == 1


async def test_a_film_out_of_sight_gives_up_its_player_and_goes_on_where_it_stood(
    as_: Open, sandbox: Sandbox, room: str
) -> None:
    async with as_("ann") as window:
        await window.slash("create", prompt="A paper boat in the rain", seconds="4")
        film = await window.film()
        await film.evaluate(PLAY_HALF_A_SECOND)
        await film.evaluate("film => film.pause()")
        stood = await film.evaluate("film => film.currentTime")
        await window.box.click()
        for number in range(60):
            sandbox.house.discord.say("ben", room, f"Line {number}")
        await window.see("Line 59")

        await expect(window.page.locator("video")).to_have_count(0)
        await window.page.locator(".film-place").scroll_into_view_if_needed()
        await expect(window.page.locator("video")).to_have_count(1)
        again = await window.film()
        assert await again.evaluate("film => film.currentTime") == pytest.approx(stood, abs=0.2)
        assert window.complaints == []


async def test_a_moderator_deletes_a_message_and_the_owner_the_channel(
    as_: Open, sandbox: Sandbox, room: str
) -> None:
    async with AsyncExitStack() as stack:
        ann, mia, olga = [
            await stack.enter_async_context(as_(who)) for who in ("ann", "mia", "olga")
        ]
        await ann.box.fill("Nobody should read this.")
        await ann.box.press("Enter")
        message = await mia.see("Nobody should read this.")
        await message.get_by_role("button", name="More").click()
        await mia.page.get_by_role("menuitem", name="Delete message").click()
        await mia.page.get_by_role("button", name="Delete", exact=True).click()
        await expect(ann.messages).to_have_count(0)

        await olga.page.locator("#panel [data-do=delete_channel]").click()
        await olga.page.get_by_role("button", name="Delete channel").click()

        await expect(ann.page.locator(".channel", has_text=room)).to_have_count(0)
        assert room not in sandbox.house.discord.guild.channels
