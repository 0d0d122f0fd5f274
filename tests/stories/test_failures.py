"""Stories that end without a film: one clear reason on the card, and nothing charged."""

from __future__ import annotations

import pytest

from bot.sandbox.videos import Outcome
from tests.stories.stage import FILMS, Opened


@pytest.mark.parametrize(
    ("outcome", "model", "reason"),
    [
        pytest.param(
            Outcome.FAILED,
            "sora-2",
            "The provider could not make this film: “The video could not be generated.”",
            id="failed",
        ),
        pytest.param(
            Outcome.FAILED, "veo3.1-fast", "could not make this film and gave no reason", id="mute"
        ),
        pytest.param(
            Outcome.REFUSED,
            "sora-2",
            "The provider refused this for its content (sexual or violence).",
            id="content, before",
        ),
        pytest.param(
            Outcome.MODERATED,
            "sora-2",
            "The provider refused this for its content, without saying what it was.",
            id="content, after",
        ),
    ],
)
async def test_a_film_that_the_provider_does_not_make_ends_with_its_reason_and_costs_nothing(
    opened: Opened, outcome: Outcome, model: str, reason: str
):
    async with opened() as stage:
        stage.videos.next_outcome(outcome)
        before = stage.videos.balance_micros

        answer = await stage.slash("ann", FILMS, prompt="a fox on ice", model=model)
        await stage.until(lambda: "No film this time" in stage.cards()[0].text, "end on the card")
        [card] = stage.cards()

        assert card.id == answer.card
        assert card.text.count(reason) == 1
        assert "Nothing was charged to you." in card.text
        assert card.files == {}
        refused = "for its content" in reason
        label = "Change it and ask again" if refused else "Again"
        assert card.buttons == {"clapper:again:1": label}
        assert [(row.status, row.cost) for row in stage.jobs()] == [("failed", 0)]
        assert stage.videos.balance_micros == before
