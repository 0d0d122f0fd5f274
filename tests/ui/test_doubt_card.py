"""The card of an order in doubt, in every state it can be in, within what Discord takes."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from discord import ui

from bot.core.job import Decider, Delivery, Film, Job, JobStatus, Sent
from bot.core.problems import LET_BE, LOST_TWICE, NEVER_FOUND
from bot.sandbox.record import Recorded
from bot.ui.card import card
from bot.ui.words import words_for
from tests.openapi import Judge, SpecsMissing
from tests.store.test_jobs import draft

ENGLISH = words_for("en-US")
UNTIL = 1_790_000_000.0
FIRST = Sent("clapper-1-1", UNTIL - 3_600, 320_000)
ASKED = {"question": Decider.MEMBER, "doubt_until": UNTIL}


def at(status: JobStatus = JobStatus.IN_DOUBT, **changes: Any) -> Job:
    changes = {"cost": 320_000, "prompt": "@everyone `狐` " * 400, **changes}
    return replace(draft(), id=7, status=status, attempt=1, **changes)


def shown(job: Job) -> str:
    return "\n".join(
        each.content
        for each in card(job, ENGLISH).walk_children()
        if isinstance(each, ui.TextDisplay)
    )


def labels(job: Job) -> list[str | None]:
    return [
        each.label for each in card(job, ENGLISH).walk_children() if isinstance(each, ui.Button)
    ]


STATES = [
    pytest.param(
        at(), "❓ **The provider did not answer.** I am looking whether it took the order.",
        [], id="at once",
    ),
    pytest.param(
        at(**ASKED), "Shall I order it again? It may be paid for twice.\nI keep looking for it "
        "meanwhile; if nobody decides, this ends <t:1790000000:R>.",
        ["Order again ($0.32 more)", "Don't order again"], id="asked",
    ),
    pytest.param(
        at(**ASKED, price=None), "Nobody knows whether the provider took this order.",
        ["Order again (may cost twice)", "Don't order again"], id="asked, price unknown",
    ),
    pytest.param(
        at(question=Decider.MODERATOR, doubt_until=UNTIL),
        "Somebody who may manage messages here can decide.",
        ["Order again ($0.32 more)", "Don't order again"], id="moderators asked",
    ),
    pytest.param(
        at(again_at=UNTIL), "🔁 **It is ordered again,** after one more look for the first order.",
        [], id="agreed",
    ),
    pytest.param(
        at(JobStatus.ACCEPTED, again_at=UNTIL, earlier=FIRST),
        "🔁 **It is ordered again.** It goes to the provider as soon as that is free.",
        ["Cancel"], id="about to be sent again",
    ),
    pytest.param(
        at(again_at=UNTIL, earlier=FIRST, doubt_until=UNTIL),
        "❓ **The second order was not answered either.** I am looking for both; it is not ordered "
        "a third time.",
        [], id="lost twice",
    ),
    pytest.param(
        at(JobStatus.FAILED, problem=NEVER_FOUND),
        "the order was not found at the provider. It was not ordered again.\n$0.32 stays counted",
        ["Again"], id="never found",
    ),
    pytest.param(
        at(JobStatus.FAILED, problem=LOST_TWICE, cost=0),
        "neither order was found at the provider.\nNothing was charged to you.",
        ["Again"], id="never found, given back",
    ),
    pytest.param(
        at(JobStatus.FAILED, problem=LET_BE), "it was decided not to order it again.",
        ["Again"], id="let be",
    ),
    pytest.param(
        at(JobStatus.CANCELLED, earlier=FIRST), "🚫 **Cancelled.** $0.32 stays counted",
        ["Again"], id="cancelled before it was ordered again",
    ),
    pytest.param(
        at(
            JobStatus.DELIVERED, cost=640_000, again_cost=320_000, delivery=Delivery.KEPT,
            film=Film("job-7.mp4", 9, 4.0, 1280, 720),
        ),
        "ordered twice, counted as $0.64", ["Again"], id="made, ordered twice",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("job", "words", "buttons"), STATES)
def test_every_state_of_doubt_is_said_and_offers_what_can_be_done(
    job: Job, words: str, buttons: list[str]
):
    assert words in shown(job)
    assert [label for label in labels(job) if label != "Remix"] == buttons


@pytest.mark.parametrize("job", [state.values[0] for state in STATES])
def test_the_largest_card_in_doubt_is_what_discord_takes(job: Job):
    try:
        judge = Judge.load()
    except SpecsMissing as missing:
        pytest.skip(str(missing))
    view = card(job, ENGLISH)

    texts = [each.content for each in view.walk_children() if isinstance(each, ui.TextDisplay)]
    body = {"flags": 1 << 15, "components": json.loads(json.dumps(view.to_components()))}
    request = Recorded(
        "discord", "PATCH", "/channels/1/messages/2", {}, {}, "application/json", body, (), 200
    )
    assert sum(map(len, texts)) <= 4000
    assert judge.check(request).problems == ()
