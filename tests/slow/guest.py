"""The soak's guest at the page: a process that clicks, and what is to be said about it after."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).parents[2]
ENDS_WITHIN = 60.0
GROWTH_MOST = 1.2
SLACK = {
    "heap": 2.0,
    "listeners": 1000.0,
    "elements for a message": 20.0,
    "elements not in the page": 200.0,
}
"""Megabytes, listeners, elements: what another channel with longer cards makes of a small page. A
channel shows ever more messages until it is full, so what is in the page counts for each of them;
what is not in it was forgotten by whoever took it out, or is about to be put in."""
TOLD_MOST = 5


class Guest:
    """`seed` decides what is clicked. `lost` counts the orders whose reply was lost by a click."""

    def __init__(self, address: str, seed: int) -> None:
        self._address = address
        self._seed = seed
        self._process: asyncio.subprocess.Process | None = None
        self._report: dict[str, Any] = {}

    async def come(self) -> None:
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "tests.slow.visitor", self._address, "--seed", str(self._seed)),
            cwd=ROOT,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )

    async def gone(self) -> None:
        """Return once it has ended, which it does by itself only where it met a mistake."""
        assert self._process is not None
        await self._process.wait()

    async def leave(self) -> None:
        """Ask it to go, and take its report."""
        assert self._process is not None
        assert self._process.stdin is not None
        self._process.stdin.close()
        try:
            out, _ = await asyncio.wait_for(self._process.communicate(), ENDS_WITHIN)
        except TimeoutError:
            self._process.kill()
            await self._process.wait()
            return
        if out:
            self._report = json.loads(out)

    @property
    def lost(self) -> int:
        return int(self._report.get("did", {}).get("mishap videos-lost", 0))

    def problems(self) -> list[str]:
        if not self._report:
            return ["the guest at the page ended without a report"]
        did, missed = self._report["did"], self._report["missed"]
        print(f"clicked: {did}; could not: {missed}")
        complaints = self._report["complaints"]
        print(f"complaints of the browser: {len(complaints)}")
        return [f"in the browser: {one}" for one in complaints[:TOLD_MOST]] + self._growth()

    def _growth(self) -> list[str]:
        weights, problems = self._report["weights"], list[str]()
        tenth = max(1, len(weights) // 10)
        for name, slack in SLACK.items():
            column = [one[name] for one in weights]
            before, after = median(column[tenth : tenth + max(3, tenth)]), median(column[-tenth:])
            print(f"the page's {name}: {before:.1f}, then {after:.1f} (most {max(column):.1f})")
            tenths = [median(column[at : at + tenth]) for at in range(0, len(column), tenth)]
            print("   tenth by tenth: " + " ".join(f"{each:.0f}" for each in tenths))
            if after > GROWTH_MOST * before + slack:
                problems.append(f"the page's {name} grew from {before:.1f} to {after:.1f}")
        print(f"most messages in the page: {max(one['messages'] for one in weights):.0f}")
        return problems
