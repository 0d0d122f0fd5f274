"""What `/limits` shows: what is set for whom, what was changed, and lists to choose from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import discord
from discord import ui

from bot.core.allowance import ALL, EVERYONE, Holder, Rule, Scope, Value
from bot.core.catalog import Model
from bot.core.limit_words import NAMES, told
from bot.core.sentence import Mention, Sentence, When, say
from bot.core.standing import House
from bot.store.houses import Change
from bot.ui.boxed import BLURPLE
from bot.ui.buttons import StillView, act_button, named
from bot.ui.words import Words

MOST_HOLDERS = 30
"""Roles, members and channels in one list; a message holds 4000 characters."""
MOST_CHOSEN = 25


def whom(holder: Holder) -> Sentence:
    """For whom something is set, to stand in a sentence."""
    match holder.scope:
        case Scope.ROLE:
            return say("{role}", role=Mention("role", holder.id))
        case Scope.MEMBER:
            return say("{member}", member=Mention("member", holder.id))
        case Scope.CHANNEL:
            return say("all in {channel} together", channel=Mention("channel", holder.id))
        case Scope.SERVER:
            return say("the whole server together")
        case Scope.CEILING:
            return say("this server, by the bot's owner")
        case Scope.EVERYONE:
            return say("everyone")


def house_view(house: House, now: float, words: Words) -> ui.LayoutView:
    """All that is set in a server."""
    box = ui.Container[Any](accent_colour=BLURPLE)
    box.add_item(ui.TextDisplay(words(say("### ⚖️ Limits of this server"))))
    holders = _in_order(house)
    blocks = [_block(house, holder, words) for holder in holders[:MOST_HOLDERS]]
    if len(holders) > MOST_HOLDERS:
        more = say("-# and {n} more; `/limits show` with a role or member shows each",
                   n=len(holders) - MOST_HOLDERS)  # fmt: skip
        blocks.append(words(more))
    nothing = say(
        "Nothing is set yet: what the bot's owner allows everybody holds. `/limits set` sets more, "
        "for everyone, a role, a member, a channel or the whole server."
    )
    box.add_item(ui.TextDisplay(_cut("\n\n".join(blocks)) if blocks else words(nothing)))
    box.add_item(ui.Separator())
    box.add_item(ui.TextDisplay(_cut(_rest(house, now, words), 800)))
    return _view(box)


def set_for(house: House, holder: Holder, words: Words) -> ui.LayoutView:
    """What is set for one holder, and nothing else."""
    box = ui.Container[Any](accent_colour=BLURPLE)
    title = words(say("### ⚖️ Set for {whom}", whom=whom(holder)))
    lines = _lines(house, holder, words)
    nothing = say("Nothing of its own. What is set for everyone holds, or for another role.")
    box.add_item(ui.TextDisplay("\n".join([title, *(lines or [words(nothing)])])))
    return _view(box)


def changed_view(
    holder: Holder,
    rule: Rule,
    value: Value | None,
    change: Change,
    words: Words,
    *,
    undo: bool = True,
) -> ui.LayoutView:
    """What was changed, what stood there before, and with `undo` a way back."""
    nothing = say("not set")
    after = nothing if value is None else told(rule, value)
    before = nothing if change.before is None else told(rule, change.before)
    what = {"what": NAMES[rule], "whom": whom(holder), "value": after}
    if change.entry is None:
        said = say("It is so already: {what} for {whom}: {value}.", **what)
    else:
        said = say("✅ **{what}** for {whom}: **{value}**. Before: {before}.",
                   **what, before=before)  # fmt: skip
    box = ui.Container[Any](accent_colour=BLURPLE)
    box.add_item(ui.TextDisplay(words(said)))
    view = _view(box)
    if undo and change.entry is not None:
        row = ui.ActionRow[Any]()
        row.add_item(act_button("limit_undo", change.entry, words(say("Undo")), emoji="↩️"))
        view.add_item(row)
    return view


def channels_view(house: House, words: Words) -> ui.LayoutView:
    """Where everyone may make films, to choose."""
    present = _present(house, Rule.CHANNELS)
    select = ui.ChannelSelect[Any](
        custom_id=named("limit_channels", ""),
        placeholder=words(say("Choose channels")),
        min_values=0,
        max_values=MOST_CHOSEN,
        channel_types=[
            discord.ChannelType.text,
            discord.ChannelType.news,
            discord.ChannelType.voice,
            discord.ChannelType.forum,
        ],
        default_values=[
            discord.SelectDefaultValue(id=int(each), type=discord.SelectDefaultValueType.channel)
            for each in sorted(present)[:MOST_CHOSEN]
        ],
    )
    title = say(
        "### 📍 Where films may be made\nThreads and posts count as the channel they belong to. A "
        "role or member can have other channels with `/limits set`."
    )
    return _chooser(title, house, Rule.CHANNELS, select, words)


def models_view(house: House, models: Sequence[Model], words: Words) -> ui.LayoutView:
    """Which models everyone may use, to choose."""
    present = _present(house, Rule.MODELS)
    shown = sorted(models, key=lambda model: model.id not in present)[:MOST_CHOSEN]
    select = ui.Select[Any](
        custom_id=named("limit_models", ""),
        placeholder=words(say("Choose models")),
        min_values=0,
        max_values=len(shown),
        options=[
            discord.SelectOption(
                label=model.title[:100], value=model.id, default=model.id in present
            )
            for model in shown
        ],
    )
    title = say(
        "### 🎬 Which models may be used\nA role or member can have others with `/limits set`."
    )
    return _chooser(title, house, Rule.MODELS, select, words)


def moderators_view(house: House, words: Words) -> ui.LayoutView:
    """Whose members may do what moderators may."""
    select = ui.RoleSelect[Any](
        custom_id=named("limit_moderators", ""),
        placeholder=words(say("Choose roles")),
        min_values=0,
        max_values=MOST_CHOSEN,
        default_values=[
            discord.SelectDefaultValue(id=each, type=discord.SelectDefaultValueType.role)
            for each in sorted(house.moderators)[:MOST_CHOSEN]
        ],
    )
    text = say(
        "### 🛡️ Who moderates films\nWhoever may manage this server does. Members of these roles "
        "may press the moderators' buttons too. That they are offered the commands is decided in "
        "Server Settings, Integrations."
    )
    box = ui.Container[Any](accent_colour=BLURPLE)
    box.add_item(ui.TextDisplay(words(text)))
    row = ui.ActionRow[Any]()
    row.add_item(select)
    box.add_item(row)
    return _view(box)


def _chooser(
    title: Sentence, house: House, rule: Rule, select: ui.Item[Any], words: Words
) -> ui.LayoutView:
    box = ui.Container[Any](accent_colour=BLURPLE)
    value = house.rules.of(EVERYONE, rule)
    now = say("Now: {value}", value=say("all") if value is None else told(rule, value))
    box.add_item(ui.TextDisplay("\n".join((words(title), words(now)))))
    row = ui.ActionRow[Any]()
    row.add_item(select)
    box.add_item(row)
    buttons = ui.ActionRow[Any]()
    buttons.add_item(act_button("limit_all", rule.value, words(say("Allow all"))))
    box.add_item(buttons)
    return _view(box)


def _present(house: House, rule: Rule) -> frozenset[str]:
    value = house.rules.of(EVERYONE, rule)
    return value - {ALL} if isinstance(value, frozenset) else frozenset[str]()


def _in_order(house: House) -> list[Holder]:
    """Everyone first, then roles, members, channels, the server and the owner's ceiling."""
    order = [Scope.EVERYONE, Scope.ROLE, Scope.MEMBER, Scope.CHANNEL, Scope.SERVER, Scope.CEILING]
    holders = {holder for holder, _ in house.rules.set}
    return sorted(holders, key=lambda holder: (order.index(holder.scope), holder.id))


def _block(house: House, holder: Holder, words: Words) -> str:
    title = words(say("**For {whom}**", whom=whom(holder)))
    return "\n".join([title, *_lines(house, holder, words)])


def _lines(house: House, holder: Holder, words: Words) -> list[str]:
    set_ = [(rule, house.rules.of(holder, rule)) for rule in Rule]
    return [
        words(say("• {what}: {value}", what=NAMES[rule], value=told(rule, value)))
        for rule, value in set_
        if value is not None
    ]


def _rest(house: House, now: float, words: Words) -> str:
    lines = [words(say("Days begin at midnight in {zone}.", zone=house.zone.now(now)))]
    if house.zone.next is not None and now < house.zone.at:
        change = say("From {when} on: {zone}.", when=When(house.zone.at), zone=house.zone.next)
        lines.append(words(change))
    if house.pause is not None:
        by = Mention("member", house.pause.by)
        lines.append(words(say("⏸️ Film making is paused, by {by}.", by=by)))
    roles = " ".join(f"<@&{each}>" for each in sorted(house.moderators))
    if roles:
        lines.append(words(say("Moderators:")) + " " + roles)
    return "\n".join(lines)


def _cut(text: str, most: int = 2_800) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def _view(box: ui.Container[Any]) -> ui.LayoutView:
    view = StillView()
    view.add_item(box)
    return view
