"""May this person have this film? Then the job is written down, and its card found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import structlog

from bot.core.allowance import ALL_MODELS, Rule
from bot.core.asked import ANSWER_TAKES, Asked, draft_of
from bot.core.board import Board
from bot.core.cancel import check_cancel
from bot.core.cast import JobCharacter, casting, nobody_of
from bot.core.catalog import Catalog, Model
from bot.core.job import Job, JobStatus
from bot.core.overview import Meter, meters
from bot.core.picture import Handed
from bot.core.refused import Refused
from bot.core.reins import reserve
from bot.core.remix import FRAMES, Way, card_of, needs_frame, read_remake
from bot.core.sentence import say
from bot.core.standing import House, Standing, Wanted, wanted_by
from bot.core.wallet import Left, Limits, left
from bot.core.wish import read_wish
from bot.housekeeping import Offer
from bot.screening import Screening
from bot.store.cast import CastStore
from bot.store.houses import HouseStore
from bot.store.jobs import AlreadyAccepted, JobStore, StaleJob
from bot.store.wishes import WishStore

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Quote:
    """A film dear enough to be asked about first."""

    wish_id: int
    draft: Job
    """What would be made; it has no number and is not accepted."""
    film: Job | None = None
    """The job from whose film a frame is to be chosen first."""


class Intake:
    def __init__(
        self,
        store: JobStore,
        wishes: WishStore,
        cast: CastStore,
        houses: HouseStore,
        screening: Screening,
        catalog: Catalog,
        limits: Limits,
        offer: Offer,
        *,
        unknown_price: int | None,
        confirm_above: int | None,
        clock: Callable[[], float],
        wake: Callable[[], None],
    ) -> None:
        """Money in micro-dollars: `unknown_price` is reserved where nobody knows the price (None:
        such films are refused), what costs more than `confirm_above` is asked about first."""
        self._store = store
        self._wishes = wishes
        self._cast = cast
        self._houses = houses
        self._screening = screening
        self._confirm_above = confirm_above
        self._catalog = catalog
        self.limits = limits
        self._offer = offer
        self._unknown_price = unknown_price
        self._clock = clock
        self._wake = wake

    async def accept(
        self,
        asked: Asked,
        *,
        prompt: str,
        model: str | None,
        seconds: str | int | None,
        size: str | None,
        picture: Handed | None = None,
        character: str | None = None,
        board: Board | None = None,
    ) -> Job | Quote:
        """Write the job down and reserve what it costs. Nothing is submitted before `place`.

        A dear film is only quoted: it waits for `confirm`. `board` is the storyboard that the
        prompt is, of which one film is made; `character` is the name of who appears. Raises
        Refused with a sentence for the member; then nothing was written.
        """
        who = await self.character(asked.guild_id, character)
        checked = read_wish(
            self._catalog.in_place(adult=asked.adult),
            prompt=prompt,
            model=model,
            seconds=seconds,
            size=size,
            default_model=await self._standard(asked, who),
            picture=picture,
            character=who,
        )
        self._check_served(checked.model)
        draft = draft_of(asked, checked, self._clock())
        if self._is_dear(draft.price):
            return await self._quote(draft)
        return await self._write_down(draft, board=board)

    async def remix(
        self, asked: Asked, source: Job, *, prompt: str, model: str | None, way: Way | None = None
    ) -> Job | Quote:
        """As `accept`, for a film made from another one; `way` is the one way that will do.

        Where the new film begins with a frame, it waits for `confirm` with the chosen one.
        """
        remake = read_remake(
            self._catalog,
            self._offer.models,
            source,
            prompt=prompt,
            model=model,
            way=way,
            standard=await self._standard(asked),
        )
        self._check_served(remake.checked.model)
        draft = replace(
            draft_of(asked, remake.checked, self._clock()),
            source_id=source.id,
            source_card=card_of(source),
        )
        if remake.way is Way.FRAME:
            return await self._quote(draft, film=source)
        if self._is_dear(draft.price):
            return await self._quote(draft)
        return await self._write_down(draft)

    async def confirm(self, asked: Asked, wish_id: int, *, frame: int | None = None) -> Job:
        """The member said yes to a quote, or chose a frame: the job is written down, once.

        Raises Refused.
        """
        now = self._clock()
        wish = await self._wishes.get(wish_id, owner_id=asked.owner_id, now=now)
        if wish is None or needs_frame(wish) is not (frame in range(1, FRAMES + 1)):
            raise Refused(say("This offer is over. Ask for the film once more."))
        self._offer.check_place(wish, adult=asked.adult)
        draft = replace(
            wish,
            frame=frame,
            interaction_id=asked.interaction_id,
            channel_id=asked.channel_id,
            place_id=asked.place_id or asked.channel_id,
            roles=asked.roles,
            upload_limit=asked.upload_limit,
            answer_token=asked.token,
            created_at=now,
            changed_at=now,
            next_at=now + ANSWER_TAKES,
        )
        return await self._write_down(draft, wish_id=wish_id)

    async def question_token(self, owner_id: int, wish_id: int) -> str | None:
        """With which the private question of a quote can be taken away; None once it is over."""
        wish = await self._wishes.get(wish_id, owner_id=owner_id, now=self._clock())
        return wish.answer_token if wish else None

    async def decline(self, owner_id: int, wish_id: int) -> None:
        """The member said no to a quote."""
        await self._wishes.drop(wish_id, owner_id=owner_id)

    async def character(self, guild_id: int, name: str | None) -> JobCharacter | None:
        """Who is meant by a name in a server; None where none was given. Raises Refused."""
        if name is None or not name.strip():
            return None
        listed = await self._cast.find(guild_id, name)
        if listed is None:
            known = [each.who.name for each in await self._cast.of(guild_id)]
            raise Refused(nobody_of(name, known))
        return listed.who

    async def knows(self, guild_id: int, who: JobCharacter | None) -> bool:
        """Whether a server still has this character; nobody is always known."""
        return who is None or await self._cast.find(guild_id, who.name) is not None

    async def _standard(self, asked: Asked, who: JobCharacter | None = None) -> Model:
        """What is made where nobody chooses. Raises Refused."""
        house = await self._houses.get(asked.guild_id)
        allowed = house.rules.allowance(Rule.MODELS, asked.owner_id, asked.roles)
        standard = self._offer.default_model(allowed.names if allowed else ALL_MODELS)
        if who is not None and standard is not None and not standard.character:
            standard = casting(self._offer.models) or standard
        if standard is None:
            raise Refused(
                say("No model of this bot can be used at the moment. Its owner has to look at it.")
            )
        return standard

    async def _quote(self, draft: Job, *, film: Job | None = None) -> Quote:
        draft = await self._screening.of(draft)
        return Quote(await self._wishes.keep(draft, now=draft.created_at), draft, film)

    def _check_served(self, model: Model) -> None:
        if not self._offer.serves(model):
            raise Refused(
                say(
                    "The provider does not serve {model} at present. Try {others}.",
                    model=model.title,
                    others=self._offer.instead_of(model),
                )
            )

    def _is_dear(self, price: int | None) -> bool:
        return self._confirm_above is not None and (price or 0) > self._confirm_above

    async def _write_down(
        self, draft: Job, *, wish_id: int | None = None, board: Board | None = None
    ) -> Job:
        draft = await self._screening.of(draft)
        price = self._unknown_price if draft.price is None else draft.price

        def decide(standing: Standing) -> int:
            return reserve(self.limits, standing, wanted_by(draft), price, now=draft.created_at)

        try:
            job = await self._store.accept(draft, decide, wish_id=wish_id, board=board)
        except AlreadyAccepted as twice:
            raise Refused(say("This film has been asked for already.")) from twice
        except Refused as refused:
            await self._screening.refuse(draft, refused)
        log.info("accepted", job=job.id, model=job.model, cost=job.cost)
        return job

    async def standing(self, wanted: Wanted) -> Standing:
        """Everything that would decide about a member's next film."""
        return await self._store.standing(wanted, self._clock())

    async def meters(self, job: Job) -> list[Meter]:
        """What is counted for a job that was accepted, with it."""
        now, wanted = self._clock(), wanted_by(job)
        return meters(self.limits, await self._store.standing(wanted, now), wanted, now=now)

    async def left(self, wanted: Wanted) -> Left:
        """What this member may still have today, of what the bot's owner allows everybody."""
        now = self._clock()
        standing = await self._store.standing(wanted, now)
        return left(self.limits, standing.usage, now=now)

    async def place(self, job: Job, message_id: int) -> Job:
        """The card is up: from now on the job may be submitted."""
        placed = await self._write(job, job.placed(message_id, now=self._clock()))
        self._wake()
        return placed

    async def cancel(self, job_id: int, *, person: int, moderates: bool) -> Job:
        """End a job that has not been sent yet; nothing is charged.

        Raises Refused for somebody else's job, and for one that is paid for by now.
        """
        job = await self._store.get(job_id)
        if job is None:
            raise Refused(say("This film is no longer known."))
        check_cancel(job, person=person, moderates=moderates)
        try:
            return await self._store.step(job, job.to(JobStatus.CANCELLED, now=self._clock()))
        except StaleJob:
            # It was being sent in this very moment; what can be said now is said.
            return await self.cancel(job_id, person=person, moderates=moderates)

    async def abandon(self, job: Job) -> None:
        """Discord would not take the answer, so nobody sees this job: cancelled and given back."""
        await self._write(job, job.to(JobStatus.CANCELLED, now=self._clock(), answer_token=None))
        log.info("answer came too late, job cancelled", job=job.id)

    async def house(self, guild_id: int) -> House:
        """What is set for a server."""
        return await self._houses.get(guild_id)

    async def _write(self, job: Job, to: Job) -> Job:
        try:
            return await self._store.step(job, to)
        except StaleJob:
            return await self._store.get(job.id) or to
