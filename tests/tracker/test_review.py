"""Films that a moderator must agree to first, from the command to what they decide."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.core.allowance import EVERYONE, Holder, Rule, Scope
from bot.core.job import Bell, Job, JobStatus
from bot.core.picture import Handed
from bot.core.refused import Refused
from bot.core.to_review import approved
from bot.core.wordfilter import Kind, read_entry
from bot.core.wordfilter import Rule as WordRule
from bot.delivery import CardBusy, CardGone
from bot.sandbox.videos import LocalVideos
from bot.store.audit import AuditStore
from bot.store.words import WordStore
from tests.house import ANN, House, Start

GUILD, MODERATORS = 5, 808
S = JobStatus


@pytest.fixture
async def house(start: Start) -> AsyncIterator[House]:
    async with start() as opened:
        yield opened


def ended(job: Job) -> bool:
    return job.ended


async def reviewing(house: House) -> None:
    houses = house.parts.houses
    await houses.set_reports_to(GUILD, MODERATORS, by=1, now=house.clock())
    await houses.set_rule(GUILD, EVERYONE, Rule.REVIEW, 1, by=1, now=house.clock())


async def in_review(house: House, prompt: str = "a fox on ice") -> Job:
    job = await house.ask(prompt)
    return await house.rounds(job, lambda now: bool(now.review and now.review.message_id))


async def test_nothing_is_ordered_before_a_moderator_agreed_and_then_the_film_is_made(
    house: House, videos: LocalVideos
):
    await reviewing(house)

    job = await in_review(house)

    assert job.status is S.IN_REVIEW
    assert house.seen.asked == [(job.id, MODERATORS)]
    for _ in range(10):
        house.clock.pass_(minutes=10)
        await house.tracker.round()
    assert not videos.creates
    assert house.seen.asked == [(job.id, MODERATORS)], "asked once"

    to, entry = approved(await house.now(job), by=5, now=house.clock())
    await house.store.step(await house.now(job), to, entry=entry)
    done = await house.rounds(job, ended)

    assert done.status is S.DELIVERED
    assert len(videos.creates) == 1


async def test_until_then_it_stands_in_no_line_and_takes_nobodys_place(house: House):
    await reviewing(house)
    job = await house.ask()

    assert job.awaits_review
    assert not job.may_be_sent
    assert (await house.store.due(house.clock(), limit=10)).line == []


async def test_what_nobody_decides_about_ends_free_of_charge_and_its_owner_is_called(
    house: House, videos: LocalVideos
):
    await reviewing(house)
    job = await in_review(house)
    assert job.cost > 0
    house.clock.pass_(hours=24)

    done = await house.rounds(job, ended)
    await house.store.shown(done)
    await house.rounds(job, lambda now: now.bell is Bell.RUNG)

    assert (done.status, done.cost) == (S.CANCELLED, 0)
    assert done.problem is not None
    assert done.problem.text == (
        "No moderator decided about it in time. You can ask for it again; nothing was charged."
    )
    assert f"review of {job.id} over" in house.seen.shown
    assert [number for number, *_ in house.seen.rung] == [job.id]
    assert not videos.creates


async def test_the_moderators_are_asked_as_soon_as_discord_takes_it(house: House):
    await reviewing(house)
    job = await house.ask()
    house.seen.problems += [CardBusy("slow"), CardGone("no rights")]

    await house.rounds(job, lambda now: bool(now.review and now.review.message_id), seconds=31)

    assert house.seen.asked == [(job.id, MODERATORS)]


async def test_without_a_channel_for_it_such_a_film_is_refused_and_costs_nothing(house: House):
    await house.parts.houses.set_rule(GUILD, EVERYONE, Rule.REVIEW, 1, by=1, now=house.clock())

    with pytest.raises(Refused) as refused:
        await house.accept()

    assert refused.value.sentence.text.startswith("A moderator must agree to this film before it")
    assert "`/moderation reports` sets it" in refused.value.sentence.text


async def test_a_member_whose_films_need_no_yes_waits_for_nobody(house: House):
    await reviewing(house)
    trusted = Holder(Scope.MEMBER, ANN)
    await house.parts.houses.set_rule(GUILD, trusted, Rule.REVIEW, 0, by=1, now=house.clock())

    job = await house.ask()

    assert (await house.rounds(job, ended)).status is S.DELIVERED
    assert house.seen.asked == []


async def test_only_prompts_that_say_it_are_looked_at(house: House):
    await house.parts.houses.set_reports_to(GUILD, MODERATORS, by=1, now=house.clock())
    words = WordStore(house.store._database)
    entry = read_entry(Kind.WORD, WordRule.REVIEW, "dragon")
    await words.add(GUILD, entry, by=1, now=house.clock())

    job = await in_review(house, "a Drag0n over the town")
    other = await house.ask("a fox on ice", owner=12)

    assert (await house.rounds(other, ended)).status is S.DELIVERED
    assert (await house.now(job)).status is S.IN_REVIEW
    assert job.review is not None
    assert job.review.why["values"] == {"found": "Drag0n"}


async def test_a_bad_picture_ends_it_before_anybody_is_asked(house: House):
    await reviewing(house)
    picture = Handed("http://127.0.0.1:9/none.png", "none.png", 10, "image/png")
    job = await house.ask(picture=picture)

    done = await house.rounds(job, ended)

    assert done.status is S.FAILED
    assert house.seen.asked == []


async def test_the_log_has_who_agreed_in_the_step_itself(house: House):
    await reviewing(house)
    job = await in_review(house)
    to, entry = approved(job, by=5, now=house.clock())
    await house.store.step(job, to, entry=entry)

    found, _ = await AuditStore(house.store._database).latest(GUILD, page=0, per_page=1)

    assert [(each.act.value, each.actor_id, each.about) for each in found] == [
        ("approve", 5, f"job:{job.id}")
    ]
