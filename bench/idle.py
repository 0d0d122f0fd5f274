"""How much memory Clapper takes while nothing happens, and how long it takes to start.

Beside a discord.py client with one command, on the same local Discord, in turns. Started is: the
commands are registered and the gateway has said READY. The start is timed twice: on an empty
folder, and on the one that it leaves behind, as every start but the first is.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import time
from dataclasses import dataclass
from pathlib import Path

import ground

# isort: split
from bot.sandbox.clock import SandboxClock
from bot.sandbox.discord import LocalDiscord
from bot.sandbox.videos import LocalVideos

SETTLES = 1.0
"""Seconds until a bot that has started has come to rest."""
STARTS_WITHIN = 30.0
BARE, FIRST, AGAIN = "bare bot", "Clapper, first start", "Clapper, started again"


@dataclass(frozen=True)
class Start:
    seconds: float
    resident: float | None
    """Megabytes; None where this system does not tell."""


class Bench:
    def __init__(self, discord: LocalDiscord, videos: LocalVideos, home: Path) -> None:
        self._discord = discord
        self._home = home
        self._environment = {
            "DISCORD_TOKEN": discord.token,
            "DISCORD_API_URL": discord.api_url,
            "COMETAPI_BASE_URL": videos.base_url,
            "COMETAPI_KEY": videos.key,
            "DATABASE_URL": "",
            "MODELS_FILE": "",
            "PUBLIC_URL": "",
        }

    async def start(self, command: list[str], data: str) -> Start:
        """Start it, let it come to rest, weigh it, end it."""
        environment = {**self._environment, "DATA_DIR": str(self._home / data)}
        gateway = self._discord.gateway
        began = time.perf_counter()
        with ground.started(command, self._home, environment) as process:
            await self._discord.until(
                lambda: gateway.connected or process.poll() is not None, STARTS_WITHIN, "bot"
            )
            seconds = time.perf_counter() - began
            if process.poll() is not None:
                raise RuntimeError((self._home / "log.txt").read_text()[-500:])
            await asyncio.sleep(SETTLES)
            resident = resident_megabytes(process.pid)
        await self._discord.until(lambda: not gateway.connected, 10, "end of the bot")
        return Start(seconds, resident)


def resident_megabytes(pid: int) -> float | None:
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
    return None


async def main(quick: bool) -> None:
    rounds = 1 if quick else 5
    clapper, bare = ["-m", "bot"], [str(ground.HERE / "bare_bot.py")]
    starts: dict[str, list[Start]] = {BARE: [], FIRST: [], AGAIN: []}
    clock = SandboxClock()
    with ground.folder() as home:
        async with LocalDiscord(clock) as discord, LocalVideos(clock, film=b"\0") as videos:
            bench = Bench(discord, videos, home)
            if not quick:
                await bench.start(bare, "warm-up")
                await bench.start(clapper, "warm-up")
            for number in range(rounds):
                starts[BARE].append(await bench.start(bare, "none"))
                starts[FIRST].append(await bench.start(clapper, f"data-{number}"))
                starts[AGAIN].append(await bench.start(clapper, f"data-{number}"))
    _report(starts)


def _report(starts: dict[str, list[Start]]) -> None:
    rows: list[list[str]] = []
    middles: dict[str, tuple[float, float | None]] = {}
    for name, found in starts.items():
        seconds, spread = ground.middle([start.seconds for start in found])
        weights = [start.resident for start in found if start.resident is not None]
        resident, weighed = ground.middle(weights) if weights else (None, "not told here")
        middles[name] = seconds, resident
        shown = "-" if resident is None else f"{resident:.1f}"
        rows.append([name, f"{seconds:.2f}", spread, shown, weighed])
    head = ["", "start s", "lowest to highest", "resident MB", "lowest to highest"]
    ground.show(f"Start and rest, {len(starts[BARE])} turns, medians", head, rows)
    (bare_start, bare_weight), (start, weight) = middles[BARE], middles[AGAIN]
    print(f"\nThe start takes {start / bare_start:.2f} times the bare bot's.")
    if weight is None or bare_weight is None:
        print("This system has no /proc: memory can't be compared here.")
        ground.ratio("start, Clapper / bare bot", start / bare_start)
    else:
        ground.ratio("memory at rest, Clapper / bare bot", weight / bare_weight)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one turn, no warm-up")
    asyncio.run(main(parser.parse_args().quick))
