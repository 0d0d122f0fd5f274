"""/moderation words: what prompts may not say here, and what would match and why."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from discord import app_commands, ui

from bot.core.refused import Refused
from bot.core.sentence import Sentence, say
from bot.core.wordfilter import MOST_ENTRIES, Entry, Hit, Kind, Rule, hits, read_entry
from bot.store.houses import HouseStore
from bot.store.words import EntryKnown, FilterFull, WordStore
from bot.ui.boxed import BLURPLE, boxed
from bot.ui.buttons import StillView, act_button
from bot.ui.presses import Act, Press, guild_of, number_in
from bot.ui.rights import check_moderates
from bot.ui.words import Words, code_block, words_for

PER_PAGE = 25
MOST_HITS = 15
MARKS = {Rule.DENY: "🚫", Rule.ALLOW: "✅", Rule.REVIEW: "👀"}


class WordDesk:
    def __init__(self, store: WordStore, houses: HouseStore, clock: Callable[[], float]) -> None:
        self._store = store
        self._houses = houses
        self._clock = clock

    @property
    def acts(self) -> Mapping[str, Act]:
        return {"words_page": self._turn, "word_out": self._undo}

    async def add(self, interaction: Press, text: str, kind: Kind, rule: Rule) -> None:
        """Raises Refused for an entry that can't be used, or that is there already."""
        entry = read_entry(kind, rule, text)
        try:
            made = await self._store.add(
                guild_of(interaction), entry, by=interaction.user.id, now=self._clock()
            )
        except EntryKnown as known:
            raise Refused(
                say("{text} is there already. Remove it first to change it.", text=known.entry.text)
            ) from known
        except FilterFull as full:
            raise Refused(
                say(
                    "A server can have {most} entries, and this one has. Remove one first.",
                    most=MOST_ENTRIES,
                )
            ) from full
        said = say("🚫 Prompts may not say this here any more:")
        if rule is Rule.REVIEW:
            said = say("👀 A moderator is asked before a film is made that says this:")
        if rule is Rule.ALLOW:
            said = say("✅ What is denied may be said inside of this from now on:")
        await self._answer(interaction, said, made, ("word_out", made.id, say("Undo")))

    async def remove(self, interaction: Press, name: str) -> None:
        """Raises Refused where there is no such entry."""
        await self._remove(interaction, self._named(name, await self._entries(interaction)))

    async def show(self, interaction: Press) -> None:
        """The list, in private."""
        view = await self._page(interaction, 0)
        await interaction.response.send_message(view=view, ephemeral=True)

    async def test(self, interaction: Press, text: str) -> None:
        """What in a text would match and why, in private."""
        found = hits(await self._entries(interaction), text)
        view = tried_view(text, found, words_for(interaction.locale.value))
        await interaction.response.send_message(view=view, ephemeral=True)

    async def suggest(self, interaction: Press, typed: str) -> list[app_commands.Choice[str]]:
        """Entries to remove, as they are typed."""
        wanted = typed.strip().casefold()
        return [
            app_commands.Choice(name=f"{MARKS[each.rule]} {each.text}"[:100], value=str(each.id))
            for each in await self._entries(interaction)
            if wanted in each.text.casefold() or wanted == str(each.id)
        ][:25]

    async def _entries(self, interaction: Press) -> list[Entry]:
        return await self._store.of(guild_of(interaction))

    def _named(self, name: str, entries: list[Entry]) -> int:
        wanted = name.strip().casefold()
        for each in entries:
            if wanted in (str(each.id), each.text.casefold()):
                return each.id
        raise Refused(say("There is no such entry. Start to type and choose one."))

    async def _remove(self, interaction: Press, entry_id: int) -> None:
        removed = await self._store.remove(
            guild_of(interaction), entry_id, by=interaction.user.id, now=self._clock()
        )
        if removed is None:
            raise Refused(say("It is removed already."))
        said = say("🗑️ Removed. `/moderation words add` adds it again:")
        await self._answer(interaction, said, removed)

    async def _undo(self, interaction: Press, about: str) -> None:
        check_moderates(interaction, await self._houses.get(guild_of(interaction)))
        await self._remove(interaction, number_in(about))

    async def _turn(self, interaction: Press, about: str) -> None:
        check_moderates(interaction, await self._houses.get(guild_of(interaction)))
        await interaction.response.edit_message(
            view=await self._page(interaction, number_in(about))
        )

    async def _page(self, interaction: Press, page: int) -> ui.LayoutView:
        words = words_for(interaction.locale.value)
        entries = await self._entries(interaction)
        shown = entries[page * PER_PAGE : (page + 1) * PER_PAGE]
        box = ui.Container[Any](accent_colour=BLURPLE)
        title = say("### 🔤 Words of this server ({n} of {most})",
                    n=len(entries), most=MOST_ENTRIES)  # fmt: skip
        lines = [words(title), *(_line(each, words) for each in shown)]
        if not entries:
            lines.append(words(say("None yet: prompts may say anything. `/moderation words add` "
                                   "adds one.")))  # fmt: skip
        box.add_item(ui.TextDisplay("\n".join(lines)))
        view = StillView()
        view.add_item(box)
        if len(entries) > PER_PAGE:
            row = ui.ActionRow[Any]()
            before, after = max(page - 1, 0), page + 1
            row.add_item(act_button("words_page", before, words(say("Before")), disabled=not page))
            last = after * PER_PAGE >= len(entries)
            row.add_item(act_button("words_page", after, words(say("After")), disabled=last))
            view.add_item(row)
        return view

    async def _answer(
        self,
        interaction: Press,
        sentence: Sentence,
        entry: Entry,
        undo: tuple[str, int, Sentence] | None = None,
    ) -> None:
        words = words_for(interaction.locale.value)
        buttons = [act_button(undo[0], undo[1], words(undo[2]), emoji="↩️")] if undo else []
        view = boxed(words(sentence) + "\n" + code_block(entry.text, most=250), *buttons)
        await interaction.response.send_message(view=view, ephemeral=True)


def tried_view(text: str, found: list[Hit], words: Words) -> ui.LayoutView:
    """What a text would be refused for or asked about, and what lets it pass."""
    standing = [hit for hit in found if hit.passed_by is None]
    denied = any(hit.entry.rule is Rule.DENY for hit in standing)
    colour = 0xED4245 if denied else 0xF0B132 if standing else 0x57F287
    box = ui.Container[Any](accent_colour=colour)
    verdict = say("✅ **It would pass.**")
    if standing:
        verdict = say("👀 **A moderator would be asked first.**")
    if denied:
        verdict = say("🚫 **It would be refused.**")
    lines = [words(verdict), code_block(text, most=1_000)]
    lines += [words(_why(hit)) for hit in found[:MOST_HITS]]
    if not found:
        lines.append(words(say("Nothing in it matches.")))
    if len(found) > MOST_HITS:
        lines.append(words(say("and {n} more", n=len(found) - MOST_HITS)))
    box.add_item(ui.TextDisplay("\n".join(lines)[:3_900]))
    view = StillView()
    view.add_item(box)
    return view


def _why(hit: Hit) -> Sentence:
    values = {"found": hit.found[:60], "entry": hit.entry.text[:60], "read": hit.read_as[:60]}
    if hit.passed_by is not None:
        allowed = hit.passed_by.text[:60]
        return say("✅ “{found}” matches {entry}, and is let pass by {allowed}.",
                   **values, allowed=allowed)  # fmt: skip
    values["mark"] = MARKS[hit.entry.rule]
    if hit.read_as == hit.found:
        return say("{mark} “{found}” matches {entry}.", **values)
    return say("{mark} “{found}”, read as “{read}”, matches {entry}.", **values)


def _line(entry: Entry, words: Words) -> str:
    kind = say("expression") if entry.kind is Kind.EXPRESSION else say("word")
    line = say("{mark} {text} · {kind}", mark=MARKS[entry.rule], text=entry.text[:100], kind=kind)
    return words(line)
