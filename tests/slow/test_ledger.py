"""Jobs that fail, are cancelled and outlive restarts: the ledger is right to the micro-dollar.

Its two sums are held against the provider's own account and against a plain recount of the jobs.
"""

from __future__ import annotations

import contextlib
import os
import random
import sqlite3
from collections import Counter
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from bot.core.catalog import Catalog
from bot.core.refused import Refused
from bot.sandbox.clock import SandboxClock
from bot.sandbox.videos import LocalVideos, Manners
from bot.store.pseudonym import KEY_NAME, pseudonym
from tests.far_ends import local_videos
from tests.house import PLENTY, House, HouseClock, opened

pytestmark = pytest.mark.slow

BATCH = 50
MANY = int(os.environ.get("CLAPPER_LEDGER_JOBS") or 300)
"""A thousand take two to three minutes."""
MEMBERS = range(100, 120)
ENDINGS = ("", "", "", " [fail]", " [moderate]", " [refuse]", " [429]", " [500]")
LENGTHS = (4, 6, 8)


@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    ("refunds", "count"),
    [
        pytest.param(True, MANY, id="failures are refunded"),
        pytest.param(False, 100, id="failures are kept"),
    ],
)
async def test_the_two_sums_are_the_providers_account_and_a_plain_recount(
    tmp_path: Path,
    clock: HouseClock,
    catalog: Catalog,
    tiny_film: bytes,
    refunds: bool,
    count: int,
):
    chance = random.Random(7)
    provider = replace(catalog.providers["cometapi"], charges_failures=not refunds)
    catalog = replace(catalog, providers={**catalog.providers, "cometapi": provider})
    async with local_videos(
        SandboxClock(speed=100),
        film=tiny_film,
        queued_seconds=0.5,
        running_seconds=0.5,
        balance_micros=10**12,
        manners=Manners(refund_failures=refunds),
    ) as videos:
        for _ in range(count // BATCH):
            await a_batch(tmp_path, clock, videos, catalog, chance)
        async with opened(tmp_path, clock, videos, catalog, limits=PLENTY) as house:
            await finish(house)

        charged, spent, by_member, recounted = sums(tmp_path / "clapper.db")
        assert spent == videos.wallet.used_micros
        assert (charged, spent) == (recounted["charged"], recounted["spent"])
        assert by_member == {who: recounted[who] for who in by_member}
        assert len(by_member) > 10
        assert spent >= charged if refunds else spent > charged
        assert recounted["jobs"] == count
        assert recounted["given back"] > count / 5


async def a_batch(
    folder: Path, clock: HouseClock, videos: LocalVideos, catalog: Catalog, chance: random.Random
) -> None:
    """The bot starts, fifty jobs come, some are cancelled, and it stops in the middle of them."""
    async with opened(folder, clock, videos, catalog, limits=PLENTY) as house:
        for _ in range(BATCH):
            prompt = f"a fox {chance.random()}{chance.choice(ENDINGS)}"
            job = await house.ask(
                prompt, owner=chance.choice(MEMBERS), seconds=chance.choice(LENGTHS)
            )
            if chance.random() < 0.2:
                await house.tracker.round()
            if chance.random() < 0.2:
                with contextlib.suppress(Refused):  # where it was sent by then
                    await house.intake.cancel(job.id, person=job.owner_id, moderates=False)
        for _ in range(chance.randint(1, 12)):
            await house.tracker.round()
            clock.pass_(seconds=5)


async def finish(house: House) -> None:
    for _ in range(600):
        await house.tracker.round()
        if not await house.store.open():
            return
        house.clock.pass_(seconds=10)
    raise AssertionError([(job.id, job.status) for job in await house.store.open()])


def sums(file: Path) -> tuple[int, int, dict[int, int], Counter[object]]:
    """Charged and spent by the ledger, charged by member; and the same, counted from the jobs."""
    with closing(sqlite3.connect(file)) as db:
        charged, spent = db.execute("SELECT sum(charged), sum(spent) FROM ledger").fetchone()
        by_member = dict(db.execute("SELECT member, sum(charged) FROM ledger GROUP BY member"))
        (key,) = db.execute("SELECT value FROM memory WHERE name = ?", (KEY_NAME,)).fetchone()
        recounted: Counter[object] = Counter()
        for owner, cost, kept, status in db.execute(
            "SELECT owner_id, cost, spent, status FROM jobs"
        ):
            recounted["jobs"] += 1
            recounted["charged"] += cost
            recounted["spent"] += cost if kept is None else kept
            recounted["given back"] += status in ("failed", "cancelled")
            recounted[pseudonym(key, owner)] += cost
    return charged, spent, by_member, recounted
