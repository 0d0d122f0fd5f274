"""Buttons that know what they are about by their `custom_id`, and so work on cards of any age."""

from __future__ import annotations

import re
from typing import Any

import discord
from discord import ui

from bot.core.job import Job, JobStatus
from bot.core.problems import for_its_content
from bot.core.sentence import Money, say
from bot.ui.words import Words

_OURS = re.compile(r"clapper:(?P<act>[a-z_]+):(?P<about>[a-z0-9:]*)")


class StillView(ui.LayoutView):
    """A view that discord.py does not keep: whoever presses is answered by the `custom_id` alone.

    A kept view would hold every card ever shown in memory, and would be unknown after a restart.
    """

    def __init__(self) -> None:
        super().__init__(timeout=None)

    def is_dispatchable(self) -> bool:
        return False


class StillForm(ui.Modal):
    """A form that discord.py does not keep: what is submitted is found by its `custom_id`."""

    def __init__(self, act: str, about: object, title: str) -> None:
        super().__init__(title=title, custom_id=named(act, about), timeout=None)

    def is_finished(self) -> bool:
        """discord.py keeps no finished form: it would answer a submit before we do."""
        return True


def read(custom_id: str) -> tuple[str, str] | None:
    """The act and what it is about; None for a `custom_id` that is not ours."""
    match = _OURS.fullmatch(custom_id)
    return (match["act"], match["about"]) if match else None


def named(act: str, about: object) -> str:
    return f"clapper:{act}:{about}"


def act_button(
    act: str,
    about: object,
    label: str,
    *,
    emoji: str | None = None,
    style: discord.ButtonStyle = discord.ButtonStyle.secondary,
    disabled: bool = False,
) -> ui.Button[Any]:
    return ui.Button(
        label=label, emoji=emoji, style=style, disabled=disabled, custom_id=named(act, about)
    )


def cancel_button(job_id: int, words: Words) -> ui.Button[Any]:
    return act_button("cancel", job_id, words(say("Cancel")))


def end_buttons(job: Job, words: Words) -> list[ui.Button[Any]]:
    """What can be done with a job that has ended; nothing before."""
    if not job.ended:
        return []
    label, emoji = say("Again"), "🔁"
    if for_its_content(job.problem):
        label, emoji = say("Change it and ask again"), "✏️"
    buttons = [act_button("again", job.id, words(label), emoji=emoji)]
    if job.status is JobStatus.DELIVERED:
        buttons.append(act_button("remix", job.id, words(say("Remix")), emoji="🎨"))
    elif job.status is JobStatus.FAILED and job.is_remix:
        label = words(say("Begin with a frame"))
        buttons.append(act_button("frames", job.id, label, emoji="🖼️"))
    return buttons


def order_again_button(job_id: int, price: int | None, words: Words) -> ui.Button[Any]:
    """`price` is what a second order costs, in micro-dollars; None where nobody knows."""
    label = say("Order again (may cost twice)")
    if price is not None:
        label = say("Order again ({price} more)", price=Money(price))
    return act_button("order_again", job_id, words(label), style=discord.ButtonStyle.primary)


def let_be_button(job_id: int, words: Words) -> ui.Button[Any]:
    return act_button("let_be", job_id, words(say("Don't order again")))
