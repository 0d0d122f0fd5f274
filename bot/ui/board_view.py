"""The private builder of storyboards: what stands in it so far, and what can be done with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import discord
from discord import ui

from bot.core.board import Board, Plan
from bot.core.catalog import Model
from bot.core.catalog.model import Storyboard
from bot.core.sentence import Sentence, say
from bot.core.storyboard import MOST_SHOTS, Shot, in_seconds, script
from bot.ui.buttons import StillView, act_button, named
from bot.ui.told import told
from bot.ui.words import Words, inert, visible

SCENE_SHOWN = 80
"""Characters of each scene; all text of one message may be 4000 together."""
NOTICE_SHOWN = 500
OFFERED = 900


def board_view(
    board: Board,
    model: Model,
    plan: Plan,
    at: int,
    words: Words,
    notices: Sequence[Sentence] = (),
) -> ui.LayoutView:
    """The builder with the shot at `at`, from 0, chosen."""
    view = StillView()
    ready = plan.fault is None
    box = ui.Container[Any](accent_colour=discord.Colour(0x3BA55D if ready else 0x5865F2))
    box.add_item(ui.TextDisplay(_head(board, model, plan, words)))
    if board.shots:
        box.add_item(ui.Separator())
        box.add_item(ui.TextDisplay(_shots(board, at, words)))
        box.add_item(ui.Separator())
    box.add_item(ui.TextDisplay(_state(model, plan, words)))
    if notices:
        text = "\n".join(words(each) for each in notices)
        box.add_item(ui.TextDisplay("⚠️ " + text[:NOTICE_SHOWN]))
    view.add_item(box)
    about = f"{board.id}:{board.seq}:{at}"
    if board.shots:
        view.add_item(_choice(board, at, about, words))
        view.add_item(_of_the_shot(board, at, about, words))
    view.add_item(_of_the_board(board, about, words))
    return view


def offer_view(latest: Board, model_title: str, fresh: Board, words: Words) -> ui.LayoutView:
    """Go on with the storyboard that was begun, or start another one."""
    box = ui.Container[Any](accent_colour=discord.Colour(0x5865F2))
    title = words(say("You have begun a storyboard for {model}:", model=model_title))
    box.add_item(ui.TextDisplay(f"**{title}**"))
    box.add_item(ui.TextDisplay(told(script(latest.shots), words, most=OFFERED)))
    view = StillView()
    view.add_item(box)
    row = ui.ActionRow[Any]()
    on = act_button(
        "board_go", latest.id, words(say("Go on")), style=discord.ButtonStyle.primary, emoji="🎞️"
    )
    row.add_item(on)
    row.add_item(act_button("board_go", fresh.id, words(say("Start anew"))))
    view.add_item(row)
    return view


def _head(board: Board, model: Model, plan: Plan, words: Words) -> str:
    price = words.money(plan.price) if plan.price is not None else words(say("price unknown"))
    length = words(
        say("{total} of {seconds} s", total=in_seconds(board.tenths), seconds=plan.seconds)
    )
    lengths = words(say("{lengths} s possible", lengths=model.seconds.words()))
    title = words(say("Storyboard"))
    shape = board.size.replace("x", " × ")
    who = ""
    if board.character is not None:
        who = "\n-# 🎭 " + words(say("with {name}", name=board.character))
    line = f"**{model.title}** · {shape} · **{length}** · **{price}**"
    return f"### 🎞️ {title}\n{line}\n-# {lengths}{who}"


def _shots(board: Board, at: int, words: Words) -> str:
    return "\n".join(
        f"{'▸ ' if number == at else ''}**{number + 1}** · "
        f"{words(say('{s} s', s=shot.seconds))} · {_begun(shot)}"
        for number, shot in enumerate(board.shots)
    )


def _state(model: Model, plan: Plan, words: Words) -> str:
    lines = [f"⏳ {words(plan.fault)}" if plan.fault else f"✅ {words(say('It can be made.'))}"]
    if model.storyboard is Storyboard.BEATS:
        how = say(
            "{model} knows no storyboards: the shots are sent as timed lines in one prompt, and "
            "it keeps to the times as well as it can.",
            model=model.title,
        )
        lines.append(f"-# {words(how)}")
    return "\n".join(lines)


def _begun(shot: Shot) -> str:
    flat = inert(" ".join(shot.scene.split()))
    return flat if len(flat) <= SCENE_SHOWN else flat[: SCENE_SHOWN - 1].rstrip("\\ ") + "…"


def _choice(board: Board, at: int, about: str, words: Words) -> ui.ActionRow[Any]:
    options = [
        discord.SelectOption(
            label=words(say("Shot {n} · {s} s", n=number + 1, s=shot.seconds)),
            value=str(number),
            description=" ".join(visible(shot.scene).split())[:100] or None,
            default=number == at,
        )
        for number, shot in enumerate(board.shots)
    ]
    row = ui.ActionRow[Any]()
    row.add_item(ui.Select(custom_id=named("board_pick", about), options=options))
    return row


def _of_the_shot(board: Board, at: int, about: str, words: Words) -> ui.ActionRow[Any]:
    last = len(board.shots) - 1
    row = ui.ActionRow[Any]()
    for act, label, disabled in (
        ("board_edit", say("Edit"), False),
        ("board_up", say("Move up"), at == 0),
        ("board_down", say("Move down"), at == last),
        ("board_copy", say("Copy"), last + 1 >= MOST_SHOTS),
        ("board_remove", say("Remove"), False),
    ):
        row.add_item(act_button(act, about, words(label), disabled=disabled))
    return row


def _of_the_board(board: Board, about: str, words: Words) -> ui.ActionRow[Any]:
    row = ui.ActionRow[Any]()
    full = len(board.shots) >= MOST_SHOTS
    add = words(say("Add shot"))
    style = discord.ButtonStyle.primary
    row.add_item(act_button("board_add", about, add, emoji="➕", style=style, disabled=full))
    row.add_item(act_button("board_script", about, words(say("Paste script"))))
    row.add_item(act_button("board_film", about, words(say("Film"))))
    make = words(say("Make it"))
    row.add_item(
        act_button("board_make", about, make, emoji="🎬", style=discord.ButtonStyle.success)
    )
    discard = words(say("Discard"))
    row.add_item(act_button("board_discard", about, discard, style=discord.ButtonStyle.danger))
    return row
