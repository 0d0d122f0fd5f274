"""/moderation: block a member, pause film making, and look at the log."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from discord import ui

from bot.core.limit_words import read_span
from bot.core.refused import Refused
from bot.core.sentence import Mention, Sentence, When, say
from bot.core.standing import Block
from bot.store.audit import AuditStore
from bot.store.houses import HouseStore
from bot.ui.audit_words import entry_line
from bot.ui.boxed import boxed
from bot.ui.buttons import act_button
from bot.ui.presses import Act, Press, guild_of, number_in
from bot.ui.rights import check_moderates
from bot.ui.words import Words, words_for

LONGEST_BLOCK = 366 * 86_400
PER_PAGE = 8
MOST_BLOCKS = 20


class ModerationDesk:
    def __init__(self, houses: HouseStore, audit: AuditStore, clock: Callable[[], float]) -> None:
        self._houses = houses
        self._audit = audit
        self._clock = clock

    @property
    def acts(self) -> Mapping[str, Act]:
        return {"unblock": self._unblock, "resume": self._resume, "log": self._turn}

    async def block(self, interaction: Press, member: int, reason: str, span: str | None) -> None:
        """Keep a member from making films here. Raises Refused."""
        if member == interaction.user.id:
            raise Refused(say("That is you. Somebody else has to block you."))
        now = self._clock()
        until = now + read_span(span, LONGEST_BLOCK) if span else None
        block = Block(member, " ".join(reason.split()), interaction.user.id, now, until)
        await self._houses.block(guild_of(interaction), block, now=now)
        whom = Mention("member", member)
        said = say(
            "⛔ {whom} can't make films here any more{until}. Films that were asked for before are "
            "still made.",
            whom=whom,
            until=say(", until {when}", when=When(until)) if until is not None else "",
        )
        await self._answer(interaction, said, ("unblock", member, say("Unblock")))

    async def unblock(self, interaction: Press, member: int) -> None:
        """Raises Refused where there is nothing to lift."""
        lifted = await self._houses.unblock(
            guild_of(interaction), member, by=interaction.user.id, now=self._clock()
        )
        whom = Mention("member", member)
        if lifted is None:
            raise Refused(say("{whom} is not blocked here.", whom=whom))
        await self._answer(interaction, say("✅ {whom} can make films here again.", whom=whom))

    async def blocks(self, interaction: Press) -> None:
        """Who is blocked here, in private."""
        now = self._clock()
        found = [
            each for each in await self._houses.blocks(guild_of(interaction)) if each.holds(now)
        ]
        view = blocks_view(found, words_for(interaction.locale.value))
        await interaction.response.send_message(view=view, ephemeral=True)

    async def pause(self, interaction: Press, reason: str) -> None:
        """Nothing new is made here until it is resumed."""
        await self._houses.pause(
            guild_of(interaction),
            " ".join(reason.split()),
            by=interaction.user.id,
            now=self._clock(),
        )
        said = say(
            "⏸️ Nobody can ask for films here any more, until `/moderation resume`. What was asked "
            "for before goes on."
        )
        await self._answer(interaction, said, ("resume", "", say("Resume")))

    async def resume(self, interaction: Press) -> None:
        house = await self._houses.get(guild_of(interaction))
        if house.pause is None:
            raise Refused(say("Film making is not paused here."))
        await self._houses.resume(guild_of(interaction), by=interaction.user.id, now=self._clock())
        await self._answer(interaction, say("▶️ Films can be made here again."))

    async def log(self, interaction: Press) -> None:
        """The newest entries of the log, in private."""
        view = await self._page(interaction, 0)
        await interaction.response.send_message(view=view, ephemeral=True)

    async def log_to(self, interaction: Press, channel: int | None) -> None:
        """The log is told in a channel from now on; None: nowhere."""
        await self._houses.set_log_to(
            guild_of(interaction), channel, by=interaction.user.id, now=self._clock()
        )
        said = say("📜 The log is told nowhere any more; `/moderation log` still has it.")
        if channel is not None:
            said = say("📜 From now on the log is told in {channel} as well.",
                       channel=Mention("channel", channel))  # fmt: skip
        await self._answer(interaction, said)

    async def _unblock(self, interaction: Press, about: str) -> None:
        await self._check(interaction)
        await self.unblock(interaction, number_in(about))

    async def _resume(self, interaction: Press, _about: str) -> None:
        await self._check(interaction)
        await self.resume(interaction)

    async def _turn(self, interaction: Press, about: str) -> None:
        await self._check(interaction)
        view = await self._page(interaction, number_in(about))
        await interaction.response.edit_message(view=view)

    async def _check(self, interaction: Press) -> None:
        check_moderates(interaction, await self._houses.get(guild_of(interaction)))

    async def _page(self, interaction: Press, page: int) -> ui.LayoutView:
        words = words_for(interaction.locale.value)
        found, older = await self._audit.latest(guild_of(interaction), page=page, per_page=PER_PAGE)
        lines = [words(say("### 📜 What happened here")), *(entry_line(e, words) for e in found)]
        if not found:
            lines.append(words(say("Nothing yet.")))
        newer = act_button("log", max(page - 1, 0), words(say("Newer")), disabled=not page)
        after = act_button("log", page + 1, words(say("Older")), disabled=not older)
        turning = (newer, after) if page or older else ()
        return boxed("\n".join(line[:450] for line in lines), *turning)

    async def _answer(
        self,
        interaction: Press,
        sentence: Sentence,
        undo: tuple[str, object, Sentence] | None = None,
    ) -> None:
        words = words_for(interaction.locale.value)
        buttons = [act_button(undo[0], undo[1], words(undo[2]), emoji="↩️")] if undo else []
        view = boxed(words(sentence), *buttons)
        await interaction.response.send_message(view=view, ephemeral=True)


def blocks_view(found: list[Block], words: Words) -> ui.LayoutView:
    """Who is blocked, by whom, why and until when."""
    lines = [words(say("### ⛔ Blocked here")), *(_block(each, words) for each in found)]
    if not found:
        lines.append(words(say("Nobody.")))
    if len(found) > MOST_BLOCKS:
        lines = [*lines[: MOST_BLOCKS + 1], words(say("and {n} more", n=len(found) - MOST_BLOCKS))]
    return boxed("\n".join(line[:180] for line in lines))


def _block(block: Block, words: Words) -> str:
    whom = Mention("member", block.member)
    by = Mention("member", block.by) if block.by is not None else say("the bot")
    text = say("• {whom}, by {by}: {reason}", whom=whom, by=by, reason=block.reason)
    if block.until is None:
        return words(text)
    return words(say("{text} (ends {when})", text=text, when=When(block.until)))
