"""Kills the bot at every point and at random moments, and counts from outside what became of it.

    python -m tests.chaos.run [--jobs 20] [--kills 50] [--seed N] [--full] [--seconds S]
                              [--write-docs] [--broken]

First it records which points there are, with nobody killed. Then each life ends at the first point,
before or after, where none has ended yet, until every one was reached; then come the random kills.
Ends with code 0 only if every promise was kept, every point was killed at on both sides (with
`--seconds`: as many as fit) and as many jobs ran as were asked for. `--broken` is a bot that sends
an order again where it does not know: the run must fail.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import secrets
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tests.chaos import pages, table
from tests.chaos.accounts import judge, numbers, stories
from tests.chaos.stage import LOOK_EVERY, Stage, asking, staged, until
from tests.chaos.wishes import KINDS, Kind

SETTLES_WITHIN = 45.0
"""Real seconds for what is still open once nobody is killed any more."""
AN_HOUR = 3_700.0
POINT_WITHIN = 90.0
"""Real seconds without a new point after which the run gives up on those left."""


@dataclass
class Plan:
    jobs: int
    kills: int
    seconds: float | None
    seed: int
    broken: bool
    keep: Path | None
    write_docs: bool


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos.run")
    parser.add_argument("--jobs", type=int, default=20)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seconds", type=float)
    parser.add_argument("--seed", type=int)
    parser.add_argument("--full", action="store_true", help="200 jobs and 500 random kills")
    parser.add_argument("--broken", action="store_true")
    parser.add_argument("--write-docs", action="store_true")
    parser.add_argument("--keep", type=Path, help="a folder for the bot's data, log and trail")
    given = parser.parse_args()
    jobs, kills = (200, 500) if given.full else (given.jobs, given.kills)
    seed = secrets.randbelow(10**6) if given.seed is None else given.seed
    print(f"seed {seed}", flush=True)
    # A killed client leaves half-read answers behind; that is what this is about.
    logging.getLogger("aiohttp.server").setLevel(logging.CRITICAL)
    plan = Plan(jobs, kills, given.seconds, seed, given.broken, given.keep, given.write_docs)
    return asyncio.run(run(plan))


async def run(plan: Plan) -> int:
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="clapper-chaos-") as folder:
        async with staged(plan.keep or Path(folder), seed=plan.seed, broken=plan.broken) as stage:
            await record(stage)
            print(f"{len(stage.recorded)} points recorded after {time.monotonic() - began:.0f} s")
            ends = began + (plan.seconds or 10**6)
            await kill_at_points(stage, ends - 0.4 * (ends - began))
            await kill_at_random(stage, plan.kills, ends - 0.25 * (ends - began))
            await settle(stage, plan.jobs)
            return report(stage, plan, time.monotonic() - began)


async def record(stage: Stage) -> None:
    """One of each kind of wish, and nobody is killed: which points there are."""
    stage.victim.armed = False
    stage.victim.kill()
    await stage.discord.until(lambda: not stage.discord.gateway.connected, 20, "its end")
    await stage.discord.bot_ready(60)
    await stage.moderators.begin()
    async with asking(stage, lambda: len(stage.crowd.wishes) < len(KINDS)):
        await until(lambda: len(stage.crowd.wishes) >= len(KINDS), 60)
        await until(lambda: not stage.crowd.open_wishes, 40)
        await asyncio.sleep(2)  # the last calls
    stage.recorded = {(side, name) for _, side, _, name in stage.victim.told()}


async def kill_at_points(stage: Stage, ends: float) -> None:
    stage.victim.armed = True
    stage.victim.kill()
    leads, news, before = leading(stage), time.monotonic(), 0
    async with asking(stage, lambda: True):
        while (missing := stage.missing()) and time.monotonic() < ends:
            stage.crowd.wanted = [leads[name] for _, name in missing if name in leads]
            if (reached := len(stage.reached())) > before:
                news, before = time.monotonic(), reached
            if time.monotonic() - news > POINT_WITHIN:
                break
            await asyncio.sleep(LOOK_EVERY)
    stage.crowd.wanted = []


def leading(stage: Stage) -> dict[str, Kind]:
    """By point, a kind of wish that came there when nobody was killed."""
    known = numbers(stories(stage.crowd, stage.discord, stage.videos))
    return {
        name: known[about].wish.kind for _, _, about, name in stage.victim.told() if about in known
    }


async def kill_at_random(
    stage: Stage, kills: int, ends: float, between: tuple[float, float] = (0.2, 2.5)
) -> None:
    """So many real seconds after each other, with people asking all the while."""
    async with asking(stage, lambda: True):
        for _ in range(kills):
            await asyncio.sleep(stage.chance.uniform(*between))
            await until(lambda: not stage.victim.spared.exists(), 20)
            stage.victim.kill()
            if time.monotonic() > ends:
                break


async def settle(stage: Stage, jobs: int = 0, within: float = SETTLES_WITHIN) -> None:
    """Nobody is killed any more: `jobs` in all are asked for, and what is open comes to its end."""
    stage.victim.armed = False
    stage.victim.kill()
    async with asking(stage, lambda: len(stage.crowd.wishes) < jobs):
        await until(lambda: not stage.crowd.open_wishes and len(stage.crowd.wishes) >= jobs, within)
        if stage.crowd.open_wishes:  # an order in doubt for a second time waits for its hours
            stage.clock.skip(AN_HOUR)
            stage.victim.kill()
            await until(lambda: not stage.crowd.open_wishes, within)
        # Calls come after the end: a call too many would, too.
        await asyncio.sleep(3)


def report(stage: Stage, plan: Plan, seconds: float) -> int:
    found = stories(stage.crowd, stage.discord, stage.videos)
    accounts = judge(found, stage.discord, stage.videos)
    problems = accounts.problems + stage.victim.problems
    missed = sorted(stage.missing())
    if plan.seconds is None:
        problems += [f"points: never killed {side} {name}" for side, name in missed]
    if (ran := len(found)) < plan.jobs:
        problems.append(f"jobs: {ran} ran, {plan.jobs} were to")
    print(f"\nseed {plan.seed}, {seconds:.0f} s")
    all_of_them, others = len(stage.recorded), len(stage.reached() - stage.recorded)
    done = f"{all_of_them - len(missed)} of {all_of_them}, and {others} that only kills lead to"
    table.show(stage, accounts, done)
    if plan.write_docs:
        pages.write(stage, found, plan.seed)
    for problem in problems:
        print(f"BROKEN {problem}")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
