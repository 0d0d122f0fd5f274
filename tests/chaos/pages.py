"""Writes docs/kill-points.md: the steps a job can take, and what happened after each kill."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from bot.core.job import ENDED, NEXT
from tests.chaos.accounts import Story, numbers
from tests.chaos.stage import Stage

PAGE = Path(__file__).parents[2] / "docs" / "kill-points.md"
HEAD = """# Where the bot was killed, and what happened then

Written by `python -m tests.chaos.run --write-docs` (`make chaos`), not by hand; seed {seed}.

## The steps of a job

| state | steps |
|---|---|
{states}

## The points

Each way out of the process is a point: every commit, every request that leaves, every file made
durable, named by the code that asked for it, with its job's state in brackets. Nobody lists
them: a run in which nobody was killed found those marked ●, the kills led to the others. The bot
was killed with SIGKILL just before and just after each, and started again. *After a request*
means that the far end has acted and the bot knows nothing of it. What is told is what the far ends
saw of the job in whose name the point was passed, once all was quiet; `-` where it was nobody's.

| | point | killed before | killed after |
|---|---|---|---|
{points}
"""


def write(stage: Stage, found: list[Story], seed: int) -> None:
    known = numbers(found)
    ends: dict[str, dict[str, str]] = {}
    for verb, side, about, name in stage.victim.told():
        if verb == "kill":
            ends.setdefault(name, {})[side] = _end(about, known)
    recorded = {name for _, name in stage.recorded}
    rows = [
        f"| {'●' if name in recorded else ''} | {_escaped(name)} "
        f"| {sides.get('before', '')} | {sides.get('after', '')} |"
        for name, sides in sorted(ends.items())
    ]
    states = [
        f"| {status} | {_steps(status in ENDED, further)} |" for status, further in NEXT.items()
    ]
    page = HEAD.format(seed=seed, states="\n".join(states), points="\n".join(rows))
    PAGE.write_text(page, encoding="utf-8")


def _end(about: str, known: dict[str, Story]) -> str:
    return known[about].outcome if about in known else "-"


def _steps(ended: bool, further: Iterable[str]) -> str:
    return "the end" if ended else ", ".join(sorted(further))


def _escaped(name: str) -> str:
    return f"`{name}`"
