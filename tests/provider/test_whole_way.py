"""The whole way of a film in every dialect: the real client against the local video service."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
from far_end import FILM, Clock

from bot.core.catalog import ABILITIES
from bot.core.video import Character, ProviderVideo, VideoRequest, VideoStatus
from bot.provider.client import VideoClient
from bot.sandbox.clock import SandboxClock
from bot.sandbox.videos import UPPER_CASE, LocalVideos

WAYS = {
    "openai-sora": ("sora-2", 8),
    "sora-all": ("sora-2-pro-all", 25),
    "comet-form": ("wan2.7", 3),
    "comet-ratio": ("doubao-seedance-2-0", 4),
    "comet-16x9": ("veo3-fast", 8),
    "comet-aspect": ("omni-fast", 4),
    "comet-json-video": ("omni-fast-v2v", 4),
    "litellm": ("sora-litellm", 4),
    "vllm-omni": ("wan2.2-vllm", 4),
    "sglang": ("wan2.2-sglang", 4),
    "dynamo": ("wan2.1-dynamo", 4),
}
OWN = ("litellm", "vllm-omni", "sglang", "dynamo")


@pytest.fixture
async def videos() -> AsyncIterator[LocalVideos]:
    async with LocalVideos(SandboxClock(200), film=FILM) as videos:
        yield videos


def client_of(session: aiohttp.ClientSession, videos: LocalVideos, base_url: str) -> VideoClient:
    clock = Clock()
    return VideoClient(session, base_url=base_url, key=videos.key, clock=clock, sleep=clock.sleep)


async def ended(client: VideoClient, video: ProviderVideo, dialect: str) -> ProviderVideo:
    async with asyncio.timeout(30):
        while video.status not in (VideoStatus.DONE, VideoStatus.FAILED):
            await asyncio.sleep(0.01)
            video = await client.look(video.id, dialect)
    return video


def test_every_dialect_has_a_way() -> None:
    assert WAYS.keys() | {"sora-reverse"} == ABILITIES.keys()


@pytest.mark.parametrize("dialect", WAYS)
async def test_a_film_comes_whole_in_every_dialect(
    videos: LocalVideos, session: aiohttp.ClientSession, to: Path, dialect: str
) -> None:
    model, seconds = WAYS[dialect]
    can = ABILITIES[dialect]
    somebody = Character("https://files.example/ann.mp4", 1, 3) if can.character else None
    asked = VideoRequest(model, "a fox on ice", seconds, "1280x720", "job1-try1", somebody)
    client = client_of(session, videos, videos.own_url if dialect in OWN else videos.base_url)

    video = await client.create(asked, dialect, film=FILM if can.film else None)
    video = await ended(client, video, dialect)
    await client.download(video, to, dialect, cap_bytes=10**6)

    assert to.read_bytes() == FILM
    (job,) = videos.jobs.values()
    assert (job.model, job.seconds, job.size) == (model, seconds, "1280x720")
    assert len(videos.creates) == 1


async def test_an_echo_that_is_known_to_be_wrong_speaks_against_no_job(
    videos: LocalVideos, session: aiohttp.ClientSession
) -> None:
    client = client_of(session, videos, videos.base_url)
    await client.create(VideoRequest("sora-2-all", "a", 15, "1280x720", "r"), "sora-all")

    (video,) = await client.list("sora-all")

    assert (video.model, video.seconds, video.size, video.prompt) == (None, None, "1280x720", "a")


@pytest.mark.parametrize("dialect", ["openai-sora", "litellm"])
async def test_a_remix_keeps_length_and_size(
    videos: LocalVideos, session: aiohttp.ClientSession, to: Path, dialect: str
) -> None:
    model, seconds = WAYS[dialect]
    client = client_of(session, videos, videos.own_url if dialect in OWN else videos.base_url)
    asked = VideoRequest(model, "a fox on ice", seconds, "720x1280", "job1-try1")
    source = await ended(client, await client.create(asked, dialect), dialect)

    remix = await client.remix(source.id, "at night", dialect, reference="job2-try1")
    again = await client.remix(
        (await ended(client, remix, dialect)).id, "at dawn", dialect, reference="job3-try1"
    )
    await client.download(await ended(client, again, dialect), to, dialect, cap_bytes=10**6)

    last = videos.jobs[again.id]
    assert (last.prompt, last.seconds, last.size) == ("at dawn", seconds, "720x1280")
    assert (last.order.remixed_from, len(videos.creates)) == (remix.id, 3)
    assert to.read_bytes() == FILM


async def test_a_job_of_the_reverse_format_is_read_to_its_film(
    videos: LocalVideos, session: aiohttp.ClientSession, to: Path
) -> None:
    asked = VideoRequest("wan2.7", "a fox on ice", 3, "1280x720", "r")
    created = await client_of(session, videos, videos.base_url).create(asked, "comet-form")
    old = client_of(session, videos, videos.base_url.replace("/v1", "/sora/v1"))

    video = await ended(old, await old.look(created.id, "sora-reverse"), "sora-reverse")
    await old.download(video, to, "sora-reverse", cap_bytes=10**6)

    assert (video.id, video.progress) == (created.id, 100)
    assert to.read_bytes() == FILM


async def test_words_in_upper_case_are_followed_to_the_end(
    videos: LocalVideos, session: aiohttp.ClientSession
) -> None:
    videos.manners.status_words = UPPER_CASE
    client = client_of(session, videos, videos.base_url)
    asked = VideoRequest("doubao-seedance-2-0", "a", 4, "864x496", "r")

    created = await client.create(asked, "comet-form")

    assert (created.word, created.status) == ("SUBMITTED", VideoStatus.WAITING)
    assert (await ended(client, created, "comet-form")).word == "SUCCESS"
