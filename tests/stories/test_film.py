"""Stories that end with a film."""

from __future__ import annotations

from tests.stories.stage import FILMS, Opened

PROMPT = "a fox on ice"


async def test_the_film_arrives_in_the_card_that_answered_the_command(
    opened: Opened, tiny_film: bytes
):
    async with opened() as stage:
        answer = await stage.slash("ann", FILMS, prompt=PROMPT)
        await stage.until(lambda: stage.jobs()[0].status == "delivered", "delivered film")
        [card] = stage.cards()

        assert not answer.private
        assert PROMPT in answer.text
        assert card.id == answer.card
        assert await stage.film(card) == tiny_film
        assert card.alt_texts == [PROMPT]
