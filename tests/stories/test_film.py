"""Stories that end with a film."""

from __future__ import annotations

import aiohttp
import pytest

from bot.sandbox.videos.padding import padded
from tests.stories.stage import FILMS, Opened, Stage

PROMPT = "a fox on ice"
TOO_LARGE = 11_000_000
"""Bytes: Discord's limit without boosts is 10 MiB."""


async def delivered(stage: Stage) -> None:
    await stage.until(lambda: stage.jobs()[0].status == "delivered", "delivered film")


async def test_the_film_arrives_in_the_card_that_answered_the_command(
    opened: Opened, tiny_film: bytes
):
    async with opened() as stage:
        answer = await stage.slash("ann", FILMS, prompt=PROMPT)
        await delivered(stage)
        [card] = stage.cards()

        assert not answer.private
        assert PROMPT in answer.text
        assert card.id == answer.card
        assert await stage.film(card) == tiny_film
        assert card.plays == ["job-1.mp4"] == list(card.files)
        assert card.alt_texts == [PROMPT]


async def test_a_bot_started_anew_brings_the_film_that_the_last_one_ordered_to_the_same_card(
    opened: Opened, tiny_film: bytes
):
    async with opened() as stage:
        making = stage.videos.hold("in_progress")
        answer = await stage.slash("ann", FILMS, prompt=PROMPT)
        await making.told()

        await stage.restart()
        making.release()
        await delivered(stage)
        [card] = stage.cards()

        assert card.id == answer.card
        assert await stage.film(card) == tiny_film
        assert len(stage.videos.creates) == 1


@pytest.mark.slow
async def test_a_film_for_which_no_place_is_free_says_so_and_is_made_after_the_others(
    opened: Opened,
):
    async with opened(max_running=1) as stage:
        making = stage.videos.hold("in_progress")
        await stage.slash("ann", FILMS, prompt="first")
        await making.reached()

        await stage.slash("ben", FILMS, prompt="second")
        await stage.until(lambda: "In line" in stage.cards()[1].text, "place in the line")
        ordered_meanwhile = len(stage.videos.creates)
        making.release()
        await stage.until(lambda: all(card.files for card in stage.cards()), "both films")

        assert ordered_meanwhile == 1
        assert [created.prompt for created in stage.videos.creates] == ["first", "second"]


async def test_a_film_too_large_for_the_channel_is_linked_and_plays_from_the_bots_own_page(
    opened: Opened, tiny_film: bytes, free_port: int
):
    page = f"http://127.0.0.1:{free_port}"
    async with opened(public_url=page, web_port=free_port) as stage:
        stage.videos.manners.film_bytes = TOO_LARGE
        await stage.slash("ann", FILMS, prompt=PROMPT)
        await delivered(stage)
        [card] = stage.cards()
        [link] = card.links
        whole = await fetched(link)
        middle = await fetched(link, Range="bytes=100-199")

        assert stage.uploads() == 0
        assert card.files == {}
        assert "too large to attach here (11 MB)" in card.text
        assert link.startswith(f"{page}/v/")
        assert whole == (200, padded(tiny_film, TOO_LARGE))
        assert middle == (206, tiny_film[100:200])


async def test_a_film_too_large_for_the_channel_and_without_a_page_is_kept_and_named(
    opened: Opened,
):
    async with opened() as stage:
        stage.videos.manners.film_bytes = TOO_LARGE
        stage.videos.manners.shared_video_url = False
        await stage.slash("ann", FILMS, prompt=PROMPT)
        await delivered(stage)
        [card] = stage.cards()

        assert stage.uploads() == 0
        assert card.files == {}
        assert card.links == []
        assert "kept with the bot" in card.text
        assert "job-1.mp4" in card.text


async def test_a_film_that_discord_does_not_take_although_it_should_fit_is_linked_too(
    opened: Opened, tiny_film: bytes, free_port: int
):
    async with opened(public_url=f"http://127.0.0.1:{free_port}", web_port=free_port) as stage:
        on_its_way = stage.videos.hold("content")
        await stage.slash("ann", FILMS, prompt=PROMPT)
        await on_its_way.reached()

        stage.refuse_uploads()
        on_its_way.release()
        await delivered(stage)
        [card] = stage.cards()
        [link] = card.links

        assert stage.uploads() == 1
        assert card.files == {}
        assert await fetched(link) == (200, tiny_film)


async def fetched(url: str, **headers: str) -> tuple[int, bytes]:
    async with aiohttp.ClientSession() as session, session.get(url, headers=headers) as reply:
        return reply.status, await reply.read()
