"""Where a film comes from and what came of it, as people read it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from discord import ui

from bot.core.job import ENDED, Job, JobStatus
from bot.core.sentence import say
from bot.core.storyboard import gist
from bot.store.lineage import Kin, Tree
from bot.ui.buttons import StillView
from bot.ui.words import Words, inert

ON_A_CARD = 6
"""Films named below the one they were made from; `/show` names more."""
LONGEST_LIST = 1_800
"""Characters of either list; all text of one message may be 4000 together."""
DEEPEST = 5
"""Steps by which a list is indented; Discord shows no more."""
PROMPT_SHOWN = 80
"""Characters of each prompt in a list."""


def origin(job: Job, words: Words) -> str | None:
    """`-# remix of #12`, linked; None for a film of its own."""
    if job.source_id is None:
        return None
    link = linked(job.source_id, job.source_card)
    if job.picture is None:
        return "-# " + words(say("remix of")) + f" {link}"
    return "-# " + words(say("new film from a frame of")) + f" {link}"


def offspring(made: Sequence[Kin], words: Words) -> str | None:
    """What was made from a film, the latest of it; None where nothing was."""
    shown = [kin for kin in made if kin.status not in _WITHOUT]
    if not shown:
        return None
    links = [linked(kin.id, _card(kin)) for kin in shown[-ON_A_CARD:]]
    line = "-# " + words(say("made from it:")) + " " + ", ".join(links)
    more = len(shown) - len(links)
    return line + (" " + words(say("and {n} more", n=more)) if more else "")


def tree_view(job: Job, tree: Tree, words: Words, *, viewer: int, guild_id: int) -> ui.LayoutView:
    """All that a film comes from and all that came of it, with links."""

    def row(kin: Kin) -> str:
        return _row(kin, words, here=kin.owner_id == viewer or kin.guild_id == guild_id)

    up, down = (_as_many_as_fit([row(kin) for kin in kins]) for kins in (tree.up, tree.down))
    parts = [words(say("**Where #{number} belongs**", number=str(job.id)))]
    if up:
        parts += [words(say("It was made from")), *up]
    if down:
        parts += [words(say("Made from it")), *down]
    if more := len(tree.up) - len(up) + len(tree.down) - len(down):
        parts.append("-# " + words(say("and {n} more", n=more)))
    view = StillView()
    box = ui.Container[Any]()
    box.add_item(ui.TextDisplay("\n".join(parts)))
    view.add_item(box)
    return view


def linked(number: int, card: str | None) -> str:
    """`#12` as a link to its card, where that is known."""
    if card is None:
        return f"#{number}"
    return f"[#{number}](https://discord.com/channels/{card})"


def _as_many_as_fit(rows: Sequence[str]) -> list[str]:
    fitting: list[str] = []
    for row in rows:
        if sum(map(len, fitting)) + len(row) + len(fitting) > LONGEST_LIST:
            break
        fitting.append(row)
    return fitting


_WITHOUT = ENDED - {JobStatus.DELIVERED}
_WAY = {True: say("remix"), False: say("from a frame")}


def _row(kin: Kin, words: Words, *, here: bool) -> str:
    deep = "  " * min(kin.far - 1, DEEPEST) + "- "
    parts = [linked(kin.id, _card(kin))]
    if kin.source_id is not None:
        parts.append(words(_WAY[kin.frame is None]))
    if kin.status in _WITHOUT:
        parts.append(words(say("ended without a film")))
    elif kin.status is not JobStatus.DELIVERED:
        parts.append(words(say("in the making")))
    # A film of another server and another member: that there is one, and nothing of it.
    return deep + " · ".join([*parts, _begun(kin.prompt) if here else words(say("elsewhere"))])


def _begun(prompt: str) -> str:
    flat = " ".join(gist(prompt).split())
    return inert(flat if len(flat) <= PROMPT_SHOWN else flat[: PROMPT_SHOWN - 1].rstrip() + "…")


def _card(kin: Kin) -> str | None:
    return f"{kin.guild_id}/{kin.channel_id}/{kin.message_id}" if kin.message_id else None
