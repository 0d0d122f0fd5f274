"""Makes a small database with a job in every state: `python -m tests.store.make_database_file`.

Run once for each schema that is released; what it made is never made again, for later versions
must open exactly that file.
"""

from __future__ import annotations

import asyncio
import sqlite3
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bot.core.allowance import EVERYONE, SERVER, UNLIMITED, Rule
from bot.core.cast import JobCharacter, Listed
from bot.core.down import Down
from bot.core.job import Bell, Decider, Delivery, Film, Job, JobStatus
from bot.core.notify import Notify
from bot.core.problems import NEVER_FOUND, SET_ASIDE
from bot.core.review import Review
from bot.core.sentence import say
from bot.core.standing import Block
from bot.core.wordfilter import Kind, read_entry
from bot.core.wordfilter import Rule as WordRule
from bot.store.cast import CastStore
from bot.store.database import open_database
from bot.store.houses import HouseStore
from bot.store.jobs import JobStore
from bot.store.members import MemberStore
from bot.store.progress import ProgressBook
from bot.store.upgrade import known_scripts
from bot.store.wishes import WishStore
from bot.store.words import WordStore
from tests.store.test_jobs import NOON, draft

FOLDER = Path(__file__).with_name("files")
S = JobStatus
FILM = {"film": Film("job-0.mp4", 1_500, 1.0, 16, 16), "delivery": Delivery.ATTACHED}
SORA = {"model": "sora-2", "model_title": "Sora 2", "dialect": "openai-sora"}
SENT = {"attempt": 1, "intent_at": NOON, "reference": "clapper-0-1"}
AT_PROVIDER = {**SENT, "submitted_at": NOON, "provider_id": "task_0"}
DONE = {**AT_PROVIDER, **FILM, "ready_at": NOON + 60}

ASKED = {**SENT, **SORA, "question": Decider.MEMBER, "doubt_until": NOON + 86_400}
FOX = {"character": JobCharacter("Fox", "https://films.example/fox.mp4", 1.0, 3.0)}
WHY = say("set for everyone here").to_json()
LOOK = Review(WHY, until=NOON + 86_400)
THREAD = {"home_id": 3, "place_id": 99, "roles": (70, 71)}
SOURCE = {"source_id": 1, "source_card": "3/4/7001"}
AGAIN = {"again_at": NOON, "again_by": 11, "again_cost": 320_000}

JOBS: dict[str, dict[str, Any]] = {
    "never answered": {"message_id": None, "answer_token": "used up"},
    "answered, card not written down": {"message_id": None, "answer_token": "used up"},
    "accepted": {},
    "turned away once": {"attempt": 1},
    "submitting, arrived": {"status": S.SUBMITTING, **SENT, **SORA},
    "submitting, never arrived": {"status": S.SUBMITTING, **SENT, **SORA},
    "in doubt, arrived": {"status": S.IN_DOUBT, **SENT, **SORA},
    "in doubt, never arrived": {"status": S.IN_DOUBT, **SENT, **SORA},
    "in doubt, asked": {"status": S.IN_DOUBT, **ASKED},
    "in doubt, to be ordered again": {"status": S.IN_DOUBT, **ASKED, **AGAIN},
    "queued": {"status": S.QUEUED, **AT_PROVIDER},
    "queued, made from another": {"status": S.QUEUED, **AT_PROVIDER, **SOURCE},
    "queued, with a character": {"status": S.QUEUED, **AT_PROVIDER, **FOX},
    "queued, in a thread": {"status": S.QUEUED, **AT_PROVIDER, **THREAD},
    "running": {"status": S.RUNNING, **AT_PROVIDER},
    "running, past its deadline": {"status": S.RUNNING, **AT_PROVIDER, "overdue": True},
    "ready": {"status": S.READY, **AT_PROVIDER, "ready_at": NOON + 60},
    "stored": {"status": S.STORED, **DONE, "delivery": None},
    "delivered": {"status": S.DELIVERED, **DONE},
    "delivered, card not seen": {"status": S.DELIVERED, **DONE, "delivery": Delivery.KEPT},
    "delivered, owner not called yet": {"status": S.DELIVERED, **DONE, "bell": Bell.DUE},
    "in review, not shown yet": {"status": S.IN_REVIEW, "review": LOOK},
    "in review": {"status": S.IN_REVIEW, "review": replace(LOOK, channel_id=8, message_id=9)},
    "accepted, to be reviewed": {"review": Review(WHY)},
    "accepted, approved": {"review": replace(LOOK, approved=True, by=9, at=NOON)},
    "delivered, taken down": {"status": S.DELIVERED, **DONE, "down": Down(NOON, None)},
    "failed, and kept by the provider": {"status": S.FAILED, "cost": 0, "spent": 320_000},
    "failed": {"status": S.FAILED, "cost": 0, "problem": NEVER_FOUND},
    "cancelled": {"status": S.CANCELLED, "cost": 0},
    "set aside": {"status": S.SET_ASIDE, "errors": 2, "problem": SET_ASIDE},
}
"""By prompt: how far each has come."""


async def make(file: Path) -> None:
    """Write the database as this version would have."""
    async with open_database(f"sqlite+aiosqlite:///{file}") as database:
        store, progress = JobStore(database), ProgressBook(database)
        for number, (prompt, changes) in enumerate(JOBS.items(), start=1):
            wish = replace(
                draft(number), prompt=prompt, answer_token=None, message_id=7_000 + number
            )
            job = await store.accept(wish, lambda usage: 320_000)
            job = await store.step(job, replace(job, **_numbered(changes, job)))
            if job.ended and "not seen" not in prompt:
                await store.shown(job)
            if job.status is S.RUNNING:
                progress.note(job.id, look_at=NOON + 12, percent=40)
        await progress.flush()
        await MemberStore(database).set_notify(11, Notify.DM)
        await CastStore(database).add(Listed(FOX["character"], 3, 11, NOON))
        await WishStore(database).keep(draft(500), now=NOON)
        houses = HouseStore(database)
        await houses.set_rule(3, EVERYONE, Rule.FILMS_DAY, 50, by=9, now=NOON)
        await houses.set_rule(3, SERVER, Rule.MONEY_MONTH, UNLIMITED, by=9, now=NOON)
        await houses.block(3, Block(77, "spam", 9, NOON), now=NOON)
        await WordStore(database).add(
            3, read_entry(Kind.WORD, WordRule.DENY, "dragon"), by=9, now=NOON
        )
        await store.remember("commands", "0" * 64)


def _numbered(changes: dict[str, Any], job: Job) -> dict[str, Any]:
    """What must differ from job to job: the provider's id, the film's name."""
    given = dict(changes)
    if "provider_id" in given:
        given["provider_id"] = f"task_{job.id}"
    if "reference" in given:
        given["reference"] = f"clapper-{job.interaction_id}-1"
    if given.get("film"):
        given["film"] = replace(given["film"], name=f"job-{job.id}.mp4")
        given["watch_token"] = f"{job.id:032x}"
    return given


def main() -> int:
    head = known_scripts().get_current_head()
    made = FOLDER / f"{head}.db"
    if made.exists():
        print(f"{made} is there already, and stays as it is.", file=sys.stderr)
        return 1
    FOLDER.mkdir(exist_ok=True)
    with TemporaryDirectory() as folder:
        fresh = Path(folder) / "clapper.db"
        asyncio.run(make(fresh))
        with closing(sqlite3.connect(fresh)) as db:
            db.execute("VACUUM INTO ?", (str(made),))
    print(f"{made}: {made.stat().st_size} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
