"""What a card says of an order that nobody knows the fate of, and the one question it asks."""

from __future__ import annotations

from typing import Any

from discord import ui

from bot.core.job import Decider, Job, JobStatus
from bot.core.sentence import Money, Sentence, When, say
from bot.ui.buttons import let_be_button, order_again_button
from bot.ui.words import Words


def in_doubt(job: Job, words: Words) -> str:
    """The state of a job in doubt."""
    lines = [_what_is_known(job)]
    if job.question is not None:
        lines.append(_question(job.question))
    if job.question is not None and job.doubt_until is not None:
        lines.append(
            say(
                "I keep looking for it meanwhile; if nobody decides, this ends {when}.",
                when=When(job.doubt_until),
            )
        )
    return "\n".join(map(words, lines))


def _what_is_known(job: Job) -> Sentence:
    if job.earlier is not None:
        return say(
            "❓ **The second order was not answered either.** I am looking for both; it is not "
            "ordered a third time."
        )
    if job.again_at is not None:
        return say("🔁 **It is ordered again,** after one more look for the first order.")
    if job.question is not None:
        return say(
            "❓ **Nobody knows whether the provider took this order.** Its answer got lost on the "
            "way, and I can't find the film there."
        )
    return say(
        "❓ **The provider did not answer.** I am looking whether it took the order. Nothing is "
        "ordered twice unless somebody here says so."
    )


def _question(who: Decider) -> Sentence:
    if who is Decider.MODERATOR:
        return say(
            "Shall I order it again? It may be paid for twice. Somebody who may manage messages "
            "here can decide."
        )
    return say("Shall I order it again? It may be paid for twice.")


def question_row(job: Job, words: Words) -> ui.ActionRow[Any] | None:
    """The two answers, while the question stands."""
    if job.status is not JobStatus.IN_DOUBT or job.question is None:
        return None
    row = ui.ActionRow[Any]()
    row.add_item(order_again_button(job.id, job.price, words))
    row.add_item(let_be_button(job.id, words))
    return row


def charged(job: Job) -> Sentence:
    """What an end without a film costs."""
    if job.cost:
        return say(
            "{money} stays counted in the bot's budget, because the provider may have taken it. "
            "It does not count as one of your films.",
            money=Money(job.cost),
        )
    return say("Nothing was charged to you.")


def cost_of(job: Job) -> Sentence:
    """What a film cost, in two or three words."""
    if job.again_cost:
        return say("ordered twice, counted as {money}", money=Money(job.cost))
    return say("cost {money}", money=Money(job.cost))
