"""Where a film comes from and what came of it, as people read it."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from discord import ui

from bot.app import SHIPPED_MODELS
from bot.core.catalog import load
from bot.core.job import Delivery, Job, JobStatus
from bot.core.picture import Fit, JobPicture
from bot.core.problems import source_unknown
from bot.core.remix import remaking
from bot.intake import Quote
from bot.sandbox.record import Recorded
from bot.store.lineage import Kin, Tree
from bot.ui.card import Links, card
from bot.ui.frame_choice import frame_choice
from bot.ui.lineage import tree_view
from bot.ui.quote import quote_view
from bot.ui.remix_form import RemixForm
from bot.ui.words import words_for
from tests.house import ANN, BEN
from tests.openapi import Judge, SpecsMissing
from tests.ui.test_card import LONG, at, shown

ENGLISH = words_for("en-US")
FRAME = JobPicture("", "#12", Fit.CROP)
CARD = "5/7/9"
URL = f"https://discord.com/channels/{CARD}"


def kin(number: int, **changes: object) -> Kin:
    one = Kin(number, 12, None, ANN, 5, 7, 9, JobStatus.DELIVERED, "a fox", 1)
    return replace(one, **changes)  # type: ignore[arg-type]


def texts(view: ui.LayoutView) -> str:
    return "\n".join(
        each.content for each in view.walk_children() if isinstance(each, ui.TextDisplay)
    )


def tree_of(*down: Kin, up: tuple[Kin, ...] = (), viewer: int = ANN, guild: int = 5) -> str:
    job = at(JobStatus.DELIVERED)
    return texts(tree_view(job, Tree(up, down), ENGLISH, viewer=viewer, guild_id=guild))


def test_a_card_says_which_film_it_is_a_remix_of():
    text = shown(at(JobStatus.QUEUED, source_id=12, source_card=CARD))

    assert f"\n-# remix of [#12]({URL})\n" in text


def test_a_card_says_that_it_begins_with_a_frame_and_shows_no_picture_without_an_address():
    job = at(JobStatus.QUEUED, film=None, source_id=12, source_card=CARD, frame=6, picture=FRAME)

    assert f"\n-# new film from a frame of [#12]({URL})\n" in shown(job)
    assert "picture:" not in shown(job)
    assert "thumbnail" not in json.dumps(card(job, ENGLISH).to_components())
    waiting = replace(job, status=JobStatus.ACCEPTED, message_id=1)
    assert "Preparing the frame …" in shown(waiting)


def test_a_card_says_what_came_of_its_film_and_keeps_to_the_latest():
    made = [kin(number) for number in range(20, 28)]
    lost = kin(28, status=JobStatus.FAILED)

    text = shown(at(JobStatus.DELIVERED), made=[*made, lost])

    assert f"-# made from it: [#22]({URL}), [#23]({URL})" in text
    assert f"[#27]({URL}) and 2 more\n" in text
    assert "#28" not in text


def test_only_a_film_can_be_remixed_and_only_a_remix_that_failed_offers_frames():
    def acts(job: Job) -> list[str]:
        return [
            str(each.custom_id)
            for each in card(job, ENGLISH).walk_children()
            if isinstance(each, ui.Button) and each.custom_id
        ]

    failed = at(JobStatus.FAILED, problem=source_unknown(12))

    assert acts(at(JobStatus.DELIVERED)) == ["clapper:again:7", "clapper:remix:7"]
    assert acts(at(JobStatus.RUNNING)) == ["clapper:cancel:7"]
    assert acts(failed) == ["clapper:again:7"]
    assert acts(replace(failed, source_id=12)) == ["clapper:again:7", "clapper:frames:7"]
    assert acts(replace(failed, source_id=12, frame=2)) == ["clapper:again:7"]


def test_the_tree_names_what_each_film_is():
    said = tree_of(
        kin(13),
        kin(14, frame=2, status=JobStatus.FAILED),
        kin(15, source_id=13, far=2, status=JobStatus.RUNNING, prompt="**a** <@1>\n" * 30),
        up=(kin(12, source_id=None),),
    )

    assert said.startswith(
        f"**Where #7 belongs**\nIt was made from\n- [#12]({URL}) · a fox\nMade from it\n"
        f"- [#13]({URL}) · remix · a fox\n"
        f"- [#14]({URL}) · from a frame · ended without a film · a fox\n"
        rf"  - [#15]({URL}) · remix · in the making · \*\*a\*\* ‹＠1›"
    )
    assert said.endswith("…")


def test_of_a_film_of_somebody_else_in_another_server_nothing_is_told():
    assert tree_of(kin(13, owner_id=BEN, guild_id=8)).endswith(" · remix · elsewhere")
    assert "a fox" in tree_of(kin(13, guild_id=8))
    assert "a fox" in tree_of(kin(13, owner_id=BEN))


def test_the_largest_tree_is_within_discords_sums():
    longest = kin(10**15, prompt="*" * 4000, far=20, guild_id=2**63, channel_id=2**63)
    longest = replace(longest, message_id=2**63, status=JobStatus.RUNNING)

    said = tree_of(*[longest] * 50, up=tuple([longest] * 20), guild=2**63)

    assert len(said) <= 4000
    assert said.count("\n") == 13
    assert said.endswith("\n-# and 60 more")


LARGEST = at(
    JobStatus.ACCEPTED, film=None, source_id=10**15, source_card=f"{2**63}/{2**63}/{2**63}",
    picture=replace(FRAME, name="x" * 200), model_title="m" * 80,
)  # fmt: skip


@pytest.mark.parametrize(
    "view",
    [
        pytest.param(frame_choice(Quote(10**15, LARGEST, LARGEST), ENGLISH), id="frames"),
        pytest.param(quote_view(Quote(1, replace(LARGEST, picture=None)), ENGLISH), id="quote"),
        pytest.param(
            card(
                at(
                    JobStatus.DELIVERED, delivery=Delivery.LINKED, source_id=10**15,
                    source_card=LARGEST.source_card, prompt=LONG[:4000],
                ),
                ENGLISH, None, Links("https://films.example/" + "v" * 400, None), None,
                [kin(10**15, guild_id=2**63, channel_id=2**63, message_id=2**63)] * 50,
            ),
            id="card",
        ),
    ],
)  # fmt: skip
def test_the_largest_views_are_what_discord_takes(view: ui.LayoutView):
    try:
        judge = Judge.load()
    except SpecsMissing as missing:
        pytest.skip(str(missing))

    body = {"flags": 1 << 15, "components": json.loads(json.dumps(view.to_components()))}
    request = Recorded(
        "discord", "PATCH", "/channels/1/messages/2", {}, {}, "application/json", body, (), 200
    )

    assert judge.check(request).problems == ()
    assert len(list(view.walk_children())) <= 40
    assert len(texts(view)) <= 4000


def test_the_form_offers_what_can_be_done_with_each_model():
    models = load([("models.toml", SHIPPED_MODELS.read_text(encoding="utf-8"))]).catalog.offered
    source = at(JobStatus.DELIVERED, model="sora-2", dialect="openai-sora", provider_id="video_1")

    form = RemixForm(source, LONG, "sora-2", remaking(models, source, None), ENGLISH).to_dict()

    prompt, model = (label["component"] for label in form["components"])
    assert form["title"] == "Remix of #7"
    assert len(prompt["value"]) == 4000
    assert model["options"][0]["label"] == "Sora 2"
    assert model["options"][0]["description"] == "changes the film itself; length and size stay"
    assert model["options"][1]["description"] == "makes a new film from a frame of it"
    assert sum(bool(option.get("default")) for option in model["options"]) == 1
    assert len(model["options"]) <= 25
