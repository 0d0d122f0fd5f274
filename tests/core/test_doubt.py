"""An order whose answer got lost: only what can be nobody else's is taken for it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.core.doubt import candidates
from bot.core.video import ProviderVideo, VideoStatus
from tests.store.test_jobs import draft

LEFT = 1_000_000.0
JOB = replace(draft(), intent_at=LEFT, reference="clapper-1-1")


def row(name: str, **changes: Any) -> ProviderVideo:
    told = {"prompt": JOB.prompt, "seconds": "4", "size": JOB.size, "created_at": LEFT + 2}
    return ProviderVideo(name, VideoStatus.WAITING, **{**told, **changes})


def found(*rows: ProviderVideo) -> list[str]:
    return [video.id for video in candidates(JOB, rows)]


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"prompt": "a cat"}, id="other words"),
        pytest.param({"prompt": None}, id="no words: it may be anybody's"),
        pytest.param({"seconds": "8"}, id="other length"),
        pytest.param({"size": "720x1280"}, id="other size"),
        pytest.param({"created_at": LEFT - 3600}, id="older than the order"),
        pytest.param({"reference": "clapper-9-1"}, id="somebody else's reference"),
    ],
)
def test_what_tells_against_it_is_not_taken(changes: dict[str, Any]):
    assert found(row("it", **changes)) == []


def test_what_says_too_little_of_length_and_size_is_taken_by_its_words():
    assert found(row("it", seconds=None, size="", created_at=None)) == ["it"]


def test_a_providers_clock_may_be_a_minute_behind():
    assert found(row("it", created_at=LEFT - 50)) == ["it"]


def test_our_own_reference_decides_whatever_else_is_told():
    assert found(row("it", reference="clapper-1-1", prompt=None)) == ["it"]


def test_equal_ones_are_interchangeable_and_the_oldest_comes_first():
    assert found(row("late", created_at=LEFT + 9), row("early")) == ["early", "late"]
