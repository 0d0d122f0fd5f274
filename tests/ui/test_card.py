"""The card in every state, built from the largest data there can be, within what Discord takes."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from discord import ui

from bot.core.catalog import Catalog
from bot.core.history import Expected
from bot.core.job import Delivery, Film, Job, JobStatus
from bot.core.problems import NEVER_FOUND, SET_ASIDE, explain, for_its_content
from bot.core.video import Failure, Fault
from bot.sandbox.record import Recorded
from bot.store.progress import Progress
from bot.ui.card import Links, card
from bot.ui.words import words_for
from tests.openapi import Judge, SpecsMissing
from tests.store.test_jobs import draft

S = JobStatus
LONG = "@everyone `<t:1:R>` **狐** " * 400
ENGLISH = words_for("en-US")


def shown(job: Job, **more: Any) -> str:
    """All text of a card."""
    return "\n".join(
        each.content
        for each in card(job, ENGLISH, **more).walk_children()
        if isinstance(each, ui.TextDisplay)
    )


def at(status: JobStatus, **changes: Any) -> Job:
    film = Film("job-7.mp4", 9_000_000_000, 600.0, 3840, 2160)
    changes = {"film": film, "delivery": Delivery.KEPT, "submitted_at": 1.0, "cost": 1, **changes}
    changes = {"prompt": LONG[:4000], **changes}
    return replace(draft(), id=7, status=status, **changes)


EVERY_CARD = [
    *(pytest.param(at(status, attempt=1), id=status.value) for status in JobStatus),
    *(pytest.param(at(JobStatus.DELIVERED, delivery=each), id=each.value) for each in Delivery),
    *(
        pytest.param(
            at(JobStatus.FAILED, problem=explain(Failure(fault, LONG[:300]), model="x" * 80)),
            id=f"failed: {fault}",
        )
        for fault in Fault
    ),
    pytest.param(at(JobStatus.FAILED, problem=NEVER_FOUND), id="never found"),
    pytest.param(at(JobStatus.SET_ASIDE, problem=SET_ASIDE), id="set aside: why"),
    pytest.param(at(JobStatus.RUNNING, overdue=True), id="overdue"),
]


@pytest.mark.parametrize("job", EVERY_CARD)
def test_the_largest_card_is_within_discords_sums(job: Job):
    links = Links("https://films.example/" + "v" * 400, "https://cdn.example/" + "f" * 400)
    view = card(job, ENGLISH, Progress(100), links)

    children = list(view.walk_children())
    texts = [each.content for each in children if isinstance(each, ui.TextDisplay)]
    assert len(children) <= 40
    assert sum(map(len, texts)) <= 4000
    assert all(texts)


@pytest.mark.parametrize("job", EVERY_CARD)
def test_the_largest_card_is_what_the_published_schema_takes(job: Job):
    try:
        judge = Judge.load()
    except SpecsMissing as missing:
        pytest.skip(str(missing))
    view = card(job, ENGLISH, Progress(100), Links("https://a.example/v", "https://b.example/f"))

    body = {"flags": 1 << 15, "components": json.loads(json.dumps(view.to_components()))}
    request = Recorded(
        "discord", "PATCH", "/channels/1/messages/2", {}, {}, "application/json", body, (), 200
    )
    assert judge.check(request).problems == ()


def test_what_was_asked_for_stands_on_every_card(catalog: Catalog):
    text = shown(at(JobStatus.QUEUED, prompt="a fox on ice"))

    assert "**Veo 3.1 Fast** · 4 s · 1280 × 720 · $0.32" in text
    assert "```\na fox on ice\n```" in text
    assert "#7 · asked <t:" in text
    assert "<@11>" in text


def test_the_bar_shows_the_providers_own_percentage():
    text = shown(at(JobStatus.RUNNING), progress=Progress(percent=50))

    assert "▰▰▰▰▰▰▱▱▱▱▱▱  50 %" in text


@pytest.mark.parametrize("status", list(JobStatus))
def test_a_card_says_that_the_provider_is_down_where_its_job_waits_for_it(status: JobStatus):
    asks = {S.ACCEPTED, S.IN_DOUBT, S.QUEUED, S.RUNNING, S.READY}

    text = shown(at(status), progress=Progress(unreached=True), expected=Expected(1.0))

    assert ("The provider does not answer at present" in text) is (status in asks)
    assert "Probably ready" not in text


def test_the_time_left_is_shown_as_a_moment_or_honestly_as_late():
    soon = shown(at(JobStatus.RUNNING), expected=Expected(1_790_000_000.0))
    late = shown(at(JobStatus.RUNNING), expected=Expected(None))

    assert "Probably ready <t:1790000000:R>." in soon
    assert "longer than films of this kind usually do" in late


def test_a_job_in_line_shows_its_place():
    assert "In line, place 3." in shown(at(JobStatus.ACCEPTED), progress=Progress(place=3))


def test_t28_a_film_of_another_size_than_asked_says_so():
    text = shown(at(JobStatus.DELIVERED, changed_at=93.0))

    assert "came as 3840 × 2160" in text
    assert "took 1 min 32 s" in text


def test_a_price_nobody_knows_is_shown_as_unknown():
    assert "price unknown" in shown(at(JobStatus.QUEUED, price=None))


@pytest.mark.parametrize(
    ("delivery", "words"),
    [
        (Delivery.LINKED, "too large to attach here (9,000 MB)"),
        (Delivery.PROVIDER_LINK, "The provider's link works for about an hour"),
        (Delivery.KEPT, r"its owner can give it to you as job-7.mp4"),
    ],
)
def test_a_film_that_is_not_attached_says_where_it_is(delivery: Delivery, words: str):
    job = at(JobStatus.DELIVERED, delivery=delivery)

    assert words in shown(job, links=Links("https://a.example/v", "https://b.example/f"))


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (JobStatus.ACCEPTED, "It is about to be sent"),
        (JobStatus.SUBMITTING, "Being sent to the provider"),
        (JobStatus.IN_DOUBT, "Nothing is ordered twice unless somebody here says so"),
        (JobStatus.QUEUED, "In the provider's queue"),
        (JobStatus.READY, "The film is made"),
        (JobStatus.STORED, "The film is here"),
        (JobStatus.CANCELLED, "Nothing was charged"),
    ],
)
def test_every_state_is_said_in_words(status: JobStatus, words: str):
    assert words in shown(at(status))


@pytest.mark.parametrize(
    ("failure", "words"),
    [
        (Failure(Fault.MODERATION, reasons=("sexual", "violence")), "(sexual or violence)"),
        (Failure(Fault.MODERATION), "without saying what it was"),
        pytest.param(
            Failure(Fault.MODERATION, reasons=("people-in-user-uploads",)),
            "takes no picture that shows a person. Choose another picture, or none",
            id="C18 a face",
        ),
        (Failure(Fault.MODEL_GONE), "no longer serves Veo. Try Wan 2.7 or Vidu."),
        (Failure(Fault.FUNDS), "out of money. Its owner has to top it up"),
        (Failure(Fault.KEY), "did not accept the bot's key"),
        (Failure(Fault.INPUT, "bad seconds"), "did not take the request: “bad seconds”"),
        (Failure(Fault.INPUT), "gave no reason"),
        (Failure(Fault.TOO_LARGE), "larger than this bot may fetch"),
        (Failure(Fault.EXPIRED), "links to it stopped working"),
        (Failure(Fault.LOST), "no longer knows this film"),
        (Failure(Fault.OTHER, "out of memory"), "could not make this film: “out of memory”"),
        (Failure(Fault.OTHER, "FAILURE"), "gave no reason. Asking again often works."),
    ],
)
def test_c9_a_failed_card_says_why_and_that_it_costs_nothing(failure: Failure, words: str):
    problem = explain(failure, model="Veo", others=("Wan 2.7", "Vidu"))

    text = shown(at(JobStatus.FAILED, problem=problem, cost=0))

    assert words in text
    assert for_its_content(problem) is (failure.fault is Fault.MODERATION)
    assert "Nothing was charged to you." in text


@pytest.mark.parametrize("reasons", [(), ("violence",)])
def test_a_picture_that_went_along_may_be_what_was_refused(reasons: tuple[str, ...]):
    failure = Failure(Fault.MODERATION, reasons=reasons)

    with_one, without = (explain(failure, model="Veo", pictured=each) for each in (True, False))

    assert ENGLISH(with_one).endswith("Change the words or the picture and ask again.")
    assert ENGLISH(without).endswith("Change the words and ask again.")


def test_without_another_model_to_name_the_member_is_told_to_choose_one():
    problem = explain(Failure(Fault.MODEL_GONE), model="Veo")

    assert "Choose another model" in ENGLISH(problem)
