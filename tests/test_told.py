"""What tests tell reaches the end of the output, whichever worker ran them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

TESTS = """
import pytest
from tests.told import TOLD

@pytest.mark.parametrize("state", ["queued", "running"])
def test_states(state, record_property):
    record_property(TOLD, f"killed at {state}")
    record_property("another", "not of the table")

def test_that_fails(record_property):
    record_property(TOLD, "killed at stored")
    assert False
"""


def test_what_passed_tells_its_lines_at_the_end_in_their_order(tmp_path: Path):
    (tmp_path / "pytest.ini").write_text("[pytest]", encoding="utf-8")  # none of ours
    (tmp_path / "test_states.py").write_text(TESTS, encoding="utf-8")
    plugins = ["-p", "tests.told", "-p", "no:cacheprovider"]
    command = [sys.executable, "-m", "pytest", "-q", "-n", "1", "--dist", "loadfile", *plugins]

    done = subprocess.run(
        [*command, str(tmp_path)],
        cwd=Path(__file__).parents[1],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    _, _, table = done.stdout.partition("told by tests that passed")
    lines = table.splitlines()[1:3]
    assert lines == ["killed at queued", "killed at running"], done.stdout + done.stderr
    assert "killed at stored" not in table
    assert "not of the table" not in table
