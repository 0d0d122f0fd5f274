"""What is kept of members and servers goes when it should, and only that; limits still count."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.core.allowance import CEILING, EVERYONE, Rule
from bot.core.cast import JobCharacter, Listed
from bot.core.job import Job, JobStatus
from bot.core.notify import Notify
from bot.core.standing import wanted_by
from bot.delivery import CardBusy
from bot.forgetting import Forgetting
from bot.store.audit import AuditStore
from bot.store.cast import CastStore
from bot.store.forgetting import ForgettingStore
from bot.store.mydata import MyData
from bot.store.reports import ReportStore
from tests.house import ANN, BEN, House, Start

GUILD = 5
S = JobStatus


@pytest.fixture
async def house(start: Start) -> AsyncIterator[House]:
    async with start() as opened:
        yield opened


def forgetting(house: House) -> Forgetting:
    return Forgetting(
        ForgettingStore(house.store._database),
        house.store,
        house.films,
        house.parts.pictures,
        house.seen,
        forget_days=30,
        clock=house.clock,
    )


async def film(house: House, owner: int = ANN, prompt: str = "a fox") -> Job:
    return await house.to_the_end(await house.ask(prompt, owner=owner))


async def test_a_members_films_cards_and_settings_go_and_nobody_elses(house: House):
    mine, theirs = await film(house), await film(house, BEN)
    assert mine.film is not None
    assert theirs.film is not None
    await house.parts.members.set_notify(ANN, Notify.DM)
    cast = CastStore(house.store._database)
    await cast.add(Listed(JobCharacter("Fox", "https://x.example/f.mp4", 1.0, 3.0), GUILD, ANN, 0))
    work = forgetting(house)

    await work.member(ANN)
    await work.round()

    gone = await house.now(mine)
    assert (gone.prompt, gone.owner_id, gone.film, gone.message_id) == ("", 0, None, None)
    assert not house.films.path(mine.film.name).exists()
    assert f"{mine.id} removed" in house.seen.shown
    assert await house.parts.members.notify(ANN) is Notify.REPLY
    assert await cast.of(GUILD) == []
    kept = await MyData(house.store._database).export(ANN)
    assert {name for name, rows in kept.items() if rows} == {"ledger"}
    assert await house.now(theirs) == theirs
    assert house.films.path(theirs.film.name).exists()


async def test_when_its_card_goes_nobody_takes_the_film_down(
    house: House, monkeypatch: pytest.MonkeyPatch
):
    """Discord tells of the deleted card as of any other; see ReportDesk.card_deleted."""
    job, taken_down = await film(house), list[bool]()
    reports = ReportStore(house.store._database)

    async def removed(job: Job) -> None:
        taken_down.append(await reports.take_down(job, by=None, now=house.clock()))

    monkeypatch.setattr(house.seen, "remove", removed)
    await forgetting(house).member(ANN)
    await forgetting(house).round()

    late = await reports.take_down(job, by=None, now=house.clock())
    assert taken_down == [False]
    assert not late


async def test_what_limits_count_outlives_it(house: House):
    job = await film(house)
    before = await house.intake.standing(wanted_by(job))

    await forgetting(house).member(ANN)
    await forgetting(house).round()

    after = await house.intake.standing(wanted_by(job))
    assert after.mine == before.mine
    assert after.usage == before.usage
    assert before.mine.films == 1


async def test_a_forgotten_order_is_still_known_by_its_number_at_the_provider(house: House):
    job = await film(house)
    assert job.provider_id is not None

    await forgetting(house).member(ANN)
    await forgetting(house).round()

    known = await house.store.known_provider_ids(job.provider, [job.provider_id])
    assert known == {job.provider_id}


async def test_what_is_in_the_making_goes_once_it_is_done(house: House):
    job = await house.ask()
    work = forgetting(house)
    await work.member(ANN)
    await work.round()
    assert (await house.now(job)).prompt == "a fox on ice"

    await house.to_the_end(job)
    await work.round()

    assert (await house.now(job)).prompt == ""
    assert await ForgettingStore(house.store._database).due(house.clock()) == []


async def test_it_goes_on_where_discord_was_down(house: House):
    jobs = [await film(house) for _ in range(3)]
    work = forgetting(house)
    await work.member(ANN)
    house.seen.problems.append(CardBusy("slow"))
    await work.round()

    await work.round()

    assert [(await house.now(job)).prompt for job in jobs] == ["", "", ""]


async def test_a_server_is_forgotten_thirty_days_after_the_bot_left_it(house: House):
    job, houses = await film(house), house.parts.houses
    await houses.set_rule(GUILD, EVERYONE, Rule.FILMS_DAY, 5, by=1, now=house.clock())
    await houses.set_rule(GUILD, CEILING, Rule.MONEY_DAY, 9, by=1, now=house.clock())
    await houses.approve(GUILD, False, by=1, now=house.clock())
    await houses.set_reports_to(GUILD, 808, by=1, now=house.clock())
    work = forgetting(house)
    await work.left(GUILD)

    house.clock.pass_(hours=24 * 30 - 1)
    await work.round()
    assert (await house.now(job)).prompt == "a fox"
    house.clock.pass_(hours=1)
    await work.round()

    assert (await house.now(job)).prompt == ""
    left = await houses.get(GUILD)
    assert left.rules.of(EVERYONE, Rule.FILMS_DAY) is None
    assert left.reports_to is None
    assert left.rules.of(CEILING, Rule.MONEY_DAY) == 9, "the owner's own word stays"
    assert left.approved is False
    assert (await AuditStore(house.store._database).latest(GUILD, page=0, per_page=9))[0] == []


async def test_who_comes_back_in_time_has_everything_as_it_was(house: House):
    job, work = await film(house), forgetting(house)
    await work.left(GUILD)
    house.clock.pass_(hours=24 * 29)

    await work.joined(GUILD)
    house.clock.pass_(hours=24 * 29)
    await work.round()

    assert (await house.now(job)).prompt == "a fox"


async def test_leaving_ends_what_was_not_sent_free_of_charge(house: House):
    waiting = await house.ask()

    await forgetting(house).left(GUILD)

    ended = await house.now(waiting)
    assert (ended.status, ended.cost) == (S.CANCELLED, 0)
    assert ended.problem is not None
    assert ended.problem.text == (
        "The bot was removed from the server before it was made. Nothing was charged."
    )


async def test_a_server_that_was_left_meanwhile_is_noticed_at_the_start(house: House):
    job, work = await film(house), forgetting(house)

    await work.missed({6, 7})
    house.clock.pass_(hours=24 * 10)
    await work.missed({6, 7})
    house.clock.pass_(hours=24 * 20)
    await work.round()

    assert (await house.now(job)).prompt == "", "counted from the first time it was missed"


async def test_a_server_that_is_there_is_never_forgotten(house: House):
    job, work = await film(house), forgetting(house)
    await work.missed(set())

    await work.missed({GUILD})
    house.clock.pass_(hours=24 * 31)
    await work.round()

    assert (await house.now(job)).prompt == "a fox"
