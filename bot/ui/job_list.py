"""A member's own jobs as a private page, with buttons to turn it."""

from __future__ import annotations

from typing import Any

from discord import SelectOption, ui

from bot.core.job import Delivery, Job, JobStatus
from bot.core.sentence import When, say
from bot.core.storyboard import gist
from bot.store.listing import Kind, Page
from bot.ui.buttons import StillView, act_button, named
from bot.ui.words import Words, inert

PER_PAGE = 5
PROMPT_SHOWN = 160

_MARK = {
    JobStatus.DELIVERED: "✅",
    JobStatus.FAILED: "❌",
    JobStatus.CANCELLED: "🚫",
    JobStatus.SET_ASIDE: "⚠️",
    JobStatus.IN_DOUBT: "❓",
}
_WORKING = "🎞️"


def job_list(page: Page, kind: Kind, words: Words) -> ui.LayoutView:
    """One page of jobs, at most 40 components and 4000 characters."""
    box = ui.Container[ui.LayoutView]()
    box.add_item(ui.TextDisplay(_title(page, kind, words)))
    for job in page.jobs:
        box.add_item(ui.Separator())
        box.add_item(ui.TextDisplay(_row(job, words)))
    view = StillView()
    view.add_item(box)
    kinds = ui.ActionRow[Any]()
    kinds.add_item(_kinds(kind, words))
    view.add_item(kinds)
    if page.pages > 1:
        view.add_item(_turning(page, kind, words))
    return view


def _title(page: Page, kind: Kind, words: Words) -> str:
    if not page.total:
        return words(say("**Nothing here yet.** Make a film with `/create`."))
    if page.pages == 1:
        return words(say("**Your films**"))
    return words(
        say("**Your films**, page {page} of {pages}", page=page.number + 1, pages=page.pages)
    )


def _row(job: Job, words: Words) -> str:
    prompt = inert(gist(job.prompt))
    if len(prompt) > PROMPT_SHOWN:
        prompt = prompt[:PROMPT_SHOWN].rstrip("\\ ") + "…"
    mark = _MARK.get(job.status, _WORKING)
    when = words(say("{when}", when=When(job.created_at)))
    facts = [f"{mark} **#{job.id}**", job.model_title, words(say("{s} s", s=job.seconds)), when]
    # In quotes, so that no line begins with what somebody wrote.
    return " · ".join(facts) + f"\n“{prompt}”\n" + _where(job, words)


def _where(job: Job, words: Words) -> str:
    url = f"https://discord.com/channels/{job.guild_id}/{job.channel_id}/{job.message_id}"
    link = f"-# [{words(say('Go to it'))}]({url})"
    if job.down is not None:
        return "-# 🗑️ " + words(say("taken down; `/show {n}` shows it to you alone", n=str(job.id)))
    if job.status is JobStatus.FAILED and job.problem:
        return f"{link} · {words(job.problem)[:200]}"
    if job.status is JobStatus.DELIVERED and job.delivery is Delivery.KEPT:
        return f"{link} · " + words(say("kept with the bot"))
    return link


def _kinds(kind: Kind, words: Words) -> ui.Select[Any]:
    titles = {
        Kind.ALL: words(say("All")),
        Kind.OPEN: words(say("In the making")),
        Kind.FILMS: words(say("Films")),
        Kind.WITHOUT: words(say("Ended without a film")),
    }
    return ui.Select(
        custom_id=named("jobs_kind", ""),
        options=[
            SelectOption(label=title, value=each.value, default=each is kind)
            for each, title in titles.items()
        ],
    )


def _turning(page: Page, kind: Kind, words: Words) -> ui.ActionRow[Any]:
    row = ui.ActionRow[Any]()
    newer, older = page.number - 1, page.number + 1
    row.add_item(
        act_button("jobs", f"{kind}:{max(newer, 0)}:n", words(say("Newer")), disabled=newer < 0)
    )
    row.add_item(
        act_button("jobs", f"{kind}:{older}:o", words(say("Older")), disabled=older >= page.pages)
    )
    return row
