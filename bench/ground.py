"""What the benchmarks stand on: the checkout on the path, processes, medians and the table."""

from __future__ import annotations

import contextlib
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

Processes = Sequence[subprocess.Popen[str]]
MEMORY = dict.fromkeys(("MALLOC_MMAP_THRESHOLD_", "MALLOC_TRIM_THRESHOLD_"), str(16 * 2**20))
"""For processes that poll. asyncio reads into 256 KiB, and by what a process happened to do before,
glibc takes these from the kernel and gives them back at every reply, for a quarter of all CPU."""


@contextlib.contextmanager
def folder() -> Iterator[Path]:
    """A folder that is gone afterwards. On Windows a file may still be open: then it stays."""
    with tempfile.TemporaryDirectory(prefix="clapper-bench-", ignore_cleanup_errors=True) as path:
        yield Path(path)


@contextlib.contextmanager
def started(
    command: Sequence[str], cwd: Path, environment: Mapping[str, str] | None = None
) -> Iterator[subprocess.Popen[str]]:
    """This Python with `command`, as a process that is spoken to in lines; ended with the block.

    It runs in `cwd`, which holds no `.env`, so that nobody's own settings take part. What it says
    of itself goes to `cwd/log.txt`; its standard output is ours to read.
    """
    with (cwd / "log.txt").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, *command],
            cwd=cwd,
            env={**os.environ, "PYTHONPATH": str(ROOT), **(environment or {})},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def told(process: subprocess.Popen[str], line: str = "") -> list[str]:
    """The words of its next line, after it was told ours. RuntimeError where it has ended."""
    assert process.stdin is not None
    assert process.stdout is not None
    with contextlib.suppress(BrokenPipeError):
        if line:
            process.stdin.write(line + "\n")
            process.stdin.flush()
    answer = process.stdout.readline().split()
    if not answer:
        raise RuntimeError(f"{process.args!r} ended with code {process.wait()}")
    return answer


def middle(figures: Sequence[float]) -> tuple[float, str]:
    """The median, and the lowest to the highest as text."""
    return statistics.median(figures), f"{min(figures):.3g} to {max(figures):.3g}"


def show(title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A table for people."""
    widths = [max(len(row[at]) for row in [head, *rows]) for at in range(len(head))]
    print(f"\n{title}")
    for row in [head, *rows]:
        first, *others = (
            cell.rjust(width) if at else cell.ljust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        print("  ".join([first, *others]))


def ratio(what: str, figure: float) -> None:
    """The line that everything before leads to."""
    print(f"\nRATIO {what}: {figure:.2f}", flush=True)
