"""Holds every request that the bot makes in any test against the published OpenAPI files.

The far ends of `tests/far_ends.py` report here, in every worker of the run. At its end what was
seen is put together and printed, and whatever was wrong or never asked fails the run.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from bot.sandbox.record import Recorded
from tests.openapi import Judge, SpecsMissing

FAR_ENDS = ("discord", "videos")

CALLS: Mapping[str, Mapping[str, str]] = {
    "discord": {
        "get_my_user": "logging in",
        "get_my_oauth2_application": "logging in: whose bot this is, for the invitation",
        "get_bot_gateway": "logging in: where the gateway is, and how many shards",
        "bulk_set_application_commands": "registering the commands when they changed",
        "create_interaction_response": "the card, a refusal, suggestions",
        "execute_webhook": "an error of ours after the card is up",
        "get_original_webhook_message": "is the card there? Its answer got lost",
        "list_messages": "the same, once the answer's token is too old",
        "update_message": "the card in its next state, and the film",
        "create_message": "the bell, as a reply to the card",
        "delete_original_webhook_message": "a dear film was declined: the question goes away",
        "delete_webhook_message": "the same, after a yes",
        "delete_message": "the card of a film that is taken down",
        "bulk_set_guild_application_commands": "/owner, in the owner's server",
        "create_dm": "the bell, for whoever wants it there",
        "get_my_application": "the check: what is switched on for the application",
        "list_application_commands": "the check: which commands are registered",
        "list_my_guilds": "the check: servers, and the bot's rights in them",
        "get_guild_member": "the check: the bot's roles there",
        "list_guild_channels": "the check: where a right is taken away",
    },
    "videos": {
        "createVideo": "ordering a film",
        "CreateVideoRemix": "ordering a film from another one",
        "GetVideo": "how far is it?",
        "RetrieveVideoContent": "fetching it, and why there is none",
        "ListVideos": "was it taken? The answer got lost",
        "comet.models": "what the provider serves",
        "comet.film": "fetching it by the address in the provider's answer",
        "comet.catalogue": "what the provider says its models cost",
        "comet.subscription": "the check: all the money there ever was",
        "comet.usage": "the check: what of it is used",
        "comet.quota": "the same, where these two do not tell",
        "comet.tasks": "was it taken? The list does not tell",
    },
}
"""Every operation that the bot can call, and what for. `comet.*`: not in OpenAI's file."""

_NUMBER_OR_TOKEN = re.compile(r"\d{5,}|[A-Za-z0-9_-]{40,}")


@dataclass
class Contract:
    """What was asked of both far ends, and what was wrong with it."""

    judge: Judge
    seen: dict[str, Counter[str]] = field(
        default_factory=lambda: {end: Counter[str]() for end in FAR_ENDS}
    )
    problems: Counter[str] = field(default_factory=Counter[str])
    """One line each, by how often it was met; ids and tokens are left out."""

    def note(self, request: Recorded) -> None:
        """The listener of a far end."""
        verdict = self.judge.check(request)
        if verdict.operation:
            self.seen[request.far_end][verdict.operation] += 1
        where = f"{request.far_end}: {request.method} {request.path}"
        for problem in verdict.problems:
            self.problems[_NUMBER_OR_TOKEN.sub("…", f"{where}: {problem}")] += 1

    def never_asked(self) -> list[str]:
        """Operations that the bot can call and no test made it call."""
        return [
            f"{end}: {operation} ({why})"
            for end, operations in CALLS.items()
            for operation, why in operations.items()
            if not self.seen[end][operation]
        ]

    def unlisted(self) -> list[str]:
        """Operations that were called and that `CALLS` does not know."""
        return [
            f"{end}: {operation}"
            for end, operations in CALLS.items()
            for operation in sorted(set(self.seen[end]) - set(operations))
        ]

    def broken(self, *, whole: bool) -> list[str]:
        """What must fail the run, one line each. A part of the suite promises only that what it
        asked was right."""
        lines = [f"wrong, {times} x: {problem}" for problem, times in self.problems.items()]
        if whole:
            lines += [f"never asked in any test: {line}" for line in self.never_asked()]
            lines += [f"name it in tests/contract.py: {line}" for line in self.unlisted()]
        return lines

    def to_json(self) -> dict[str, Any]:
        return {
            "seen": {end: dict(seen) for end, seen in self.seen.items()},
            "problems": dict(self.problems),
        }

    def add(self, told: Mapping[str, Any]) -> None:
        """What another worker of the same run has seen."""
        for end, seen in told["seen"].items():
            self.seen[end].update(seen)
        self.problems.update(told["problems"])

    def table(self) -> list[str]:
        return [
            f"{end:8} {operation:32} {count:6}"
            for end, seen in self.seen.items()
            for operation, count in sorted(seen.items())
        ]


def _begun() -> Contract | None:
    try:
        return Contract(Judge.load())
    except SpecsMissing:
        return None


CONTRACT = _begun()
"""Of this run; None where the published files are absent."""


def listen(request: Recorded) -> None:
    """The listener for far ends that the bot speaks to."""
    if CONTRACT is not None:
        CONTRACT.note(request)


def is_whole(config: pytest.Config) -> bool:
    """Is this the whole fast suite, not a part of it that somebody chose?"""
    named = config.args_source is pytest.Config.ArgsSource.ARGS
    chosen = config.getoption("keyword") or config.getoption("deselect") or config.getoption("lf")
    return not named and not chosen and config.getoption("markexpr") in ("", "not slow")


def pytest_testnodedown(node: Any) -> None:
    """A worker has ended, and tells what it saw."""
    told = getattr(node, "workeroutput", {}).get("contract")
    if CONTRACT is not None and told is not None:
        CONTRACT.add(told)


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    if CONTRACT is None:
        return
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        output["contract"] = CONTRACT.to_json()
    elif CONTRACT.broken(whole=is_whole(session.config)) and session.exitstatus == 0:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    if CONTRACT is None or not CONTRACT.table():
        return
    terminalreporter.section("requests held against the published files")
    for line in CONTRACT.table():
        terminalreporter.line(line)
    broken = CONTRACT.broken(whole=is_whole(config))
    if broken:
        terminalreporter.section("the contract is broken", red=True)
        for line in broken:
            terminalreporter.line(line)
