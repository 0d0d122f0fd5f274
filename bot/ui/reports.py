"""Reports of films, and what moderators do about them: take down, put back, block."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import aiohttp
import discord
import structlog
from discord import ui

from bot.core.job import Job
from bot.core.refused import Refused
from bot.core.sentence import Mention, When, say
from bot.core.standing import Block, House
from bot.store.database import Database
from bot.store.houses import HouseStore
from bot.store.jobs import JobStore
from bot.store.lineage import by_card
from bot.store.reports import ReportStore
from bot.ui.boxed import RED, boxed
from bot.ui.buttons import StillForm, StillView, act_button
from bot.ui.presses import Act, Press, number_in, submitted
from bot.ui.rights import check_moderates
from bot.ui.words import Words, code_block, words_for

log = structlog.get_logger(__name__)

REASON = "reason"
LONGEST_REASON = 500
NO_SUCH = say("This film is no longer known.")


class ReportDesk:
    def __init__(
        self,
        bot: discord.Client,
        database: Database,
        store: JobStore,
        houses: HouseStore,
        clock: Callable[[], float],
    ) -> None:
        self._bot = bot
        self._database = database
        self._store = store
        self._houses = houses
        self._reports = ReportStore(database)
        self._clock = clock

    @property
    def acts(self) -> Mapping[str, Act]:
        return {
            "report": self._reported,
            "take_down": self._take_down,
            "put_back": self._put_back,
            "block_form": self._block_form,
            "blocked": self._blocked,
        }

    async def reports_to(self, interaction: Press, channel: int | None) -> None:
        """`/moderation reports`: the channel where reports go; None: nowhere."""
        guild_id = interaction.guild_id or 0
        await self._houses.set_reports_to(
            guild_id, channel, by=interaction.user.id, now=self._clock()
        )
        said = say("Films can't be reported here any more, and nobody is asked about them.")
        if channel is not None:
            said = say(
                "🚩 Reports of films go to {channel} from now on; you are asked about films there "
                "too.",
                channel=Mention("channel", channel),
            )
        await self._say(interaction, words_for(interaction.locale.value)(said))

    async def ask(self, interaction: Press, message: discord.Message) -> None:
        """ "Report this video": the form that asks why. Raises Refused."""
        job = await by_card(self._database, message.id)
        if job is None:
            raise Refused(
                say("This is no film of mine. Use it on a card of mine that shows a film.")
            )
        await self._channel_for(job)
        words = words_for(interaction.locale.value)
        await interaction.response.send_modal(
            ReasonForm("report", job.id, words(say("Report film #{n}", n=str(job.id))), words)
        )

    async def card_deleted(self, message_id: int) -> None:
        """Somebody deleted a card: the film is taken down."""
        job = await by_card(self._database, message_id)
        if job is not None and await self._reports.take_down(job, by=None, now=self._clock()):
            log.info("card deleted, film taken down", job=job.id)

    async def _channel_for(self, job: Job) -> int:
        house = await self._houses.get(job.home)
        if house.reports_to is None:
            raise Refused(
                say(
                    "This server has no place for reports yet. Tell a moderator; "
                    "`/moderation reports` sets one."
                )
            )
        return house.reports_to

    async def _reported(self, interaction: Press, about: str) -> None:
        job = await self._job(about)
        if interaction.guild_id not in (job.guild_id, job.home):
            raise Refused(NO_SUCH)
        reason = " ".join(submitted(interaction).get(REASON, "").split())
        channel, by = await self._channel_for(job), interaction.user.id
        if await self._reports.is_reported(job, by=by):
            raise Refused(say("You have reported this film already. The moderators have it."))
        view = report_view(job, reason, by, words_for("en-US"))
        try:
            # Told first and written down after: what dies in between is reported once more, and
            # Discord knows a repetition within minutes by its nonce.
            await self._bot.get_partial_messageable(channel).send(
                view=view, nonce=f"{job.id}-{by}"[:25]
            )
        except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
            log.warning("report could not be posted", job=job.id, why=repr(error))
            raise Refused(
                say(
                    "The report could not be brought to the moderators: I can't write in "
                    "{channel}. Tell one of them, and try again later.",
                    channel=Mention("channel", channel),
                )
            ) from error
        await self._reports.report(job, reason, by=by, now=self._clock())
        thanks = say("🚩 Thank you. The moderators have your report of film #{n}.", n=str(job.id))
        await self._say(interaction, words_for(interaction.locale.value)(thanks))

    async def _take_down(self, interaction: Press, about: str) -> None:
        job = await self._job(about)
        await self._check(interaction, job)
        if not await self._reports.take_down(job, by=interaction.user.id, now=self._clock()):
            raise Refused(say("Film #{n} is taken down already.", n=str(job.id)))
        said = say(
            "🗑️ Film #{n} is taken down: its card is deleted, and only {owner} can still see it, "
            "under `/jobs`.",
            n=str(job.id),
            owner=Mention("member", job.owner_id),
        )
        if not await self._delete_card(job):
            said = say(
                "🗑️ Film #{n} is taken down, but its card could not be deleted: delete it "
                "yourself. Nobody but {owner} gets the film from me any more.",
                n=str(job.id),
                owner=Mention("member", job.owner_id),
            )
        await self._answer(interaction, words_for(interaction.locale.value)(said), job)

    async def _put_back(self, interaction: Press, about: str) -> None:
        job = await self._job(about)
        await self._check(interaction, job)
        if not await self._reports.put_back(job, by=interaction.user.id, now=self._clock()):
            raise Refused(say("Film #{n} is not taken down.", n=str(job.id)))
        said = say("↩️ Film #{n} may be seen again: `/show {n}` brings its card back.",
                   n=str(job.id))  # fmt: skip
        await self._say(interaction, words_for(interaction.locale.value)(said))

    async def _block_form(self, interaction: Press, about: str) -> None:
        job = await self._job(about)
        await self._check(interaction, job)
        words = words_for(interaction.locale.value)
        title = words(say("Block who asked for film #{n}", n=str(job.id)))
        await interaction.response.send_modal(ReasonForm("blocked", job.id, title, words))

    async def _blocked(self, interaction: Press, about: str) -> None:
        job = await self._job(about)
        await self._check(interaction, job)
        reason, now = " ".join(submitted(interaction).get(REASON, "").split()), self._clock()
        block = Block(job.owner_id, reason[:200], interaction.user.id, now)
        await self._houses.block(job.home, block, now=now)
        said = say("⛔ {whom} can't make films here any more. `/moderation unblock` lifts it.",
                   whom=Mention("member", job.owner_id))  # fmt: skip
        await self._say(interaction, words_for(interaction.locale.value)(said))

    async def _delete_card(self, job: Job) -> bool:
        if job.message_id is None:
            return True
        channel = self._bot.get_partial_messageable(job.channel_id)
        try:
            await channel.get_partial_message(job.message_id).delete()
        except discord.NotFound:
            return True
        except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
            log.warning("card could not be deleted", job=job.id, why=repr(error))
            return False
        return True

    async def _job(self, about: str) -> Job:
        job = await self._store.get(number_in(about))
        if job is None:
            raise Refused(NO_SUCH)
        return job

    async def _check(self, interaction: Press, job: Job) -> House:
        house = await self._houses.get(job.home)
        if interaction.guild_id != job.home:
            raise Refused(NO_SUCH)
        check_moderates(interaction, house)
        return house

    async def _say(self, interaction: Press, text: str) -> None:
        await interaction.response.send_message(text, ephemeral=True)

    async def _answer(self, interaction: Press, text: str, job: Job) -> None:
        words = words_for(interaction.locale.value)
        button = act_button("put_back", job.id, words(say("Put it back")), emoji="↩️")
        view = boxed(text, button, colour=RED)
        await interaction.response.send_message(view=view, ephemeral=True)


class ReasonForm(StillForm):
    """Why; asked before something is done that somebody else is told of."""

    def __init__(
        self, act: str, about: object, title: str, words: Words, *, wanted: bool = True
    ) -> None:
        """`wanted`: there must be a reason."""
        super().__init__(act, about, title[:45])
        self.add_item(
            ui.Label[Any](
                text=words(say("Why?")),
                component=ui.TextInput(
                    custom_id=REASON,
                    style=discord.TextStyle.paragraph,
                    max_length=LONGEST_REASON,
                    required=wanted,
                ),
            )
        )


def report_view(job: Job, reason: str, by: int, words: Words) -> ui.LayoutView:
    """What the moderators get: the film, who made it, who reported it and why."""
    box = ui.Container[Any](accent_colour=RED)
    head = say(
        "### 🚩 Film #{n} was reported\nMade {when} by {owner}, reported by {by}:",
        n=str(job.id),
        when=When(job.created_at),
        owner=Mention("member", job.owner_id),
        by=Mention("member", by),
    )
    box.add_item(ui.TextDisplay(words(head) + "\n" + code_block(reason, most=LONGEST_REASON)))
    box.add_item(ui.TextDisplay(words(say("The prompt:")) + code_block(job.prompt, most=1_000)))
    url = f"https://discord.com/channels/{job.guild_id}/{job.channel_id}/{job.message_id}"
    row = ui.ActionRow[Any]()
    row.add_item(ui.Button(label=words(say("Look at it")), url=url))
    row.add_item(act_button("take_down", job.id, words(say("Take down")), emoji="🗑️",
                            style=discord.ButtonStyle.danger))  # fmt: skip
    row.add_item(act_button("block_form", job.id, words(say("Block its maker")), emoji="⛔"))
    box.add_item(row)
    view = StillView()
    view.add_item(box)
    return view
