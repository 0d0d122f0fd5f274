"""What a poll costs Clapper, in CPU, as time really passes, beside two bare aiohttp loops.

The same 1,000 jobs, each asked for every 12 s, for a minute and a quarter: by a loop for each job,
by one loop over a heap that wakes once a second, and by Clapper's tracker, client and store on a
file. The three run side by side, each a process of its own.
"""

from __future__ import annotations

import argparse
import statistics
import time

import ground

NAMES = ("a bare loop for each job", "one bare loop, once a second", "Clapper")


def main(quick: bool) -> None:
    jobs, seconds, windows = (100, 4.0, 2) if quick else (1000, 15.0, 4)
    with (
        ground.folder() as home,
        ground.started([str(ground.HERE / "light_videos.py")], home) as far_end,
    ):
        [address] = ground.told(far_end)
        loops = str(ground.HERE / "bare_loops.py")
        ours = [str(ground.HERE / "clapper_poller.py"), address, str(jobs), str(home), "live"]
        with (
            ground.started([loops, "each", address, str(jobs)], home, ground.MEMORY) as each,
            ground.started([loops, "rounds", address, str(jobs)], home, ground.MEMORY) as rounds,
            ground.started(ours, home, ground.MEMORY) as clapper,
        ):
            pollers = (each, rounds, clapper)
            _until(pollers, seconds)  # everything is asked for once, and connections are open
            turns = [_until(pollers, seconds) for _ in range(windows)]
    _report(turns, jobs, seconds)


def _until(pollers: ground.Processes, seconds: float) -> list[float]:
    """CPU seconds for 1,000 polls of each, during so many seconds."""
    for each in pollers:
        ground.told(each, "from here")
    time.sleep(seconds)
    figures: list[float] = []
    for each in pollers:
        done, cpu = ground.told(each, "to here")
        figures.append(float(cpu) * 1000 / int(done))
    return figures


def _report(turns: list[list[float]], jobs: int, seconds: float) -> None:
    rows: list[list[str]] = []
    for at, name in enumerate(NAMES):
        middle, spread = ground.middle([turn[at] for turn in turns])
        rows.append([name, f"{middle:.3f}", spread])
    to_each, to_rounds = (statistics.median(turn[2] / turn[at] for turn in turns) for at in (0, 1))
    rows.append(["Clapper / a bare loop for each job", f"{to_each:.2f}", ""])
    title = f"CPU seconds for 1,000 polls of {jobs} jobs, {len(turns)} times {seconds:g} s"
    ground.show(title, ["", "median", "lowest to highest"], rows)
    ground.ratio("CPU for a poll, Clapper / one bare aiohttp loop, once a second", to_rounds)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer jobs and less time")
    main(parser.parse_args().quick)
