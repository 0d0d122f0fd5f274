"""What a member may do with a finished film: have it changed, or go on from one of its frames."""

from __future__ import annotations

import re
from collections.abc import Mapping

import discord
import structlog
from discord import app_commands

from bot.core.down import refuse_down
from bot.core.job import Job
from bot.core.refused import Refused
from bot.core.remix import Way, check_source, remaking
from bot.core.sentence import say
from bot.core.storyboard import gist
from bot.housekeeping import Offer
from bot.intake import Intake, Quote
from bot.media.frames import Frames, NoFrames
from bot.store.database import Database
from bot.store.jobs import JobStore
from bot.store.lineage import Kin, by_card, films_known, tree
from bot.ui.answer import answer, answer_with_card, asked_by, is_adult, put_away
from bot.ui.frame_choice import frame_choice, frame_file
from bot.ui.lineage import tree_view
from bot.ui.presses import Act, Press, number_in, submitted
from bot.ui.remix_form import RemixForm
from bot.ui.source_film import SourceFilms
from bot.ui.wish_form import MODEL, PROMPT
from bot.ui.words import visible, words_for

log = structlog.get_logger(__name__)

MOST_SUGGESTED = 25
LONGEST_NAME = 100
_NUMBER = re.compile(r"\s*#?\s*(\d{1,15})\s*(?:·.*)?", re.DOTALL)


class Remixes:
    def __init__(
        self,
        database: Database,
        store: JobStore,
        intake: Intake,
        offer: Offer,
        films: SourceFilms,
        frames: Frames,
    ) -> None:
        self._database = database
        self._store = store
        self._intake = intake
        self._offer = offer
        self._films = films
        self._frames = frames

    @property
    def acts(self) -> Mapping[str, Act]:
        return {
            "remix": self._press,
            "remix_form": self._form,
            "frames": self._instead,
            "frame": self._chosen,
        }

    async def suggest(self, interaction: Press, typed: str) -> list[app_commands.Choice[str]]:
        """One's own films and those of this channel, by number or by words, newest first."""
        fitting = await self._fitting(interaction, typed)
        return [
            app_commands.Choice(name=_title(kin), value=str(kin.id))
            for kin in fitting[:MOST_SUGGESTED]
        ]

    async def _fitting(self, interaction: Press, typed: str) -> list[Kin]:
        number = _number(typed)
        found = await films_known(
            self._database, interaction.user.id, interaction.channel_id or 0, number=number
        )
        return [kin for kin in found if _meant(kin, typed, number)]

    async def _number_of(self, interaction: Press, typed: str) -> int:
        """The film that was chosen or typed; words do where they fit one film only."""
        number = _number(typed)
        if number is not None:
            return number
        fitting = await self._fitting(interaction, typed)
        if len(fitting) != 1:
            raise Refused(
                say("Choose a film from the list, or give its number: it stands on its card.")
            )
        return fitting[0].id

    async def command(
        self, interaction: Press, *, video: str, prompt: str, model: str | None
    ) -> None:
        """`/remix`. Raises Refused."""
        source = await self._source(interaction, await self._number_of(interaction, video))
        await self._ask(interaction, source, prompt=prompt, model=model)

    async def from_message(self, interaction: Press, message: discord.Message) -> None:
        """The message command. Raises Refused."""
        job = await by_card(self._database, message.id)
        if job is None:
            raise Refused(
                say("This is no film of mine. Use it on a card of mine that shows a film.")
            )
        await self._show_form(interaction, await self._source(interaction, job.id))

    async def again(self, interaction: Press, job: Job) -> bool:
        """`Again` under a film that was made from another one: the same, to change before it goes.

        False where it was not made so.
        """
        if job.source_id is None:
            return False
        source = await self._source(interaction, job.source_id)
        await self._show_form(interaction, source, like=job)
        return True

    async def tell_kin(self, interaction: Press, job: Job) -> None:
        """After `/show`: privately, where the film belongs; nothing where it stands alone."""
        kin = await tree(self._database, job)
        if not kin or interaction.guild_id is None:
            return
        words = words_for(interaction.locale.value)
        view = tree_view(job, kin, words, viewer=interaction.user.id, guild_id=interaction.guild_id)
        await interaction.followup.send(view=view, ephemeral=True)

    async def _press(self, interaction: Press, about: str) -> None:
        await self._show_form(interaction, await self._source(interaction, number_in(about)))

    async def _form(self, interaction: Press, about: str) -> None:
        source = await self._source(interaction, number_in(about))
        typed = submitted(interaction)
        await self._ask(interaction, source, prompt=typed.get(PROMPT, ""), model=typed.get(MODEL))

    async def _instead(self, interaction: Press, about: str) -> None:
        """Under a remix that the provider would not make: the same words, from a frame."""
        job = await self._store.get(number_in(about))
        if job is None or job.source_id is None:
            raise Refused(say("This film is no longer known."))
        source = await self._source(interaction, job.source_id)
        await self._ask(interaction, source, prompt=job.prompt, model=None, way=Way.FRAME)

    async def _chosen(self, interaction: Press, about: str) -> None:
        wish, _, frame = about.partition(":")
        token = await self._intake.question_token(interaction.user.id, number_in(wish))
        job = await self._intake.confirm(
            asked_by(interaction), number_in(wish), frame=number_in(frame)
        )
        await answer_with_card(interaction, self._intake, job)
        await put_away(interaction, token)

    async def _source(self, interaction: Press, number: int) -> Job:
        """The film of that number, if this person may use it here. Raises Refused."""
        job = await self._store.get(number)
        mine = job is not None and job.owner_id == interaction.user.id
        here = job is not None and job.guild_id == interaction.guild_id
        if job is None or job.message_id is None or not (mine or here):
            raise Refused(
                say("There is no film #{number} of yours or of this server.", number=str(number))
            )
        if job.down is not None and not mine:
            raise refuse_down(number)
        check_source(job)
        self._offer.check_place(job, adult=is_adult(interaction))
        return job

    async def _show_form(self, interaction: Press, source: Job, *, like: Job | None = None) -> None:
        models = remaking(self._offer.models, source, self._offer.default_model())
        if not models:
            raise Refused(say("No model of this bot can make a film from another one at present."))
        chosen = like.model if like and like.model in {m.id for m in models} else models[0].id
        words = words_for(interaction.locale.value)
        prompt = (like or source).prompt
        await interaction.response.send_modal(RemixForm(source, prompt, chosen, models, words))

    async def _ask(
        self,
        interaction: Press,
        source: Job,
        *,
        prompt: str,
        model: str | None,
        way: Way | None = None,
    ) -> None:
        outcome = await self._intake.remix(
            asked_by(interaction), source, prompt=prompt, model=model, way=way
        )
        if isinstance(outcome, Quote) and outcome.film is not None:
            await self._offer_frames(interaction, outcome, outcome.film)
        else:
            await answer(interaction, self._intake, outcome)

    async def _offer_frames(self, interaction: Press, quote: Quote, source: Job) -> None:
        # Reading the film may take longer than Discord waits for a first answer.
        await interaction.response.defer(ephemeral=True, thinking=True)
        film = await self._films.path(source)
        try:
            strip = await self._frames.strip(film)
        except NoFrames as error:
            log.warning("no pictures of the film", job=source.id, why=str(error))
            raise Refused(
                say(
                    "No picture could be taken from film #{number}: its file can't be read.",
                    number=str(source.id),
                )
            ) from error
        words = words_for(interaction.locale.value)
        await interaction.followup.send(
            view=frame_choice(quote, words), file=frame_file(strip), ephemeral=True
        )


def _number(typed: str) -> int | None:
    """12 for `12`, `#12` and `#12 · a fox`; None for words, also for `12 foxes`."""
    match = _NUMBER.fullmatch(typed)
    return int(match[1]) if match else None


def _meant(kin: Kin, typed: str, number: int | None) -> bool:
    if number is not None and str(kin.id).startswith(str(number)):
        return True
    prompt = kin.prompt.casefold()
    return all(word in prompt for word in typed.casefold().split())


def _title(kin: Kin) -> str:
    title = f"#{kin.id} · {' '.join(visible(gist(kin.prompt)).split())}"
    return title if len(title) <= LONGEST_NAME else title[: LONGEST_NAME - 1] + "…"
