"""An order whose answer got lost: only what can be nobody else's is taken for it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.core.doubt import candidates, disputed, logged, near, ours
from bot.core.job import Job
from bot.core.video import ProviderVideo, Task, VideoStatus
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


@pytest.mark.parametrize(
    ("sent_as", "theirs", "same"),
    [
        ("sora-2-all", "sora-2", True),
        ("sora-2", "sora-2-2025-10-06", True),
        ("sora-2", None, True),
        ("sora-2", "veo3.1", False),
    ],
)
def test_a_model_under_another_name_may_be_ours_and_another_model_is_not(
    sent_as: str, theirs: str | None, same: bool
):
    assert bool(candidates(JOB, [row("it", model=theirs)], model=sent_as)) is same


def other(**changes: Any) -> Job:
    return replace(JOB, **{"id": 9, "reference": "clapper-9-1", **changes})


def silent(*names: str, **told: Any) -> list[ProviderVideo]:
    return [ProviderVideo(name, VideoStatus.RUNNING, **told) for name in names]


def names(videos: list[ProviderVideo]) -> list[str]:
    return [video.id for video in videos]


def test_the_same_words_for_another_film_make_its_list_row_doubtful():
    assert not disputed(JOB, [other()])
    assert not disputed(JOB, [other(prompt="a cat", size="720x1280")])
    assert disputed(JOB, [other(size="720x1280")])


@pytest.mark.parametrize(
    ("task", "fits"),
    [
        (Task("it", "veo3.1-fast", LEFT + 200), True),
        (Task("it", "VEO3.1-fast", LEFT - 50), True),
        (Task("it", "veo3.1-fast", LEFT + 300), False),
        (Task("it", "veo3.1-fast", LEFT - 100), False),
        (Task("it", "veo3.1", LEFT), False),
    ],
)
def test_a_task_of_the_log_fits_by_model_and_time(task: Task, fits: bool):
    assert bool(logged(JOB, [task], model="veo3.1-fast")) is fits


def test_jobs_of_one_model_are_near_for_five_minutes():
    assert near(JOB, other(intent_at=LEFT + 299))
    assert not near(JOB, other(intent_at=LEFT + 301))
    assert not near(JOB, other(model="sora-2"))


def test_a_task_that_tells_our_words_is_ours_whatever_else_is_there():
    videos = [*silent("a", "b"), row("it"), row("cat", prompt="a cat")]

    assert names(ours(JOB, videos, [other(prompt="a cat")])) == ["it"]


def test_silent_tasks_are_ours_only_if_each_job_that_wants_the_same_gets_one():
    assert names(ours(JOB, silent("a"), [])) == ["a"]
    assert names(ours(JOB, silent("a", "b"), [other()])) == ["a", "b"]
    assert ours(JOB, silent("a", "b"), []) == []
    assert ours(JOB, silent("a"), [other()]) == []
    assert ours(JOB, silent("a", "b"), [other(prompt="a cat")]) == []


def test_a_silent_task_of_another_length_is_not_ours():
    assert ours(JOB, silent("a", seconds="8"), []) == []
    assert names(ours(JOB, [*silent("a", seconds="8"), *silent("b")], [])) == ["b"]
