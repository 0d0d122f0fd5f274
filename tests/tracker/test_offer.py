"""Which models can be had: held against the provider's lists, and against what it answers."""

from __future__ import annotations

import pytest
from structlog.testing import capture_logs

from bot.core.catalog import Catalog
from bot.core.job import JobStatus
from bot.core.refused import Refused
from bot.provider.price_list import read_prices
from bot.sandbox.videos import LocalVideos
from bot.ui.words import words_for
from tests.house import Start


async def test_what_the_provider_dropped_is_refused_with_two_that_work(
    start: Start, videos: LocalVideos
):
    videos.withdraw_model("wan2.7")
    async with start() as house:
        await house.parts.offer.check()

        with pytest.raises(Refused) as refused:
            await house.ask(model="wan2.7")

        text = words_for("en-US")(refused.value.sentence)
        assert text == (
            "The provider does not serve Wan 2.7 at present. Try Wan 2.6 or Vidu Q3 Turbo."
        )
        assert await house.store.open() == []


async def test_the_default_is_the_first_that_is_served(start: Start, videos: LocalVideos):
    videos.withdraw_model("veo3.1-fast")
    async with start() as house:
        await house.parts.offer.check()

        job = await house.ask()

        assert job.model == "veo3.1"


async def test_what_the_provider_no_longer_answers_is_not_offered_until_the_next_check(
    start: Start, videos: LocalVideos, catalog: Catalog
):
    async with start() as house:
        await house.parts.offer.check()
        videos.withdraw_model("veo3.1-fast")
        job = await house.to_the_end(await house.ask(model="veo3.1-fast"))
        before = [model.id for model in house.parts.offer.models]
        videos.restore_model("veo3.1-fast")
        await house.parts.offer.check()
        after = [model.id for model in house.parts.offer.models]

        assert job.status is JobStatus.FAILED
        assert "no longer serves Veo 3.1 Fast. Try" in words_for("en-US")(job.problem)
        assert "veo3.1-fast" not in before
        assert "veo3.1-fast" in after


async def test_other_prices_at_the_provider_are_told_and_not_taken_over(
    start: Start, videos: LocalVideos, catalog: Catalog
):
    async with start() as house:
        with capture_logs() as logs:
            await house.parts.offer.check()

        told = {line["model"] for line in logs if "another price" in line["event"]}
        assert "sora-2" in told  # 0.08 there, the higher 0.10 here
        assert (await house.ask(model="sora-2")).price == 400_000


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(None, id="null"),
        pytest.param({}, id="no data"),
        pytest.param({"data": None}, id="data null"),
        pytest.param({"data": [None, 5, "x", {}]}, id="rows that are none"),
        pytest.param({"data": [{"id": "a"}]}, id="no pricing"),
        pytest.param({"data": [{"id": "a", "pricing": {"per_second": None}}]}, id="price null"),
        pytest.param({"data": [{"id": "a", "pricing": {"per_second": -1}}]}, id="price negative"),
        pytest.param({"data": [{"id": "a", "pricing": {"per_second": 1e99}}]}, id="price huge"),
        pytest.param({"data": [{"id": 5, "pricing": {"per_second": 1}}]}, id="id a number"),
    ],
)
def test_t33_a_price_list_that_makes_no_sense_tells_nothing(body: object):
    assert read_prices(body) == {}


def test_t33_of_two_prices_for_one_id_the_higher_counts():
    rows = [{"id": "a", "pricing": {"per_second": price}} for price in (0.08, 0.1, 0.05)]

    assert read_prices({"data": rows}) == {"a": 100_000}
