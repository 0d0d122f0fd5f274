"""A picture on the card: small, with how it was fitted, within Discord's sums."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from discord import ui

from bot.core.job import Delivery, Film, Job, JobStatus
from bot.core.picture import Fit, JobPicture
from bot.sandbox.record import Recorded
from bot.ui.card import card
from bot.ui.words import words_for
from tests.openapi import Judge, SpecsMissing
from tests.store.test_jobs import draft

ENGLISH = words_for("en-US")
URL = "https://cdn.discordapp.com/ephemeral-attachments/1/2/fox.png?ex=1&is=2&hm=" + "f" * 64
LONG = "@everyone `<t:1:R>` **狐** " * 400


def at(status: JobStatus, fit: Fit = Fit.CROP, file: str | None = None, **changes: Any) -> Job:
    picture = JobPicture(URL, "f" * 255 + ".png", fit, file)
    return replace(draft(), id=7, status=status, picture=picture, **changes)


def shown(job: Job) -> tuple[str, list[str]]:
    """All text, and the address of each small picture."""
    parts = list(card(job, ENGLISH).walk_children())
    text = "\n".join(one.content for one in parts if isinstance(one, ui.TextDisplay))
    return text, [one.media.url for one in parts if isinstance(one, ui.Thumbnail)]


def test_while_the_picture_is_made_ready_the_card_says_so_and_shows_it():
    text, seen = shown(at(JobStatus.ACCEPTED))

    assert "Preparing your picture" in text
    assert seen == [URL]


def test_once_it_is_ready_the_job_is_about_to_be_sent():
    text, _ = shown(at(JobStatus.ACCEPTED, file="job-7.png"))

    assert "It is about to be sent" in text


@pytest.mark.parametrize(
    ("fit", "words"),
    [
        (Fit.CROP, "-# picture: cropped to fit"),
        (Fit.PAD, "-# picture: whole, with bars"),
        (Fit.AS_IS, "-# picture: as it is"),
    ],
)
@pytest.mark.parametrize("status", [JobStatus.ACCEPTED, JobStatus.RUNNING, JobStatus.FAILED])
def test_how_it_was_fitted_stands_on_every_card(fit: Fit, words: str, status: JobStatus):
    assert words in shown(at(status, fit))[0]


@pytest.mark.parametrize("status", [JobStatus.FAILED, JobStatus.CANCELLED, JobStatus.SET_ASIDE])
def test_a_card_that_stays_shows_nothing_that_will_be_gone_tomorrow(status: JobStatus):
    assert shown(at(status))[1] == []


@pytest.mark.parametrize("status", list(JobStatus))
def test_the_largest_card_with_a_picture_is_one_that_discord_takes(status: JobStatus):
    film = Film("job-7.mp4", 9_000_000_000, 600.0, 3840, 2160)
    job = at(status, prompt=LONG[:4000], film=film, delivery=Delivery.KEPT, submitted_at=1.0)
    view = card(replace(job, film=film if status is JobStatus.DELIVERED else None), ENGLISH)
    body = {"flags": 1 << 15, "components": json.loads(json.dumps(view.to_components()))}
    try:
        judge = Judge.load()
    except SpecsMissing as missing:
        pytest.skip(str(missing))

    verdict = judge.check(
        Recorded("discord", "PATCH", "/channels/1/messages/2", {}, {}, "application/json", body)
    )

    assert verdict.problems == ()
    assert view.content_length() <= 4000
    assert view.total_children_count <= 40
