"""Edits of one channel: who goes first, who is replaced, and how fast. Time stands in the hand."""

from __future__ import annotations

import asyncio
import heapq
import random
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

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


@pytest.fixture
async def channel() -> AsyncIterator[Channel]:
    async with opened() as channel:
        yield channel


def windows(times: list[float]) -> list[float]:
    """For each edit, when the window began that Discord counts it for."""
    began, found = float("-inf"), list[float]()
    for at in times:
        began = at if at >= began + 5.0 else began
        found.append(began)
    return found


async def drained(channel: Channel) -> None:
    """Spend the burst, so that the next edits have to wait for their turn."""
    for card in range(101, 106):
        channel.put(card, DONE)
    await settle()
    assert len(channel.shown) == 5
    channel.shown.clear()


async def test_two_go_at_once_and_then_as_many_as_discord_takes(channel: Channel):
    for card in range(1, 11):
        channel.put(card)

    await channel.time.pass_(20)

    times = [at for at, _, _ in channel.shown]
    assert times == [0, 0, 3.5, 4.0, 4.5, 5.1, 5.1, 8.6, 9.1, 9.6]


@pytest.mark.parametrize("finals", [0.0, 0.3, 0.9])
async def test_discord_never_counts_more_than_five_edits_in_five_seconds(
    channel: Channel, finals: float
):
    chance = random.Random(3)
    for card in range(300):
        channel.put(card, DONE if chance.random() < finals else RUNNING)
        await channel.time.pass_(chance.uniform(0, 0.6))
    await channel.time.pass_(400)

    assert len(channel.shown) == 300
    assert max(Counter(windows([at for at, _, _ in channel.shown])).values()) == 5


async def test_three_of_five_are_kept_for_cards_that_end(channel: Channel):
    for card in range(1, 11):
        channel.put(card)
    await settle()
    before = len(channel.shown)

    for card in (77, 78, 79):
        channel.put(card, DONE)
    await settle()

    assert before == 2
    assert channel.cards[2:] == [77, 78, 79]


async def test_what_was_kept_in_vain_is_not_lost_to_the_others(channel: Channel):
    for card in range(1, 101):
        channel.put(card)

    await channel.time.pass_(50.9)

    assert len(channel.shown) == 50


async def test_a_card_that_ends_alone_waits_less_than_a_second(channel: Channel):
    waits: list[float] = []
    for card in range(1, 101):
        await channel.time.pass_(5.37)
        for other in range(1_000, 1_020):
            channel.put(other)
        before = channel.time.now - 1_000
        channel.put(card, DONE)
        await channel.time.pass_(1)
        waits += [at - before for at, shown, _ in channel.shown if shown == card]

    assert len(waits) == 100
    assert max(waits) < 1.0


async def test_the_next_five_wait_until_discord_must_have_begun_to_count_anew(channel: Channel):
    gate = channel.gates[101] = asyncio.Event()
    for card in range(101, 107):
        channel.gates[card] = gate
        channel.put(card, DONE)
    await channel.time.pass_(0.8)  # all that time they are on their way
    gate.set()

    await channel.time.pass_(5.0)
    after_five = len(channel.shown)
    await channel.time.pass_(0.2)

    assert after_five == 5
    assert len(channel.shown) == 6


async def test_cards_that_end_go_before_all_others(channel: Channel):
    await drained(channel)
    for card in range(1, 5):
        channel.put(card)
    channel.put(50, DONE)
    channel.put(51, DONE)

    await channel.time.pass_(5.2)

    assert channel.cards[:2] == [50, 51]


async def test_cards_that_end_spend_the_burst_before_all_others(channel: Channel):
    for card in range(1, 5):
        channel.put(card)
    for card in range(51, 56):
        channel.put(card, DONE)

    await settle()

    assert channel.cards == [51, 52, 53, 54, 55]


async def test_whoever_waits_longest_goes_first_whatever_its_number(channel: Channel):
    await drained(channel)
    for card in (9, 5, 7):
        channel.put(card)

    await channel.time.pass_(5.5)
    channel.put(1)
    await channel.time.pass_(10)

    assert channel.cards == [9, 5, 7, 1]


async def test_a_card_that_changes_all_the_time_does_not_hold_up_the_others(channel: Channel):
    await drained(channel)
    channel.put(1)
    for card in (2, 3, 4):
        channel.put(card)

    for state in range(11):
        channel.put(1, replace(RUNNING, seq=state))
        await channel.time.pass_(1)

    assert set(channel.cards) == {1, 2, 3, 4}


async def test_the_latest_state_wins_and_the_older_are_never_sent(channel: Channel):
    await drained(channel)
    for state in (1, 2, 3, 2):
        channel.put(5, replace(RUNNING, seq=state))

    await channel.time.pass_(10)

    assert channel.states == [3]


async def test_one_card_is_edited_by_one_at_a_time_and_in_order(channel: Channel):
    channel.gates[5] = asyncio.Event()
    channel.put(5, replace(RUNNING, seq=1))
    await settle()
    channel.put(5, replace(RUNNING, seq=2))
    channel.put(6)
    await settle()
    while_held = list(channel.cards)

    channel.gates[5].set()
    await channel.time.pass_(6)

    assert while_held == [6]
    assert channel.begun.count(5) == 2
    assert [state for _, card, state in channel.shown if card == 5] == [1, 2]


async def test_an_upload_under_way_does_not_hold_up_the_channel(channel: Channel):
    channel.gates[5] = asyncio.Event()
    channel.put(5, DONE, film=FILM)
    await settle()

    channel.put(6)
    await settle()

    assert channel.cards == [6]


async def test_an_hour_long_upload_costs_the_lane_nothing(channel: Channel):
    channel.gates[5] = asyncio.Event()
    channel.put(5, DONE, film=FILM)

    await channel.time.pass_(3_600)

    assert channel.time.set == 0


async def test_who_waits_for_the_film_is_never_replaced_by_progress(channel: Channel):
    await drained(channel)
    seen = asyncio.get_running_loop().create_future()
    channel.put(5, DONE, film=FILM, waiters=[seen])
    channel.put(5, replace(RUNNING, seq=DONE.seq))
    channel.put(5, replace(DONE, seq=DONE.seq + 1, status=JobStatus.RUNNING))

    await channel.time.pass_(10)

    assert seen.done()
    assert channel.states == [DONE.seq]


async def test_two_who_wait_for_one_card_both_learn_that_it_was_shown(channel: Channel):
    await drained(channel)
    loop = asyncio.get_running_loop()
    first, second, older = loop.create_future(), loop.create_future(), loop.create_future()
    channel.put(5, DONE, waiters=[first])
    channel.put(5, replace(DONE, seq=10), waiters=[second])
    channel.put(5, replace(DONE, seq=8), waiters=[older])

    await channel.time.pass_(10)

    assert [each.done() for each in (first, second, older)] == [True, True, True]
    assert channel.states == [10]


async def test_an_edit_for_later_waits_for_its_time_and_lets_others_pass(channel: Channel):
    channel.put(5, DONE, not_before=1_003.0)
    channel.put(6)

    await channel.time.pass_(10)

    assert channel.shown == [(0, 6, 0), (3, 5, DONE.seq)]


async def test_an_edit_for_later_comes_in_time_while_the_channel_waits_for_its_pace(
    channel: Channel,
):
    for card in range(1, 7):
        channel.put(card)
    channel.put(50, DONE, not_before=1_000.3)

    await channel.time.pass_(0.5)

    assert channel.shown[-1] == (0.3, 50, DONE.seq)


async def test_a_newer_state_does_not_wait_for_the_second_try_of_an_older_one(channel: Channel):
    channel.put(5, replace(RUNNING, seq=1), not_before=1_060.0, tries=3)
    channel.put(5, replace(RUNNING, seq=2))

    await settle()

    assert channel.states == [2]


async def test_nothing_runs_and_nothing_is_kept_when_all_is_shown(channel: Channel):
    for card in range(1, 7):
        channel.put(card)
    await channel.time.pass_(20)
    alarms = channel.time.set

    await channel.time.pass_(3_600)

    assert channel.lane.idle
    assert channel.tasks[-1].done()
    assert channel.time.set == alarms
    assert all(alarm.stopped for _, _, alarm, _ in channel.time.alarms)


async def test_a_lane_that_waits_sleeps_instead_of_spinning(channel: Channel):
    channel.put(5, DONE, not_before=1_000 + 3_600)
    await settle()

    await channel.time.pass_(3_599)

    assert channel.time.set <= 2
    assert channel.shown == []


async def test_a_lane_that_ran_dry_takes_up_again(channel: Channel):
    channel.put(5)
    await channel.time.pass_(60)
    channel.put(5, replace(RUNNING, seq=1))

    await channel.time.pass_(60)

    assert channel.states == [0, 1]
    assert len(channel.tasks) == 2


async def test_a_stop_leaves_nobody_waiting(channel: Channel):
    loop = asyncio.get_running_loop()
    held, queued = loop.create_future(), loop.create_future()
    channel.gates[5] = asyncio.Event()
    channel.put(5, DONE, film=FILM, waiters=[held])
    await settle()
    channel.put(5, replace(DONE, seq=10), waiters=[queued])

    await channel.lane.stop()

    assert held.cancelled()
    assert queued.cancelled()
    assert channel.under_way == set()
