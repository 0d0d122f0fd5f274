"""The card: the one message that lives with a job."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import discord
from discord import ui

from bot.core.history import Expected
from bot.core.job import Delivery, Job, JobStatus
from bot.core.sentence import When, say
from bot.store.lineage import Kin
from bot.store.progress import Progress
from bot.ui.buttons import StillView, cancel_button, end_buttons
from bot.ui.casting import with_whom
from bot.ui.doubt import charged, cost_of, in_doubt, question_row
from bot.ui.lineage import offspring, origin
from bot.ui.preview import fitted
from bot.ui.told import alt_text, told
from bot.ui.words import Words

PROMPT_SHOWN = 1_800
"""Characters of the prompt on the card; all text of one message may be 4000 together."""
BAR = 12

_COLOUR = {
    JobStatus.DELIVERED: discord.Colour(0x3BA55D),
    JobStatus.FAILED: discord.Colour(0xD83C3E),
    JobStatus.SET_ASIDE: discord.Colour(0xD83C3E),
    JobStatus.CANCELLED: discord.Colour(0x747F8D),
    JobStatus.IN_DOUBT: discord.Colour(0xF0B132),
}
CANCELLABLE = frozenset(
    {JobStatus.ACCEPTED, JobStatus.IN_REVIEW, JobStatus.QUEUED, JobStatus.RUNNING}
)
"""Where a member would look for the button. Once the film is ordered it tells them the truth."""
_WORKING = discord.Colour(0x5865F2)


@dataclass(frozen=True)
class Links:
    """Where a film that is not attached can be watched."""

    own: str | None = None
    provider: str | None = None


def card(
    job: Job,
    words: Words,
    progress: Progress | None = None,
    links: Links | None = None,
    expected: Expected | None = None,
    made: Sequence[Kin] = (),
    *,
    picture: str | None = None,
) -> ui.LayoutView:
    """The card of a job in its present state, at most 40 components and 4000 characters.

    `made` is what came of its film; `picture` is the address of the fitted one, without it the
    member's own is shown.
    """
    box = ui.Container[ui.LayoutView](accent_colour=_COLOUR.get(job.status, _WORKING))
    _head(box, job, words, picture)
    box.add_item(ui.TextDisplay(told(job.prompt, words, most=PROMPT_SHOWN)))
    if job.status is JobStatus.DELIVERED:
        _show_film(box, job, words, links or Links())
    else:
        box.add_item(ui.TextDisplay(_state(job, words, progress or Progress(), expected)))
    box.add_item(ui.TextDisplay(_footer(job, words, made)))
    return _with_acts(box, job, words)


def moving_card(job: Job, words: Words) -> ui.LayoutView:
    """The card as a new message: complete but for the film, which follows in an edit."""
    if job.status is JobStatus.DELIVERED and job.delivery is Delivery.ATTACHED:
        job = replace(job, status=JobStatus.STORED)
    return card(job, words)


def moved_card(job: Job, words: Words) -> ui.LayoutView:
    """What the old message says once the card is another one: `job` knows where that is."""
    url = f"https://discord.com/channels/{job.guild_id}/{job.channel_id}/{job.message_id}"
    view = StillView()
    link = words(say("#{number} is over here now:", number=str(job.id)))
    view.add_item(ui.TextDisplay(f"-# {link} {url}"))
    return view


def _with_acts(box: ui.Container[Any], job: Job, words: Words) -> ui.LayoutView:
    view = StillView()
    view.add_item(box)
    question = question_row(job, words)
    acts = question or ui.ActionRow[Any]()
    if job.status in CANCELLABLE:
        acts.add_item(cancel_button(job.id, words))
    for button in end_buttons(job, words):
        acts.add_item(button)
    if acts.children:
        view.add_item(acts)
    return view


def film_file_name(job: Job) -> str:
    return f"job-{job.id}{_suffix(job)}"


def _suffix(job: Job) -> str:
    return "." + job.film.name.rpartition(".")[2] if job.film else ".mp4"


def _head(box: ui.Container[Any], job: Job, words: Words, picture: str | None) -> None:
    lines = (headline(job, words), origin(job, words), with_whom(job, words), fitted(job, words))
    text = "\n".join(line for line in lines if line)
    if picture is None and job.picture is not None and not (job.ended or job.film):
        # Discord keeps what came with a command for about a day only: not for what stays.
        picture = job.picture.url
    if not picture:
        box.add_item(ui.TextDisplay(text))
    else:
        seen = ui.Thumbnail[ui.LayoutView](picture)
        box.add_item(ui.Section[ui.LayoutView](text, accessory=seen))


def headline(job: Job, words: Words) -> str:
    price = words.money(job.price) if job.price is not None else words(say("price unknown"))
    shape = job.size.replace("x", " × ")
    length = words(say("{s} s", s=job.seconds))
    return f"🎬 **{job.model_title}** · {length} · {shape} · {price}"


def _footer(job: Job, words: Words, made: Sequence[Kin]) -> str:
    asked = words(say("asked {when} by", when=When(job.created_at)))
    lines = [offspring(made, words), f"-# #{job.id} · {asked} <@{job.owner_id}>"]
    return "\n".join(line for line in lines if line)


def _state(job: Job, words: Words, progress: Progress, expected: Expected | None) -> str:
    if not progress.unreached or job.status not in _WAITS:
        return _usual_state(job, words, progress, expected)
    if job.status is JobStatus.ACCEPTED:
        return words(_UNREACHED)
    return "\n".join((_usual_state(job, words, progress, None), words(_UNREACHED)))


def _usual_state(job: Job, words: Words, progress: Progress, expected: Expected | None) -> str:
    if job.status is JobStatus.ACCEPTED:
        return _not_sent_yet(job, words, progress)
    if job.status is JobStatus.IN_DOUBT:
        return in_doubt(job, words)
    if job.status in {JobStatus.QUEUED, JobStatus.RUNNING}:
        return _in_the_making(job, words, progress, expected)
    said = _SAID.get(job.status)
    return words(said) if said is not None else _ended_without(job, words)


_WAITS = frozenset(
    {
        JobStatus.ACCEPTED,
        JobStatus.IN_DOUBT,
        JobStatus.QUEUED,
        JobStatus.RUNNING,
        JobStatus.READY,
    }
)
"""The provider has to answer before it goes on from one of these."""
_UNREACHED = say(
    "📡 **The provider does not answer at present.** I keep trying, and go on as soon as it does; "
    "nothing is lost meanwhile."
)
_SAID = {
    JobStatus.IN_REVIEW: say("⏳ **Accepted.** A moderator has to agree first."),
    JobStatus.SUBMITTING: say("📨 **Being sent to the provider …**"),
    JobStatus.READY: say("📥 **The film is made.** Bringing it here …"),
    JobStatus.STORED: say("📤 **The film is here.** Putting it up …"),
}


def _not_sent_yet(job: Job, words: Words, progress: Progress) -> str:
    if progress.place is not None:
        text = say(
            "🕒 **In line, place {place}.** It is sent as soon as it is your turn.",
            place=progress.place,
        )
    elif job.earlier is not None:
        text = say("🔁 **It is ordered again.** It goes to the provider as soon as that is free.")
    elif job.attempt:
        text = say("⏳ **The provider is busy.** It will be asked again shortly.")
    elif job.picture is not None and not job.picture.is_ready:
        text = say("🖼️ **Preparing your picture …**")
        if job.picture.more:
            text = say("🖼️ **Preparing your pictures …**")
        if job.frame is not None:
            text = say("🖼️ **Preparing the frame …**")
    elif job.awaits_review:
        text = _SAID[JobStatus.IN_REVIEW]
    else:
        text = say("⏳ **Accepted.** It is about to be sent to the provider.")
    return words(text)


def _in_the_making(job: Job, words: Words, progress: Progress, expected: Expected | None) -> str:
    if job.status is JobStatus.QUEUED and not progress.percent:
        lines = [words(say("🕒 **In the provider's queue.**"))]
    else:
        percent = progress.percent or 0
        full = round(percent / 100 * BAR)
        bar = "▰" * full + "▱" * (BAR - full)
        lines = [words(say("🎞️ **In the making**")), f"{bar}  {words.number(percent)} %"]
    if expected is not None and not job.overdue:
        lines.append(_expected(words, expected))
    if job.overdue:
        lines.append(
            words(
                say(
                    "It takes unusually long. I keep asking for it, for a day if need be; "
                    "you can start another one meanwhile."
                )
            )
        )
    return "\n".join(lines)


def _expected(words: Words, expected: Expected) -> str:
    if expected.at is None:
        return words(say("It takes longer than films of this kind usually do."))
    return words(say("Probably ready {when}.", when=When(expected.at)))


def _ended_without(job: Job, words: Words) -> str:
    if job.status is JobStatus.CANCELLED:
        if job.problem is not None:
            return "\n".join((words(say("🚫 **Not made**")), words(job.problem)))
        if job.earlier is not None and job.cost:
            return " ".join((words(say("🚫 **Cancelled.**")), words(charged(job))))
        return words(say("🚫 **Cancelled.** Nothing was charged."))
    why = words(job.problem) if job.problem else ""
    if job.status is JobStatus.SET_ASIDE:
        return "\n".join((words(say("⚠️ **Set aside**")), why))
    return "\n".join((words(say("❌ **No film this time**")), why, words(charged(job))))


def _show_film(box: ui.Container[Any], job: Job, words: Words, links: Links) -> None:
    if job.delivery is Delivery.ATTACHED:
        gallery = ui.MediaGallery[ui.LayoutView]()
        gallery.add_item(
            media=f"attachment://{film_file_name(job)}",
            description=alt_text(job.prompt),
        )
        box.add_item(gallery)
    else:
        box.add_item(ui.TextDisplay(_where(job, words, links)))
        url = links.own if job.delivery is Delivery.LINKED else links.provider
        if url and job.delivery is not Delivery.KEPT:
            row = ui.ActionRow[ui.LayoutView]()
            row.add_item(ui.Button(label=words(say("Watch the film")), url=url, emoji="▶️"))
            box.add_item(row)
    box.add_item(ui.TextDisplay(_took(job, words)))


def _where(job: Job, words: Words, links: Links) -> str:
    assert job.film is not None
    size = words(say("{mb} MB", mb=max(1, round(job.film.size / 1_000_000))))
    if job.delivery is Delivery.LINKED:
        return words(
            say("🎬 **Your film is ready.** It is too large to attach here ({size}):", size=size)
        )
    if job.delivery is Delivery.PROVIDER_LINK and links.provider:
        return words(
            say(
                "🎬 **Your film is ready.** It is too large to attach here ({size}). "
                "The provider's link works for about an hour; the bot's owner has a copy, "
                "job #{number}.",
                size=size,
                number=str(job.id),
            )
        )
    return words(
        say(
            "🎬 **Your film is ready,** but too large to attach here ({size}). It is kept with "
            "the bot; its owner can give it to you as {name}.",
            size=size,
            name=job.film.name,
        )
    )


def _took(job: Job, words: Words) -> str:
    assert job.film is not None
    took = words.duration(job.changed_at - (job.submitted_at or job.created_at))
    parts = [words(say("took {time}", time=took))]
    if job.price is not None:
        parts.append(words(cost_of(job)))
    if job.film.shape != job.size:
        parts.append(words(say("came as {shape}", shape=job.film.shape.replace("x", " × "))))
    return "-# " + " · ".join(parts)
