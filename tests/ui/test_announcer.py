"""Cards on a Discord over a socket: shown once, in order, and in the end for certain."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import discord
import pytest
from discord.gateway import DiscordWebSocket
from discord.http import Route
from structlog.testing import capture_logs
from yarl import URL

from bot.core.history import History
from bot.core.job import Delivery, Film, Job, JobStatus
from bot.core.review import Review
from bot.delivery import CardBusy, CardGone, FileTooLarge
from bot.sandbox.clock import SandboxClock
from bot.sandbox.discord import LocalDiscord, Message
from bot.store.database import open_database
from bot.store.jobs import JobStore
from bot.store.progress import ProgressBook
from bot.ui.announcer import Announcer
from bot.ui.card import Links, card
from bot.ui.words import words_for
from tests.far_ends import local_discord
from tests.house import FIRST_MOMENT, HouseClock
from tests.store.test_jobs import draft

CARD = r"/channels/\d+/messages/\d+"
SPEED = 60.0
FILM = b"a film" * 1_000


class QuickTime:
    """The event loop's time, `SPEED` times as fast."""

    def time(self) -> float:
        return asyncio.get_running_loop().time() * SPEED

    def call_later(self, delay: float, callback: Callable[[], object], /) -> asyncio.TimerHandle:
        return asyncio.get_running_loop().call_later(delay / SPEED, callback)


@dataclass
class Scene:
    local: LocalDiscord
    client: discord.Client
    store: JobStore
    progress: ProgressBook
    clock: HouseClock
    folder: Path
    picture: Path | None = None
    """What was made of the jobs' pictures."""
    announcers: list[Announcer] = field(default_factory=list)

    @property
    def announcer(self) -> Announcer:
        return self.announcers[-1] if self.announcers else self.restarted()

    def restarted(self) -> Announcer:
        """Another process's announcer on the same rows."""
        announcer = Announcer(
            self.client,
            self.store,
            self.progress,
            History(),
            lambda _number: self.picture,
            clock=self.clock,
            chance=random.Random(7),
            links=lambda _job: Links(),
            time=QuickTime(),
        )
        self.announcers.append(announcer)
        return announcer

    async def job(self) -> Job:
        """A job written down, with its card in the channel."""
        job = await self.store.accept(self.draft(), lambda _usage: 0)
        place = self.client.get_partial_messageable(job.channel_id)
        message = await place.send(view=card(job, words_for(job.locale)))
        return await self.store.step(job, job.placed(message.id, now=self.clock()))

    def draft(self, **changes: object) -> Job:
        channel = self.local.guild.channels["films"].id
        number = random.Random(len(self.local.recorded)).getrandbits(40)
        now = self.clock()
        fixed = {"channel_id": channel, "interaction_id": number, "created_at": now}
        return replace(draft(), **{**fixed, **changes})

    async def to(self, job: Job, *states: JobStatus, **changes: object) -> Job:
        for state in states:
            last = changes if state is states[-1] else {}
            job = await self.store.step(job, job.to(state, now=self.clock(), **last))
        return job

    async def stored(self, job: Job) -> Job:
        """The same job with its film on the disk, and the state in which it is delivered."""
        film = Film(f"job-{job.id}.mp4", len(FILM), 4.0, 720, 1280)
        self.film.write_bytes(FILM)
        on = JobStatus
        job = await self.to(job, on.SUBMITTING, on.QUEUED, on.READY, on.STORED, film=film)
        return job.to(on.DELIVERED, now=self.clock(), delivery=Delivery.ATTACHED)

    @property
    def film(self) -> Path:
        return self.folder / "film.mp4"

    @property
    def edits(self) -> int:
        return sum(1 for one in self.local.recorded if one.method == "PATCH")

    def message(self) -> Message:
        [only] = self.local.messages("films")
        return only

    async def until(self, seen: Callable[[], object], what: str = "what was waited for") -> None:
        await self.local.until(seen, 8, what)

    async def until_told(self) -> None:
        """Until nothing is left that people must be told."""
        loop = asyncio.get_running_loop()
        ends = loop.time() + 8
        while await self.store.untold():
            assert loop.time() < ends, f"still untold after 8 s: {self.message().text}"
            await asyncio.sleep(0.02)


@asynccontextmanager
async def opened(folder: Path, clock: HouseClock) -> AsyncIterator[Scene]:
    with pytest.MonkeyPatch.context() as patch:
        async with local_discord(SandboxClock()) as local:
            patch.setattr(Route, "BASE", local.api_url)
            patch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", URL(local.gateway_url))
            async with (
                open_database(f"sqlite+aiosqlite:///{folder / 'clapper.db'}") as database,
                discord.Client(intents=discord.Intents(guilds=True)) as client,
            ):
                await client.login(local.token)
                store, progress = JobStore(database), ProgressBook(database)
                scene = Scene(local, client, store, progress, clock, folder)
                yield scene
                local.faults.clear()
                for announcer in scene.announcers:
                    await announcer.close()


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    async with opened(tmp_path, HouseClock(FIRST_MOMENT)) as scene:
        yield scene


async def test_a_state_that_looks_the_same_is_not_sent_again(scene: Scene):
    job = await scene.to(await scene.job(), JobStatus.SUBMITTING)
    scene.announcer.changed(job)
    await scene.until(lambda: "Being sent" in scene.message().text)

    scene.announcer.changed(job)
    scene.announcer.changed(job)
    queued = await scene.to(job, JobStatus.QUEUED)
    scene.announcer.changed(queued)
    await scene.until(lambda: "queue" in scene.message().text)

    assert scene.edits == 2


async def test_edits_of_one_card_arrive_in_order_and_the_end_is_last(scene: Scene):
    hold = scene.local.faults.hold("PATCH", CARD)
    job = await scene.to(await scene.job(), JobStatus.SUBMITTING)
    scene.announcer.changed(job)
    await hold.reached()
    for state in (JobStatus.QUEUED, JobStatus.RUNNING, JobStatus.FAILED):
        job = await scene.to(job, state)
        scene.announcer.changed(job)

    hold.release()
    await scene.until_told()

    texts = [version.text for version in scene.message().versions]
    assert len(texts) == 3, "the card, the state under way, and the end"
    assert "Being sent" in texts[1]
    assert "No film this time" in texts[2]


async def test_that_a_film_goes_on_after_a_moderators_late_yes_is_shown_all_the_same(scene: Scene):
    job = await scene.job()
    job = await scene.to(job, JobStatus.IN_REVIEW, review=Review({}))
    scene.clock.pass_(minutes=90)
    yes = Review({}, approved=True, by=5, at=scene.clock())

    job = await scene.to(job, JobStatus.ACCEPTED, review=yes)
    job = await scene.to(job, JobStatus.SUBMITTING, JobStatus.QUEUED)
    scene.announcer.changed(job)
    await scene.until(lambda: "In the provider's queue" in scene.message().text)

    assert scene.edits == 1


async def test_no_progress_after_55_minutes_but_the_end_is_shown(scene: Scene):
    job = await scene.to(await scene.job(), JobStatus.SUBMITTING, JobStatus.QUEUED)
    scene.clock.pass_(minutes=54)
    scene.announcer.changed(job)
    await scene.until(lambda: "queue" in scene.message().text)
    scene.clock.pass_(minutes=2)

    job = await scene.to(job, JobStatus.RUNNING)
    scene.announcer.changed(job)
    scene.announcer.changed(await scene.to(job, JobStatus.FAILED))
    await scene.until_told()

    assert scene.edits == 2
    assert "No film this time" in scene.message().text


@pytest.mark.parametrize("what", ["reset", "lost reply", "503", "429", "bad gateway page"])
async def test_an_end_that_did_not_get_through_is_tried_again_until_it_is_shown(
    scene: Scene, what: str
):
    faults = scene.local.faults
    fault = {
        "reset": lambda: faults.reset("PATCH", CARD, times=5),
        "lost reply": lambda: faults.lose_reply("PATCH", CARD, times=2),
        "503": lambda: faults.answer("PATCH", CARD, 503, times=2),
        "429": lambda: faults.rate_limited("PATCH", CARD, 0.1, times=2),
        "bad gateway page": lambda: faults.answer("PATCH", CARD, 520, times=2),
    }[what]()
    job = await scene.to(await scene.job(), JobStatus.SUBMITTING, JobStatus.FAILED)

    scene.announcer.changed(job)
    await scene.until_told()

    assert fault.left == 0
    assert "No film this time" in scene.message().text


async def test_a_state_that_did_not_get_through_is_shown_without_waiting_for_a_newer_one(
    scene: Scene,
):
    scene.local.faults.reset("PATCH", CARD)
    job = await scene.to(await scene.job(), JobStatus.SUBMITTING, JobStatus.QUEUED)

    scene.announcer.changed(job)

    await scene.until(lambda: "queue" in scene.message().text, "the queue on the card")


async def test_what_discord_never_takes_is_not_sent_for_ever(scene: Scene):
    bad = {"message": "Invalid Form Body", "code": 50035}
    fault = scene.local.faults.answer("PATCH", CARD, 400, bad, times=1_000)
    job = await scene.to(await scene.job(), JobStatus.SUBMITTING, JobStatus.FAILED)

    with capture_logs() as log:
        scene.announcer.changed(job)
        await scene.until(lambda: fault.met and scene.announcer.idle)

    assert fault.met == 4
    assert [one["log_level"] for one in log].count("error") == 4
    assert await scene.store.untold() != []


async def test_the_end_of_a_deleted_card_is_told_to_nobody_and_only_once(scene: Scene):
    job = await scene.to(await scene.job(), JobStatus.SUBMITTING, JobStatus.FAILED)
    scene.local.delete_message(scene.message())

    scene.announcer.changed(job)
    await scene.until_told()

    assert scene.edits == 1


async def test_a_film_for_a_deleted_card_is_a_card_gone(scene: Scene):
    done = await scene.stored(await scene.job())
    scene.local.delete_message(scene.message())

    with pytest.raises(CardGone, match="10008"):
        await scene.announcer.show(done, scene.film)


async def test_the_film_goes_up_by_the_channels_route_and_the_card_holds_it(scene: Scene):
    done = await scene.stored(await scene.job())

    await scene.announcer.show(done, scene.film)

    [file] = scene.message().attachments
    sent = scene.local.recorded[-1]
    assert file.read() == FILM
    assert sent.path == f"/channels/{done.channel_id}/messages/{done.message_id}"
    assert [part.data for part in sent.parts if part.filename] == [FILM]


async def test_delivered_twice_is_one_card_with_one_film(scene: Scene):
    done = await scene.stored(await scene.job())
    await scene.announcer.show(done, scene.film)

    await scene.restarted().show(done, scene.film)

    [file] = scene.message().attachments
    assert file.read() == FILM
    assert file.filename == f"job-{done.id}.mp4"


async def test_a_delivered_card_put_right_after_a_restart_keeps_its_film(scene: Scene):
    done = await scene.stored(await scene.job())
    await scene.announcer.show(done, scene.film)
    written = await scene.store.step(await scene.store.get(done.id), done)

    scene.restarted().changed(written)
    await scene.until_told()

    [file] = scene.message().attachments
    assert file.read() == FILM
    assert f"attachment_id': '{file.id}" in str(scene.message().components)


async def test_a_film_above_the_servers_limit_is_too_large(scene: Scene):
    done = await scene.stored(await scene.job())
    scene.local.set_upload_limit(100)

    with pytest.raises(FileTooLarge):
        await scene.announcer.show(done, scene.film)

    assert scene.message().attachments == []


@pytest.mark.parametrize("what", ["reset", "503"])
async def test_a_film_during_an_outage_is_a_busy_card_for_whoever_delivers_it(
    scene: Scene, what: str
):
    done = await scene.stored(await scene.job())
    if what == "reset":
        scene.local.faults.reset("PATCH", CARD)
    else:
        scene.local.faults.answer("PATCH", CARD, 503)

    with pytest.raises(CardBusy):
        await scene.announcer.show(done, scene.film)

    await scene.announcer.show(done, scene.film)
    assert len(scene.message().attachments) == 1


async def test_the_end_that_could_not_be_told_is_told_after_a_restart(scene: Scene):
    scene.local.faults.reset("PATCH", CARD, times=1_000)
    job = await scene.to(await scene.job(), JobStatus.SUBMITTING, JobStatus.FAILED)
    scene.announcer.changed(job)
    await scene.until(lambda: scene.edits > 0)
    await scene.announcer.close()
    scene.local.faults.clear()

    after = scene.restarted()
    for untold in await scene.store.untold():
        after.changed(untold)
    await scene.until_told()

    assert "No film this time" in scene.message().text


async def test_a_bot_that_stops_while_an_edit_hangs_stops_at_once(scene: Scene):
    hold = scene.local.faults.hold("PATCH", CARD)
    done = await scene.stored(await scene.job())
    showing = asyncio.create_task(scene.announcer.show(done, scene.film))
    await hold.reached()

    await asyncio.wait_for(scene.announcer.close(), 1)

    await asyncio.wait({showing}, timeout=1)
    assert showing.cancelled()


@asynccontextmanager
async def answering(scene: Scene, reply: str | None) -> AsyncIterator[Job]:
    """A command that a member sent, answered with a card or not at all, and its job."""
    got: asyncio.Future[discord.Interaction] = asyncio.get_running_loop().create_future()
    client = scene.client

    @client.event
    async def on_interaction(interaction: discord.Interaction) -> None:
        if reply is not None:
            await interaction.response.send_message(reply)
        got.set_result(interaction)

    command = {"name": "create", "description": "Make a film", "type": 1}
    await client.http.bulk_upsert_global_commands(client.application_id, [command])
    life = asyncio.create_task(client.connect())
    await scene.local.bot_ready()
    typed = asyncio.create_task(scene.local.slash("ann", "films", "create"))
    asked = await asyncio.wait_for(got, 5)
    if reply is not None:
        await typed
    yield scene.draft(
        interaction_id=asked.id, application_id=asked.application_id, answer_token=asked.token
    )
    typed.cancel()
    await client.close()
    await asyncio.gather(life, typed, return_exceptions=True)


async def test_an_answer_is_found_by_its_token_and_later_in_the_channels_history(scene: Scene):
    async with answering(scene, "the card") as job:
        by_token = await scene.announcer.find_answer(job)
        route = scene.local.recorded[-1].path
        scene.local.clock.skip(16 * 60)
        await scene.client.get_partial_messageable(job.channel_id).send("something else")
        by_history = await scene.announcer.find_answer(job)
        another = replace(job, interaction_id=job.interaction_id - 1)
        of_another = await scene.announcer.find_answer(another)

    assert of_another is None
    assert route.startswith("/webhooks/")
    assert by_token == by_history == scene.local.messages("films")[0].id


async def test_a_command_that_was_never_answered_has_no_answer_soon_or_late(scene: Scene):
    async with answering(scene, None) as job:
        by_token = await scene.announcer.find_answer(job)
        scene.local.clock.skip(16 * 60)
        by_history = await scene.announcer.find_answer(job)

    assert by_token is None
    assert by_history is None


async def test_whether_a_command_was_answered_is_not_guessed_while_discord_is_out(scene: Scene):
    async with answering(scene, "the card") as job:
        # Twice, since aiohttp itself repeats a GET that met a connection closed meanwhile.
        scene.local.faults.reset("GET", r"/webhooks/", times=2)
        with pytest.raises(CardBusy):
            await scene.announcer.find_answer(job)
        scene.local.clock.skip(16 * 60)
        scene.local.faults.answer("GET", r"/channels/\d+/messages", 503)
        with pytest.raises(CardBusy):
            await scene.announcer.find_answer(job)
