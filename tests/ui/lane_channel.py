"""A channel whose lane is asked for edits, with time in the test's hand."""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from bot.core.job import Job, JobStatus
from bot.ui.lane import Edit, Lane

RUNNING = Job(
    id=1,
    interaction_id=1,
    application_id=1,
    guild_id=1,
    channel_id=7,
    owner_id=1,
    locale="en-US",
    prompt="a fox",
    model="sora-2",
    model_title="Sora 2",
    provider="cometapi",
    dialect="openai-sora",
    seconds=4,
    size="720x1280",
    upload_limit=1,
    price=1,
    cost=1,
    created_at=0,
    changed_at=0,
    next_at=0,
    status=JobStatus.RUNNING,
)
DONE = replace(RUNNING, status=JobStatus.DELIVERED, seq=9)
FILM = Path("job-1.mp4")


@dataclass
class HeldAlarm:
    stopped: bool = False

    def cancel(self) -> None:
        self.stopped = True


@dataclass
class HeldTime:
    """An event loop's time that passes only when told to."""

    now: float = 1_000.0
    alarms: list[tuple[float, int, HeldAlarm, Callable[[], object]]] = field(default_factory=list)
    set: int = 0

    def time(self) -> float:
        return self.now

    def call_later(self, delay: float, callback: Callable[[], object], /) -> HeldAlarm:
        self.set += 1
        alarm = HeldAlarm()
        heapq.heappush(self.alarms, (self.now + delay, self.set, alarm, callback))
        return alarm

    async def pass_(self, seconds: float) -> None:
        until = self.now + seconds
        await settle()
        while self.alarms and self.alarms[0][0] <= until:
            at, _, alarm, callback = heapq.heappop(self.alarms)
            self.now = max(self.now, at)
            if not alarm.stopped:
                callback()
            await settle()
        self.now = until


async def settle() -> None:
    """Everything that can happen without time passing has happened."""
    for _ in range(20):
        await asyncio.sleep(0)


@dataclass
class Channel:
    """What people see, and when; a card whose gate is shut is shown when it opens."""

    lane: Lane
    time: HeldTime
    shown: list[tuple[float, int, int]] = field(default_factory=list)
    """Seconds since the start, card, and the state's number."""
    begun: list[int] = field(default_factory=list)
    under_way: set[int] = field(default_factory=set)
    gates: dict[int, asyncio.Event] = field(default_factory=dict)
    tasks: list[asyncio.Task[None]] = field(default_factory=list)

    async def send(self, edit: Edit) -> None:
        card = edit.job.message_id or 0
        assert card not in self.under_way, "two edits of one card at once"
        self.under_way.add(card)
        self.begun.append(card)
        try:
            if card in self.gates:
                await self.gates[card].wait()
            self.shown.append((round(self.time.now - 1_000, 1), card, edit.job.seq))
            for waiter in edit.waiters:
                waiter.set_result(None)
        finally:
            self.under_way.discard(card)

    def put(self, card: int, job: Job = RUNNING, **others: object) -> Edit:
        edit = Edit(replace(job, message_id=card), **others)
        self.lane.put(card, edit)
        if not self.tasks or self.tasks[-1].done():
            self.tasks.append(asyncio.create_task(self.lane.run()))
        return edit

    @property
    def cards(self) -> list[int]:
        return [card for _, card, _ in self.shown]

    @property
    def states(self) -> list[int]:
        return [state for _, _, state in self.shown]


@asynccontextmanager
async def opened() -> AsyncIterator[Channel]:
    time = HeldTime()
    channel = Channel(lane=None, time=time)
    channel.lane = Lane(channel.send, time)
    yield channel
    for gate in channel.gates.values():
        gate.set()
    await channel.lane.stop()
    for task in channel.tasks:
        task.cancel()
    await asyncio.gather(*channel.tasks, return_exceptions=True)


async def drained(channel: Channel) -> None:
    """Spend the burst, so that the next edits have to wait for their turn."""
    for card in range(101, 106):
        channel.put(card, DONE)
    await settle()
    assert len(channel.shown) == 5
    channel.shown.clear()
