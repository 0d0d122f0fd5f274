"""What a poll costs Clapper, in CPU, beside the least that can poll.

Both make the same GETs at the same rhythm, at most 32 at once, to the same far end, each in a
process of its own; they take turns. Clapper's is the real tracker, client and store on a file.
Every look finds a percentage that has changed.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess

import ground

POLLERS = ("bare_poller.py", "clapper_poller.py")


def main(quick: bool) -> None:
    jobs, polls, rounds, launches = (100, 300, 3, 1) if quick else (1000, 2000, 3, 7)
    pairs: list[tuple[float, float]] = []
    for _ in range(launches):
        pairs += _launch(jobs, polls, rounds)
    _report(pairs, jobs)


def _launch(jobs: int, polls: int, rounds: int) -> list[tuple[float, float]]:
    """What each of fresh processes takes: some are steadily slower than others of their kind."""
    with (
        ground.folder() as home,
        ground.started([str(ground.HERE / "light_videos.py")], home) as far_end,
    ):
        [address] = ground.told(far_end)
        words = [address, str(jobs), str(home)]
        bare, ours = (
            ground.started([str(ground.HERE / one), *words], home, ground.MEMORY) for one in POLLERS
        )
        with bare as first, ours as second:
            for process in (first, second):
                _turn(process, polls)  # connections, caches and the statements' first compilation
            return [(_turn(first, polls), _turn(second, polls)) for _ in range(rounds)]


def _turn(process: subprocess.Popen[str], polls: int) -> float:
    """CPU seconds for 1,000 polls."""
    done, cpu, _ = ground.told(process, str(polls))
    return float(cpu) * 1000 / int(done)


def _report(pairs: list[tuple[float, float]], jobs: int) -> None:
    rows: list[list[str]] = []
    for name, figures in zip(
        ("bare aiohttp loop", "Clapper"), zip(*pairs, strict=True), strict=True
    ):
        middle, spread = ground.middle(figures)
        rows.append([name, f"{middle:.3f}", spread])
    ratios = [ours / bare for bare, ours in pairs]
    rows.append(["each turn's ratio", f"{statistics.median(ratios):.2f}", ground.middle(ratios)[1]])
    title = f"CPU seconds for 1,000 polls of {jobs} jobs, {len(pairs)} turns each"
    ground.show(title, ["", "median", "lowest to highest"], rows)
    ground.ratio("CPU for a poll, Clapper / bare aiohttp loop", statistics.median(ratios))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer jobs, polls and turns")
    main(parser.parse_args().quick)
