"""The kill run itself: a seeded short one keeps every promise, and one with a broken bot fails."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL and fork"),
]

ROOT = Path(__file__).parents[2]
GIVES_UP_AFTER = 400
"""Seconds. The run takes 90 and some more to let everything come to its end."""


def run(*arguments: str) -> tuple[int, dict[str, str], str]:
    """The exit code, the table by its first column, and all that was printed."""
    command = [sys.executable, "-m", "tests.chaos.run", *arguments]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=GIVES_UP_AFTER, check=False
    )
    rows = re.findall(r"^(\S.*?) {2,}(.+)$", done.stdout, re.MULTILINE)
    return done.returncode, dict(rows), done.stdout + done.stderr


def test_killed_at_points_and_at_random_every_promise_is_kept():
    code, table, said = run("--seconds", "90", "--jobs", "20", "--kills", "10", "--seed", "1")

    assert code == 0, said
    assert int(table["jobs"]) >= 20
    assert int(table["kills"]) >= 20
    assert int(table["films"]) >= 5
    assert [table[name] for name in ("lost", "doubled", "paid twice", "told twice")] == ["0"] * 4


def test_a_bot_that_sends_an_order_again_where_it_does_not_know_fails_the_run():
    code, table, said = run(
        "--seconds", "120", "--jobs", "1", "--kills", "15", "--seed", "1", "--broken"
    )

    assert code == 1, said
    assert int(table["paid twice"]) >= 1
    assert re.search(r"BROKEN paid twice: \d+ orders reached the provider", said), said
