"""Texts that would come alive in Discord, and every message of ours that holds such a text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from discord import ui
from hypothesis import strategies as st

from bot.core.job import Job, JobStatus
from bot.core.problems import explain
from bot.core.video import Failure, Fault
from bot.intake import Quote
from bot.store.listing import Kind, Page
from bot.ui.card import card
from bot.ui.job_list import job_list
from bot.ui.quote import quote_view
from bot.ui.words import words_for
from tests.store.test_jobs import draft

ENGLISH = words_for("en-US")
LIVE = [
    "<@1>",
    "<@!1>",
    "<@&2>",
    "<#3>",
    "<t:1:R>",
    "<t:1790000000>",
    "</create:5>",
    "<:fox:6>",
    "@everyone",
    "@here",
    "https://evil.example/x",
    "<https://evil.example>",
    "[a](https://evil.example)",
    "# a heading",
    "-# small",
    "> quoted",
    ">>> quoted",
    "- one",
    "1. one",
    "||hidden||",
]
_BETWEEN = ["```", "``", "`", "\n", "\r\n", "\u2028", "\x0b", "\\", "**", "__", "~~", "~~~", " ",
            "    ", "\u202e", "\u200b", "\ufeff", "é", "狐", "a", "|", "<", ">", "]("]  # fmt: skip
NASTY = st.lists(st.sampled_from([*LIVE, *_BETWEEN]), min_size=1, max_size=14).map("".join)


def texts(words: str) -> list[str]:
    """All that people read where `words` are a prompt, or a provider's explanation."""
    return [one for view in _views(words) for one in _texts(view)]


def _views(words: str) -> Iterator[ui.LayoutView]:
    job = replace(draft(), id=7, message_id=70, prompt=words)
    failed = _failed(job, words)
    yield card(job, ENGLISH)
    yield card(failed, ENGLISH)
    yield quote_view(Quote(1, job), ENGLISH)
    yield job_list(Page((job, failed), 0, 1, 2), Kind.ALL, ENGLISH)


def _failed(job: Job, words: str) -> Job:
    problem = explain(Failure(Fault.INPUT, words), model=words)
    return replace(job, status=JobStatus.FAILED, problem=problem)


def _texts(view: ui.LayoutView) -> list[str]:
    return [one.content for one in view.walk_children() if isinstance(one, ui.TextDisplay)]
