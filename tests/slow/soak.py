"""The whole sandbox for an hour, five busy people, bad weather: nothing grows, nothing is lost.

Four of them use the local Discord as their client would, the fifth sits at the page, in Chromium,
and clicks whatever is there (`--no-page` where there is no Chromium).

    python -m tests.slow.soak [--minutes 60] [--speed 60] [--seed 1] [--pause 4] [--no-page]

Ends with code 0 only if, after the weather cleared up: the memory of the far ends and of the bot
is within 1.2 times of what it was after the first tenth, and so is the page; neither log has an
error or a traceback, the browser's console neither; no route was asked for that does not exist;
and every film that was charged is delivered, failed, open or one of those whose reply was lost on
purpose.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import logging
import os
import random
import re
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from statistics import median

from bot.sandbox.clock import SandboxClock
from bot.sandbox.discord import LocalDiscord
from bot.sandbox.page import Page
from bot.sandbox.page.house import House
from bot.sandbox.page.panel import RIGHTS
from bot.sandbox.process import BotProcess
from bot.sandbox.videos import LocalVideos
from tests.slow.crowd import BALANCE, PEOPLE, PLACES, Ends, Person, weather
from tests.slow.guest import Guest

GROWTH_MOST = 1.2
SAMPLE_EVERY = 2.0
CLEARS_UP_WITHIN = 150.0
"""Real seconds for what is still under way when the crowd goes home."""
INJECTED = re.compile(
    r"Unknown interaction|Unknown Message|502 Bad Gateway|[Cc]onnection reset"
    r"|[Ss]erver disconnected|out of money at the provider"
)
"""What the bot's own log calls an error, and the weather has made on purpose."""
OPEN = ("accepted", "submitting", "queued", "running", "ready", "stored")
LIMITS = {
    "BUDGET_DAY": "999999",
    "MAX_RUNNING": "12",
    "MAX_PER_MEMBER_DAY": "100000",
    "STRIKES": "100000",
    "MAX_RUNNING_PER_MEMBER": "4",
    "UNKNOWN_PRICE": "1",
    "WEB_PORT": "0",
}


class Scales:
    """Megabytes of memory: of the far ends (this process), and of the bot.

    A renderer lives as long as its film takes; the most they took together is told, not judged.
    """

    def __init__(self, bot: BotProcess) -> None:
        self.samples: list[tuple[float, float, float]] = []
        self.renderers_most = 0.0
        self._bot = bot._process.pid
        self._others = {*_children(os.getpid())}

    async def weigh(self) -> None:
        while True:
            self.samples.append((time.monotonic(), _rss(os.getpid()), _rss(self._bot)))
            self.renderers_most = max(self.renderers_most, self._renderers())
            await asyncio.sleep(SAMPLE_EVERY)

    def _renderers(self) -> float:
        return sum(_rss(one) for one in _children(os.getpid()) if one not in self._others)

    def problems(self) -> list[str]:
        problems: list[str] = []
        print(f"children of the far ends took at most {self.renderers_most:.0f} MB")
        for column, name in ((1, "far ends"), (2, "bot")):
            before, after = self.growth(column)
            grown = f"{before:.0f} MB, then {after:.0f} MB ({after / before:.2f}x)"
            print(f"memory of the {name}: {grown}")
            if after > GROWTH_MOST * before:
                problems.append(f"memory of the {name}: {grown}")
        return problems

    def growth(self, column: int) -> tuple[float, float]:
        """What it was after the first tenth, and what it is at the end."""
        tenth = max(1, len(self.samples) // 10)
        after, end = self.samples[tenth : tenth + max(3, tenth // 2)], self.samples[-tenth:]
        return median(one[column] for one in after), median(one[column] for one in end)


class OwnLog(logging.Handler):
    """Errors that the far ends and the page logged, in this process."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.records: list[str] = []
        logging.getLogger().addHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(logging.Formatter().format(record))

    def problems(self) -> list[str]:
        print(f"errors in the far ends' log: {len(self.records)}")
        return [f"in the far ends' log: {one[:2000]}" for one in self.records[:3]]


def _rss(pid: int) -> float:
    with contextlib.suppress(OSError):
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6
    return 0.0


def _children(pid: int) -> list[int]:
    found: list[int] = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError, ValueError):
            if int(stat.read_text().rsplit(")", 1)[1].split()[1]) == pid:
                found.append(int(stat.parent.name))
    return found


def jobs(bot: BotProcess) -> list[sqlite3.Row]:
    with contextlib.closing(sqlite3.connect(bot.data / "clapper.db")) as db:
        db.row_factory = sqlite3.Row
        return db.execute(
            "SELECT id, status, provider_id, delivery, message_id FROM jobs"
        ).fetchall()


def accounts(ends: Ends) -> list[str]:
    """What is wrong with the films and the money."""
    rows, creates = jobs(ends.bot), {one.job_id for one in ends.videos.creates}
    by_status = Counter(row["status"] for row in rows)
    known = {row["provider_id"]: row["status"] for row in rows if row["provider_id"]}
    ended = Counter(known[one] for one in creates if one in known)
    orphans = creates - set(known)
    moved = [one for one in ends.videos.movements if one.kind == "consume"]
    problems: list[str] = []
    print(f"jobs {dict(by_status)}; {len(creates)} creates: {dict(ended)}, unknown {len(orphans)}")
    if len(creates) != len(moved) or len(creates) != len(ends.videos.creates):
        problems.append(f"{len(creates)} creates, but {len(moved)} charges")
    put_in = sum(one.micros for one in ends.videos.movements if one.kind == "top-up")
    if ends.videos.wallet.used_micros != BALANCE + put_in - ends.videos.balance_micros:
        problems.append("the wallet does not add up")
    if invented := set(known) - creates:
        problems.append(f"the bot knows films that were never made: {invented}")
    expired = expired_early(ends, rows)
    print(f"films gone at the provider, by its faster clock, before they were fetched: {expired}")
    if len(orphans) + len(expired) > ends.lost_replies:  # each has used up one
        problems.append(f"unknown {orphans}, expired {expired}, replies lost {ends.lost_replies}")
    if late := still_open(ends, rows):
        problems.append(f"jobs still open {CLEARS_UP_WITHIN:.0f} s after the last wish: {late}")
    if aside := by_status["set_aside"]:
        problems.append(f"{aside} jobs set aside")
    return problems + shown(ends, rows)


def expired_early(ends: Ends, rows: list[sqlite3.Row]) -> list[int]:
    """Films that were gone before they could be fetched: an hour of the far end's is a minute here
    at 60 times the speed, and who finds its order again after a lost reply may need as long. The
    bot tries for an hour of its own."""
    now, made = ends.clock.now(), ends.videos.jobs
    return [
        row["id"]
        for row in rows
        if row["status"] == "ready"
        and (film := made.get(row["provider_id"])) is not None
        and film.finished
        and not film.fetchable(now)
    ]


def still_open(ends: Ends, rows: list[sqlite3.Row]) -> list[int]:
    expired = expired_early(ends, rows)
    return [row["id"] for row in rows if row["status"] in OPEN and row["id"] not in expired]


def shown(ends: Ends, rows: list[sqlite3.Row]) -> list[str]:
    """Every delivered film is in its card, where that still exists."""
    cards = {one.id: one for place in PLACES for one in ends.discord.messages(place)}
    empty = [
        row["id"]
        for row in rows
        if row["status"] == "delivered"
        and row["delivery"] == "attached"
        and row["message_id"] in cards
        and not cards[row["message_id"]].attachments
    ]
    return [f"delivered, but no film in the card: {empty}"] if empty else []


def of_log(bot: BotProcess) -> list[str]:
    """Errors that the weather does not account for. A record goes on until the next time stamp."""
    records = re.split(r"\n(?=\d{4}-\d\d-\d\dT)", bot.log.read_text("utf-8", "replace"))
    wrong = [one for one in records if re.search(r"\[(error|critical)|Traceback", one)]
    bad = [one for one in wrong if not INJECTED.search(one)]
    print(f"errors in the bot's log: {len(wrong)}, {len(bad)} of them not made by the weather")
    return [f"in the bot's log: {one[:2000]}" for one in bad[:3]]


async def soak(minutes: float, speed: float, seed: int, pause: float, page: bool) -> list[str]:
    clock, chance = SandboxClock(speed), random.Random(seed)
    with tempfile.TemporaryDirectory(prefix="soak-", ignore_cleanup_errors=True) as folder:
        async with (
            LocalDiscord(clock) as discord,
            LocalVideos(clock, balance_micros=BALANCE) as far,
        ):
            bot = BotProcess(discord, far, Path(folder), **LIMITS)
            ends = Ends(discord, far, bot, clock, chance)
            async with Page(House(clock, discord, far, bot), 0) as opened:
                bot.start()
                try:
                    problems = await used(
                        ends, Guest(opened.address, seed) if page else None, minutes, pause
                    )
                    if os.environ.get("SOAK_LOG"):
                        Path(os.environ["SOAK_LOG"]).write_bytes(bot.log.read_bytes())
                finally:
                    await asyncio.to_thread(bot.stop)
            problems += [f"unknown route {one}" for one in {*discord.unknown_routes}]
            problems += [f"unknown route {one}" for one in {*far.unknown_routes}]
    return problems


async def used(ends: Ends, guest: Guest | None, minutes: float, pause: float) -> list[str]:
    """What went wrong while people used it."""
    bot, discord = ends.bot, ends.discord
    await discord.until(lambda: bot.ended or discord.commands, 60, "the bot's commands")
    if bot.ended is not None:
        return [f"the bot ended at once: {bot.last_words(1)}"]
    scales, own_log = Scales(bot), OwnLog()
    await busy(ends, guest, scales, minutes, pause)
    problems = [*accounts(ends), *of_log(bot), *own_log.problems(), *scales.problems()]
    return problems + (guest.problems() if guest else [])


async def busy(
    ends: Ends, guest: Guest | None, scales: Scales, minutes: float, pause: float
) -> None:
    people = [Person(ends, name, pause).live() for name in PEOPLE]
    tasks = [asyncio.ensure_future(one) for one in (*people, weather(ends), scales.weigh())]
    if guest:
        await guest.come()
        tasks.append(asyncio.ensure_future(guest.gone()))
    done, _ = await asyncio.wait(tasks, timeout=minutes * 60, return_when="FIRST_COMPLETED")
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    if guest:
        await guest.leave()
        ends.lost_replies += guest.lost
    for task in done:  # nobody stops by themselves: whoever did met a mistake
        task.result()
    clear_up(ends)
    print(f"done: {dict(ends.did)}", flush=True)
    with contextlib.suppress(TimeoutError):
        await ends.discord.until(lambda: settled(ends), CLEARS_UP_WITHIN)


def settled(ends: Ends) -> bool:
    """Nothing is under way; a card that /show has just brought elsewhere has its film."""
    rows = jobs(ends.bot)
    return not still_open(ends, rows) and not shown(ends, rows)


def clear_up(ends: Ends) -> None:
    """The weather is over, and whatever the guest took away is there again."""
    ends.discord.faults.clear()
    ends.videos.faults.clear()
    for place in PLACES[:-1]:  # in the last the bot may not attach files from the start
        for right in RIGHTS:
            ends.discord.allow(place, right)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--speed", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--pause", type=float, default=4, help="seconds between a person's acts")
    parser.add_argument("--no-page", dest="page", action="store_false")
    problems = asyncio.run(soak(**vars(parser.parse_args())))
    print("\n".join(problems) if problems else "Nothing grew and nothing was lost.")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
