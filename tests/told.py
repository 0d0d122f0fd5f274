"""What a test tells beyond that it passed, in one table at the end, whichever worker ran it.

A test tells it with `record_property(TOLD, "a line")`.
"""

from __future__ import annotations

import pytest

TOLD = "told"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    passed: list[pytest.TestReport] = terminalreporter.stats.get("passed", [])
    by_file = sorted(passed, key=lambda report: report.nodeid.partition("::")[0])
    lines = [
        str(value) for report in by_file for name, value in report.user_properties if name == TOLD
    ]
    if lines:
        terminalreporter.section("told by tests that passed")
    for line in lines:
        terminalreporter.line(line)
