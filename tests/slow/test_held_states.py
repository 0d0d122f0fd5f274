"""Killed in every state and started again: the film ends up in the same card, ordered once.

The far ends hold a job in a state, the bot is killed with SIGKILL, the state is read from the
database file, and the bot is started again on the same folder.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.core.job import JobStatus
from bot.sandbox.clock import SandboxClock
from bot.sandbox.discord import LocalDiscord, Message
from bot.sandbox.process import BotProcess
from bot.sandbox.videos import LocalVideos, Outcome, faults
from tests.far_ends import local_discord, local_videos
from tests.told import TOLD

pytestmark = pytest.mark.slow

ANSWER = r"/interactions/\d+/[^/]+/callback"
CARD = r"/channels/\d+/messages/\d+"
FINDS_IT_AGAIN = 100.0
"""Real seconds: an order in doubt is first looked for after 30 s."""


@dataclass
class Scene:
    discord: LocalDiscord
    videos: LocalVideos
    bot: BotProcess
    releases: list[Callable[[], None]]
    reached: list[Callable[[], Awaitable[None]]]
    """Waits until the far end holds the job: what the file says comes a moment before it."""

    def row(self) -> tuple[str, int | None]:
        """Status and card of the only job, read from the file as the dead bot left it."""
        with sqlite3.connect(self.bot.data / "clapper.db") as db:
            return db.execute("SELECT status, message_id FROM jobs").fetchone()

    def is_(self, status: JobStatus) -> bool:
        return self.row()[0] == status

    @property
    def card(self) -> Message:
        cards = self.discord.messages("films")
        assert len(cards) == 1, "one job, one card"
        return cards[0]


Hold = Callable[[Scene], Awaitable[None]]


def at_videos(place: str) -> Hold:
    async def hold(scene: Scene) -> None:
        held = scene.videos.hold(place)
        scene.releases.append(held.release)
        scene.reached.append(lambda: held.reached(20))

    return hold


async def answer_shown_but_its_reply_lost(scene: Scene) -> None:
    scene.discord.faults.lose_reply("POST", ANSWER)


async def provider_busy(scene: Scene) -> None:
    scene.videos.faults.next("create", faults.answer(429, headers={"Retry-After": "2"}), times=3)


async def order_taken_but_its_reply_lost(scene: Scene) -> None:
    scene.videos.faults.next("create", faults.reset(after=True))


async def no_edit_gets_through(scene: Scene) -> None:
    held = scene.discord.faults.hold("PATCH", CARD)
    scene.releases.append(held.release)


async def nothing(scene: Scene) -> None:
    pass


S = JobStatus
STATES = [
    pytest.param(S.ACCEPTED, answer_shown_but_its_reply_lost, id="accepted, card not known"),
    pytest.param(S.ACCEPTED, provider_busy, id="accepted, provider busy"),
    pytest.param(S.SUBMITTING, at_videos("create"), id="submitting"),
    pytest.param(S.IN_DOUBT, order_taken_but_its_reply_lost, id="in doubt"),
    pytest.param(S.QUEUED, at_videos("queued"), id="queued"),
    pytest.param(S.RUNNING, at_videos("in_progress"), id="running"),
    pytest.param(S.READY, at_videos("content"), id="ready"),
    pytest.param(S.STORED, no_edit_gets_through, id="stored"),
    pytest.param(S.DELIVERED, nothing, id="delivered"),
]


@asynccontextmanager
async def scene_in(folder: Path, film: bytes) -> AsyncIterator[Scene]:
    clock = SandboxClock()
    async with (
        local_discord(clock) as discord,
        local_videos(clock, film=film, queued_seconds=1, running_seconds=2) as videos,
    ):
        scene = Scene(discord, videos, BotProcess(discord, videos, folder), [], [])
        scene.bot.start()
        try:
            await discord.bot_ready(30)
            yield scene
        finally:
            scene.bot.kill()


async def killed_in(state: JobStatus, hold: Hold, scene: Scene) -> str:
    """Hold, kill, read, start again, let go; the state that the file told after the kill."""
    await hold(scene)
    # A Sora job tells its prompt in the provider's list: that is how a lost order is found again.
    await scene.discord.slash(
        "ann", "films", "create", options={"prompt": "a fox on ice", "model": "sora-2"}
    )
    await scene.discord.until(lambda: scene.is_(state), 30, f"a job that is {state}")
    for reached in scene.reached:
        await reached()
    scene.bot.kill()
    told = scene.row()[0]

    for release in scene.releases:
        release()
    scene.bot.start()
    return told


@pytest.mark.parametrize(("state", "hold"), STATES)
async def test_killed_in_this_state_the_film_ends_up_in_the_same_card(
    state: JobStatus,
    hold: Hold,
    tmp_path: Path,
    tiny_film: bytes,
    record_property: Callable[[str, object], None],
    request: pytest.FixtureRequest,
):
    async with scene_in(tmp_path, tiny_film) as scene:
        told = await killed_in(state, hold, scene)
        card = scene.card.id
        await scene.discord.until(
            lambda: scene.is_(S.DELIVERED) and scene.card.attachments, FINDS_IT_AGAIN, "a film"
        )

        assert told == state
        assert scene.card.id == card
        assert scene.card.attachments[0].read() == tiny_film
        assert len(scene.videos.creates) == 1
        assert scene.videos.balance_micros == 100_000_000 - scene.videos.creates[0].charged_micros
        name = request.node.callspec.id
        record_property(
            TOLD, f"killed at {name:26} file said {told:11} film in the same card, paid once"
        )


async def test_a_command_that_was_never_answered_is_never_paid_for(
    tmp_path: Path, tiny_film: bytes
):
    async with scene_in(tmp_path, tiny_film) as scene:
        scene.discord.faults.reset("POST", ANSWER, times=10)
        await scene.discord.slash("ann", "films", "create", options={"prompt": "a fox"})
        await scene.discord.until(lambda: scene.is_(S.ACCEPTED), 10, "a job")
        scene.bot.kill()
        scene.discord.faults.clear()

        scene.bot.start()
        await scene.discord.until(lambda: scene.is_(S.CANCELLED), 30, "a job that is cancelled")

        assert list(scene.videos.creates) == []


async def test_a_failure_that_nobody_was_told_before_the_kill_is_told_after_it(
    tmp_path: Path, tiny_film: bytes
):
    async with scene_in(tmp_path, tiny_film) as scene:
        scene.videos.next_outcome(Outcome.MODERATED)
        held = scene.discord.faults.hold("PATCH", CARD)
        await scene.discord.slash("ann", "films", "create", options={"prompt": "a fox"})
        await scene.discord.until(lambda: scene.is_(S.FAILED), 30, "a job that failed")
        scene.bot.kill()
        before = scene.card.text
        # What the dead bot had sent is not let through: its connection is gone.
        scene.discord.faults.clear()
        held.release()

        scene.bot.start()
        await scene.discord.until(lambda: "No film this time" in scene.card.text, 30, "its end")

        assert "No film this time" not in before


async def test_a_stop_that_was_asked_for_takes_less_than_ten_seconds_and_loses_nothing(
    tmp_path: Path, tiny_film: bytes
):
    async with scene_in(tmp_path, tiny_film) as scene:
        held = scene.videos.hold("in_progress")
        await scene.discord.slash("ann", "films", "create", options={"prompt": "a fox"})
        await held.reached(20)

        code = await asyncio.to_thread(scene.bot.stop)
        held.release()
        scene.bot.start()
        await scene.discord.until(lambda: scene.card.attachments, 40, "a film")

        assert code == 0
        assert len(scene.videos.creates) == 1
