"""A bot without Discord: all parts are real, but whoever shows cards only notes them."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

from bot.core.asked import Asked
from bot.core.audit import Entry
from bot.core.catalog import Catalog
from bot.core.doubt import DoubtRules
from bot.core.history import History
from bot.core.job import Job
from bot.core.sentence import Sentence
from bot.core.standing import Block
from bot.core.wallet import Limits
from bot.delivery import Deliverer
from bot.doubts import Doubts
from bot.housekeeping import Offer
from bot.intake import Intake
from bot.media.fetch import Files
from bot.media.picture import Pictures
from bot.provider.client import VideoClient
from bot.provider.wire import Timeouts
from bot.sandbox.videos import LocalVideos
from bot.screening import Screening
from bot.store.audit import AuditStore
from bot.store.cast import CastStore
from bot.store.database import open_database
from bot.store.films import FilmFolder
from bot.store.houses import HouseStore
from bot.store.jobs import JobStore
from bot.store.members import MemberStore
from bot.store.progress import ProgressBook
from bot.store.strikes import StrikeStore
from bot.store.wishes import WishStore
from bot.store.words import WordStore
from bot.tracker import Tracker
from bot.tracker.parts import Parts
from bot.tracker.reach import Reach
from tests.fresh import lay_database

FIRST_MOMENT = 1_790_000_000.0 - 1_790_000_000.0 % 86_400 + 43_200
"""Noon, so that no test meets midnight by chance."""
ANN, BEN = 11, 12
RULES = DoubtRules()
PLENTY = Limits(
    budget_day=1_000_000_000, running=1000, per_member_day=1000, running_per_member=1000
)


class HouseClock:
    """Stands still until it is told to pass."""

    def __init__(self, now: float) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        """What a part that waits is handed: its time passes, ours does not."""
        self.pass_(seconds=seconds)
        await asyncio.sleep(0.002)

    def pass_(self, *, seconds: float = 0, minutes: float = 0, hours: float = 0) -> None:
        self.now += seconds + 60 * minutes + 3600 * hours


@dataclass
class Seen:
    """Cards as their people see them: every state, and every film with the way it came."""

    shown: list[str] = field(default_factory=list)
    films: list[tuple[int, bytes]] = field(default_factory=list)
    answers: dict[int, int] = field(default_factory=dict)
    """Message ids by interaction id, for commands that were answered."""
    rung: list[tuple[int, bool, bool]] = field(default_factory=list)
    """Calls: job, by direct message, begun before."""
    asked: list[tuple[int, int]] = field(default_factory=list)
    """Films that moderators were asked about, and where."""
    logged: list[tuple[int, str]] = field(default_factory=list)
    """What was told in log channels, and where."""
    told: list[Sentence] = field(default_factory=list)
    """What the bot's owner was told."""
    problems: list[Exception] = field(default_factory=list)
    """What the next shows run into."""

    def changed(self, job: Job) -> None:
        self.shown.append(job.status.value)

    async def show(self, job: Job, film: Path | None = None) -> None:
        if self.problems:
            raise self.problems.pop(0)
        self.shown.append(job.status.value)
        if film is not None:
            self.films.append((job.id, film.read_bytes()))

    def retire(self, old: Job, moved: Job) -> None:
        self.shown.append(f"moved to {moved.message_id}")

    async def ring(self, job: Job, *, privately: bool, begun_before: bool) -> None:
        if self.problems:
            raise self.problems.pop(0)
        self.rung.append((job.id, privately, begun_before))

    async def tell_moderators(self, channel_id: int, block: Block, sentence: Sentence) -> None:
        self.told.append(sentence)

    async def ask_moderators(self, job: Job, channel_id: int) -> int:
        if self.problems:
            raise self.problems.pop(0)
        self.asked.append((job.id, channel_id))
        return 9_000 + job.id

    async def review_over(self, job: Job) -> None:
        self.shown.append(f"review of {job.id} over")

    async def remove(self, job: Job) -> None:
        if self.problems:
            raise self.problems.pop(0)
        self.shown.append(f"{job.id} removed")

    async def tell_log(self, channel_id: int, entries: Sequence[Entry]) -> None:
        if self.problems:
            raise self.problems.pop(0)
        self.logged += [(channel_id, entry.act.value) for entry in entries]

    async def tell_owner(self, sentence: Sentence) -> None:
        self.told.append(sentence)

    async def find_answer(self, job: Job) -> int | None:
        if self.problems:
            raise self.problems.pop(0)
        return self.answers.get(job.interaction_id)


@dataclass
class House:
    store: JobStore
    progress: ProgressBook
    films: FilmFolder
    intake: Intake
    tracker: Tracker
    seen: Seen
    clock: HouseClock
    parts: Parts
    doubts: Doubts

    async def ask(self, prompt: str = "a fox on ice", *, owner: int = ANN, **wish: Any) -> Job:
        """A member's command, answered with its card."""
        job = await self.accept(prompt, owner=owner, **wish)
        return await self.intake.place(job, message_id=7_000 + job.id)

    async def accept(self, prompt: str = "a fox on ice", *, owner: int = ANN, **wish: Any) -> Job:
        """A member's command up to the answer."""
        wish = {"model": None, "seconds": None, "size": None, **wish}
        return await self.intake.accept(asked(owner), prompt=prompt, **wish)

    async def now(self, job: Job) -> Job:
        found = await self.store.get(job.id)
        assert found is not None
        return found

    async def rounds(
        self, job: Job, until: Callable[[Job], bool], *, seconds: float = 5, most: int = 60
    ) -> Job:
        """Rounds of the tracker, `seconds` of its time apart, until the job is so."""
        for _ in range(most):
            await self.tracker.round()
            latest = await self.now(job)
            if until(latest):
                return latest
            self.clock.pass_(seconds=seconds)
            await asyncio.sleep(0.005)
        raise AssertionError(f"still {latest.status} after {most} rounds: {latest.problem}")

    async def to_the_end(self, job: Job) -> Job:
        return await self.rounds(job, lambda latest: latest.ended)


Start = Callable[[], AbstractAsyncContextManager[House]]

_numbers = iter(range(1_000, 10**9))


def asked(owner: int = ANN, *, upload_limit: int = 10_000_000) -> Asked:
    number = next(_numbers)
    return Asked(
        interaction_id=number,
        application_id=1,
        token=f"token-{number}",
        guild_id=5,
        channel_id=7,
        owner_id=owner,
        locale="en-US",
        upload_limit=upload_limit,
    )


@asynccontextmanager
async def opened(
    folder: Path,
    clock: HouseClock,
    videos: LocalVideos,
    catalog: Catalog,
    *,
    limits: Limits = PLENTY,
    url: str | None = None,
    public_url: str | None = None,
    timeouts: Timeouts | None = None,
    own_host: str | None = None,
    patience: float = 30.0,
    rules: DoubtRules = RULES,
    access_token: str | None = None,
) -> AsyncIterator[House]:
    url = url or await lay_database(folder)
    async with open_database(url) as database, aiohttp.ClientSession() as session:
        client = VideoClient(
            session,
            base_url=videos.base_url,
            key=videos.key,
            clock=clock,
            sleep=clock.sleep,
            timeouts=timeouts,
            access_token=access_token,
        )
        store, progress = JobStore(database), ProgressBook(database)
        films, seen, wake = FilmFolder(folder / "films"), Seen(), asyncio.Event()
        providers = {"cometapi": client}
        offer = Offer(catalog, providers, preferred=None, allow_unknown_price=False)
        deliverer = Deliverer(
            store, films, seen, clock=clock, public_url=public_url, provider_host="127.0.0.1"
        )
        parts = Parts(
            store=store,
            progress=progress,
            films=films,
            pictures=Pictures(
                folder / "pictures",
                Files(session, own_host=own_host, total=patience, sleep=clock.sleep),
            ),
            providers=providers,
            catalog=catalog,
            offer=offer,
            cards=seen,
            members=MemberStore(database),
            deliverer=deliverer,
            clock=clock,
            chance=random.Random(7),
            cap_bytes=50_000_000,
            max_running=limits.running,
            history=History(),
            reach=Reach(clock, random.Random(7)),
            doubt=rules,
            wake=wake,
            strikes=StrikeStore(database, most=0),
            houses=(houses := HouseStore(database)),
            review_hours=24,
        )
        intake = Intake(
            store,
            WishStore(database),
            CastStore(database),
            houses,
            Screening(houses, AuditStore(database), WordStore(database)),
            catalog,
            limits,
            offer,
            unknown_price=None,
            confirm_above=None,
            clock=clock,
            wake=wake.set,
        )
        doubts = Doubts(store, limits, rules, unknown_price=None, clock=clock, wake=wake.set)
        tracker = Tracker(parts)
        await tracker.start()
        seen.shown.clear()
        yield House(store, progress, films, intake, tracker, seen, clock, parts, doubts)
