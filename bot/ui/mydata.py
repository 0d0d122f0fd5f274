"""/mydata: what is kept of a person, to take along or to have deleted."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping

import discord

from bot.core.refused import Refused
from bot.core.sentence import say, say_n
from bot.forgetting import Forgetting
from bot.store.forgetting import Forget, ForgettingStore, Whose
from bot.store.mydata import MyData
from bot.ui.boxed import RED, boxed
from bot.ui.buttons import act_button
from bot.ui.presses import Act, Press, number_in
from bot.ui.words import words_for

FILE = "mydata.json"
REST_OF_MESSAGE = 10_000
"""Bytes, at most, of what goes along with the file."""


class MyDataDesk:
    def __init__(self, data: MyData, store: ForgettingStore, forgetting: Forgetting) -> None:
        self._data = data
        self._store = store
        self._forgetting = forgetting

    @property
    def acts(self) -> Mapping[str, Act]:
        return {"forget_me": self._forget, "keep_me": self._keep}

    async def export(self, interaction: Press) -> None:
        """A file with everything, in private."""
        kept = await self._data.export(interaction.user.id)
        data = json.dumps(kept, ensure_ascii=False, indent=1).encode()
        words = words_for(interaction.locale.value)
        said = say(
            "📦 This is everything I keep of you. Times are seconds since 1970, money is in "
            "millionths of a dollar. The films themselves are on your cards; `/mydata delete` "
            "deletes it all."
        )
        file = _file(data, interaction.filesize_limit - REST_OF_MESSAGE)
        await interaction.response.send_message(words(said), file=file, ephemeral=True)

    async def delete(self, interaction: Press) -> None:
        """Asks first: it can't be undone."""
        kept, _ = await self._store.count(Forget(Whose.MEMBER, interaction.user.id))
        words = words_for(interaction.locale.value)
        films = say_n("{n} film", "{n} films", kept)
        said = say(
            "### 🗑️ Delete everything I keep of you?\nThat is {films} with cards, prompts, "
            "pictures and files, in every server, and your storyboards, characters, reports and "
            "settings. What is in the making goes as soon as it is done. It can't be undone.\n"
            "What counts against limits stays, without your name, until its day and month are "
            "over; blocks and a server's log stay with its moderators.",
            films=films,
        )
        me = interaction.user.id
        delete = act_button("forget_me", me, words(say("Delete everything")), emoji="🗑️",
                            style=discord.ButtonStyle.danger)  # fmt: skip
        keep = act_button("keep_me", me, words(say("Keep it")))
        view = boxed(words(said), delete, keep, colour=RED)
        await interaction.response.send_message(view=view, ephemeral=True)

    async def _forget(self, interaction: Press, about: str) -> None:
        _check_own(interaction, about)
        await self._forgetting.member(interaction.user.id)
        said = say(
            "🗑️ It is being deleted now. With many films that takes some minutes; you need not "
            "wait for it. A card in a channel that I can no longer see stays there: its "
            "moderators can delete it."
        )
        words = words_for(interaction.locale.value)
        await interaction.response.edit_message(view=boxed(words(said)))

    async def _keep(self, interaction: Press, about: str) -> None:
        _check_own(interaction, about)
        words = words_for(interaction.locale.value)
        await interaction.response.edit_message(view=boxed(words(say("Nothing is deleted."))))


def _check_own(interaction: Press, about: str) -> None:
    if number_in(about) != interaction.user.id:
        raise Refused(say("That is about somebody else. Use `/mydata` yourself."))


def _file(data: bytes, most: int) -> discord.File:
    """As it is where that fits into so many bytes, else as an archive. Raises Refused."""
    if len(data) <= most:
        return discord.File(io.BytesIO(data), FILE)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(FILE, data)
    if packed.tell() > most:
        raise Refused(
            say(
                "What I keep of you is too large to be attached here ({size} kB packed). Use this "
                "in a server that takes larger files.",
                size=max(1, packed.tell() // 1_000),
            )
        )
    packed.seek(0)
    return discord.File(packed, f"{FILE}.zip")
