"""Where nothing may be skipped (CLAPPER_NO_SKIPS=1, as in CI), a skipped test fails the run."""

from __future__ import annotations

import os

import pytest


def _skipped(config: pytest.Config) -> list[pytest.TestReport]:
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CLAPPER_NO_SKIPS") != "1" or reporter is None:
        return []
    return reporter.stats.get("skipped", [])


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    if _skipped(session.config) and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    skipped = _skipped(config)
    if skipped:
        terminalreporter.section("CLAPPER_NO_SKIPS=1: nothing may be skipped here", red=True)
        for report in skipped:
            terminalreporter.line(f"skipped: {report.nodeid}")
