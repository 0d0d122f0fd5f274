"""What becomes of jobs where a naive bot is killed at random, in the sandbox of `make chaos`.

    .venv/bin/python bench/naive.py [--kills 20] [--seed N]

The same people, the same wishes, the same far ends and the same counting as for Clapper. It ends
with code 0 only if something was lost and something paid for twice: else the run is too easy.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import secrets
import sys
import tempfile
from pathlib import Path

import ground  # the checkout on the path

from tests.chaos import table
from tests.chaos.accounts import Accounts, judge, stories
from tests.chaos.run import kill_at_random, settle
from tests.chaos.stage import staged

PROGRAM = (str(ground.HERE / "naive_bot.py"),)

BETWEEN = (2.0, 8.0)
"""Real seconds between two kills: Clapper is killed thrice as often."""


async def run(kills: int, seed: int) -> Accounts:
    with tempfile.TemporaryDirectory(prefix="clapper-naive-") as folder:
        async with staged(Path(folder), seed=seed, program=PROGRAM) as stage:
            await kill_at_random(stage, kills, float("inf"), BETWEEN)
            await settle(stage, within=30)
            accounts = judge(
                stories(stage.crowd, stage.discord, stage.videos), stage.discord, stage.videos
            )
            print(f"\na naive bot, seed {seed}")
            table.show(stage, accounts, "none: killed at random only")
            return accounts


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6))
    given = parser.parse_args()
    logging.getLogger("aiohttp.server").setLevel(logging.CRITICAL)
    accounts = asyncio.run(run(given.kills, given.seed))
    return 0 if accounts.count("lost") and accounts.count("paid twice") else 1


if __name__ == "__main__":
    sys.exit(main())
