"""The benchmarks run to their end and say what they found."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

BENCH = Path(__file__).parents[2] / "bench"


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", ["acknowledge", "edits", "polls", "poll_cost", "poll_live", "idle"]
)
def test_a_benchmark_ends_with_its_ratio(name: str) -> None:
    command = [sys.executable, str(BENCH / f"{name}.py"), "--quick"]

    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)

    assert done.returncode == 0, done.stderr
    assert re.search(r"^RATIO .+: \d+\.\d\d$", done.stdout.splitlines()[-1])
