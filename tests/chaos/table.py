"""The table at the end of a run."""

from __future__ import annotations

from tests.chaos.accounts import Accounts
from tests.chaos.stage import Stage


def show(stage: Stage, accounts: Accounts, points: str) -> None:
    found = accounts.stories
    rows = {
        "jobs": len(found),
        "kills": stage.victim.kills,
        "points": points,
        "creates at the provider": len(stage.videos.creates),
        "films": sum(bool(one.films) for one in found),
        "lost": accounts.count("lost"),
        "doubled": accounts.count("doubled"),
        "paid twice": accounts.count("paid twice"),
        "questions": sum(one.questions for one in found),
        "told twice": accounts.count("told twice"),
    }
    for name, value in rows.items():
        print(f"{name:24} {value}")
