"""Who may be named in a server's films: added by a form that asks for consent, listed, removed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import discord
import structlog
from discord import app_commands, ui

from bot.core.cast import (
    LONGEST_ADDRESS,
    LONGEST_NAME,
    MOST_PER_SERVER,
    JobCharacter,
    Listed,
    folded,
    nobody_of,
    read_character,
)
from bot.core.job import Job
from bot.core.refused import Refused
from bot.core.sentence import Sentence, say
from bot.store.cast import CastFull, CastStore, NameTaken
from bot.ui.buttons import StillForm, StillView
from bot.ui.presses import Act, Press, submitted
from bot.ui.words import Words, code_block, inert, words_for

log = structlog.get_logger(__name__)

NAME, ADDRESS, BEGINS, ENDS, CONSENT = "name", "address", "begins", "ends", "consent"
HOST_SHOWN = 50
"""Characters of each address in the list; all text of one message may be 4000 together."""
Choices = list[app_commands.Choice[str]]


class Casting:
    def __init__(self, cast: CastStore, clock: Callable[[], float]) -> None:
        self._cast = cast
        self._clock = clock

    @property
    def acts(self) -> Mapping[str, Act]:
        return {"cast": self._added}

    async def suggest(
        self, interaction: Press, typed: str, *, removable: bool = False
    ) -> list[app_commands.Choice[str]]:
        """The server's characters that `typed` may become; with `removable`, those that this
        person may remove."""
        listed = await self._cast.of(interaction.guild_id or 0)
        return [
            app_commands.Choice(name=each.who.name, value=each.who.name)
            for each in listed
            if folded(typed) in folded(each.who.name)
            and (not removable or _may_remove(interaction, each))
        ]

    async def ask(
        self, interaction: Press, *, name: str, address: str, begins: float, ends: float
    ) -> None:
        """`/characters add`: the form that asks for consent. Raises Refused."""
        who = read_character(name, address, begins, ends)
        await interaction.response.send_modal(CastForm(who, words_for(interaction.locale.value)))

    async def show(self, interaction: Press) -> None:
        """`/characters list`, in private."""
        listed = await self._cast.of(interaction.guild_id or 0)
        view = cast_view(listed, words_for(interaction.locale.value))
        await interaction.response.send_message(view=view, ephemeral=True)

    async def remove(self, interaction: Press, name: str) -> None:
        """`/characters remove`. Raises Refused."""
        guild_id = interaction.guild_id or 0
        listed = await self._cast.find(guild_id, name)
        if listed is None:
            raise Refused(
                nobody_of(name, [each.who.name for each in await self._cast.of(guild_id)])
            )
        if not _may_remove(interaction, listed):
            raise Refused(
                say(
                    "Only who added {name} can remove them, or somebody who may manage messages "
                    "here.",
                    name=listed.who.name,
                )
            )
        await self._cast.remove(listed)
        log.info("character removed", character=listed.id)
        removed = say(
            "🗑️ **{name}** is removed. Films that were asked for before are still made. It was "
            "{span} s of this address, in case you want to add it again:",
            name=listed.who.name,
            span=listed.who.span,
        )
        await self._tell(interaction, removed, listed.who.url)

    async def _added(self, interaction: Press, _about: str) -> None:
        typed = submitted(interaction)
        if typed.get(CONSENT) != "True":
            raise Refused(
                say(
                    "Nothing was added. Ask whoever is shown; when they agree, add the character "
                    "once more and tick the box."
                )
            )
        who = read_character(*(typed.get(field, "") for field in (NAME, ADDRESS, BEGINS, ENDS)))
        guild_id, person = interaction.guild_id or 0, interaction.user.id
        try:
            made = await self._cast.add(Listed(who, guild_id, person, self._clock()))
        except NameTaken as taken:
            raise Refused(
                say("There is a character called {name} here already.", name=who.name)
            ) from taken
        except CastFull as full:
            raise Refused(
                say(
                    "A server can have {most} characters, and this one has. Remove one with "
                    "`/characters remove`.",
                    most=MOST_PER_SERVER,
                )
            ) from full
        log.info("character added, with consent confirmed", character=made.id)
        await self._tell(
            interaction,
            say(
                "🎭 **{name}** can appear in films of this server now: choose `character` in "
                "`/create` or `/storyboard`.",
                name=who.name,
            ),
        )

    async def _tell(self, interaction: Press, sentence: Sentence, address: str = "") -> None:
        text = words_for(interaction.locale.value)(sentence)
        if address:
            text += "\n" + code_block(address, most=LONGEST_ADDRESS)
        await interaction.response.send_message(text, ephemeral=True, suppress_embeds=True)


class CastForm(StillForm):
    """What was typed into the command, to look at once more, and the consent."""

    def __init__(self, who: JobCharacter, words: Words) -> None:
        super().__init__("cast", "", words(say("A new character")))
        self.add_item(_line(words(say("Name")), NAME, who.name, LONGEST_NAME))
        self.add_item(_line(words(say("Address of an mp4")), ADDRESS, who.url, LONGEST_ADDRESS))
        self.add_item(_line(words(say("Seen from second")), BEGINS, f"{who.start:g}", 8))
        self.add_item(_line(words(say("Until second")), ENDS, f"{who.end:g}", 8))
        self.add_item(
            ui.Label[Any](
                text=words(say("Whoever is shown consents")),
                description=words(
                    say("They agree that members of this server make films with them.")
                ),
                component=ui.Checkbox(custom_id=CONSENT),
            )
        )


def cast_view(listed: list[Listed], words: Words) -> ui.LayoutView:
    """All characters of a server."""
    box = ui.Container[Any](accent_colour=discord.Colour(0x5865F2))
    if listed:
        title = words(say("**Characters of this server**"))
        box.add_item(ui.TextDisplay("\n".join([title, *(_row(each, words) for each in listed)])))
    else:
        none = say(
            "**Nobody yet.** `/characters add` takes an mp4 that shows somebody for one to three "
            "seconds; models that take characters can then put them into films."
        )
        box.add_item(ui.TextDisplay(words(none)))
    view = StillView()
    view.add_item(box)
    return view


def with_whom(job: Job, words: Words) -> str | None:
    """`-# with Fox`; None where nobody was named."""
    if job.character is None:
        return None
    return "-# 🎭 " + words(say("with {name}", name=job.character.name))


def _row(listed: Listed, words: Words) -> str:
    who = listed.who
    host = inert(who.host[:HOST_SHOWN])
    span = words(say("{span} s", span=who.span))
    by = words(say("added by"))
    return f"🎭 **{inert(who.name)}** · {span} · {host} · {by} <@{listed.added_by}>"


def _may_remove(interaction: Press, listed: Listed) -> bool:
    return interaction.permissions.manage_messages or listed.added_by == interaction.user.id


def _line(label: str, custom_id: str, default: str, most: int) -> ui.Label[Any]:
    field = ui.TextInput[Any](custom_id=custom_id, default=default, max_length=most)
    return ui.Label(text=label, component=field)
