"""What happens by the clock: which models the providers serve at present, and at which prices."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping

import structlog

from bot.core.allowance import ALL_MODELS, allows
from bot.core.catalog import Catalog, Model
from bot.core.job import Job
from bot.core.offer import Served, alternatives, on_offer, price_differences
from bot.core.refused import Refused
from bot.core.sentence import Sentence, say
from bot.core.video import Failure, Fault
from bot.core.wish import for_adults
from bot.provider.client import VideoClient
from bot.provider.errors import ProviderError

log = structlog.get_logger(__name__)

EVERY = 86_400.0

_OWNERS_BUSINESS = {
    Fault.FUNDS: "out of money at the provider: no film is made until its account is topped up",
    Fault.KEY: "the provider does not take the key: no film is made until a valid one is set",
}
_SAID_TO_OWNER = {
    Fault.FUNDS: "The account at {provider} is out of money, so no film can be made. Top it up. "
    "The provider said: “{said}”",
    Fault.KEY: "The provider {provider} does not take the bot's key, so no film can be made. Put "
    "a valid one into .env and start me again. The provider said: “{said}”",
}


class Offer:
    """The catalogue as far as the providers serve it. Unknown until `check` has asked them."""

    def __init__(
        self,
        catalog: Catalog,
        providers: Mapping[str, VideoClient],
        *,
        preferred: str | None,
        allow_unknown_price: bool,
    ) -> None:
        self._catalog = catalog
        self._providers = providers
        self._preferred = preferred
        self._allow_unknown_price = allow_unknown_price
        self.served = Served()
        self.also: list[Callable[[], Awaitable[object]]] = []
        """What else is done at the start and every day."""

    async def check(self) -> None:
        """Ask every provider what it serves, and tell the owner what differs from the catalogue.

        Prices are never changed by this. Raises ProviderError where a provider can't be asked;
        then what was known stays.
        """
        listed: frozenset[str] | None = frozenset()
        prices: dict[str, int] = {}
        for name, client in self._providers.items():
            served = await client.served_models()
            log.info("models listed", provider=name, count=None if served is None else len(served))
            # One provider without a list makes the whole list unknown: nothing is left out then.
            listed = None if served is None or listed is None else listed | served
            prices |= await client.published_prices()
        self.served = Served(listed or None, prices=prices)
        self._tell_the_owner()

    async def run(self) -> None:
        """Check again every day, and do what else is due by the day, until cancelled."""
        while True:
            for act in self.also:
                try:
                    await act()
                except Exception:
                    log.exception("housekeeping failed")
            await asyncio.sleep(EVERY)
            try:
                await self.check()
            except ProviderError as error:
                log.warning("models could not be checked", why=str(error))

    def default_model(self, allowed: frozenset[str] = ALL_MODELS) -> Model | None:
        """What is made where nobody chooses: the owner's choice, else the first that is served.

        Where that is not among the `allowed` ids, the first one that is; where none is, the same:
        the refusal then says which are.
        """
        standard = self._standard()
        if standard is None or allows(allowed, [standard.id]):
            return standard
        others = (each for each in self.models if allows(allowed, [each.id]))
        priced = (each for each in others if self._affordable(each))
        return next(priced, standard)

    def _affordable(self, model: Model) -> bool:
        return self._allow_unknown_price or model.default_price_micros() is not None

    def _standard(self) -> Model | None:
        preferred = self._catalog.find(self._preferred) if self._preferred else None
        if preferred is not None and preferred in self.models:
            return preferred
        served = self.served
        return self._catalog.default(
            served.listed, self._allow_unknown_price, without=served.refused
        )

    @property
    def models(self) -> tuple[Model, ...]:
        """The models that can be had at present, in the catalogue's order."""
        return on_offer(self._catalog, self.served)

    def serves(self, model: Model) -> bool:
        return self.served.serves(model)

    def instead_of(self, model: Model) -> tuple[str, ...]:
        """The titles of two models that work."""
        return tuple(each.title for each in alternatives(self._catalog, self.served, model))

    def check_place(self, job: Job, *, adult: bool) -> None:
        """Raises Refused for a film of a model for adults, elsewhere than in an age-restricted
        channel."""
        model = self._catalog.find(job.model)
        if model is not None and model.nsfw and not adult:
            raise Refused(for_adults(model.title, self.instead_of(model)))

    def sent_as(self, model_id: str) -> str:
        """The name by which the provider knows a model of ours."""
        model = self._catalog.find(model_id)
        return (model.served_as(self.served.listed) if model else None) or model_id

    def gone(self, model_id: str) -> None:
        """The provider no longer answers this model: it is not offered until the next check."""
        log.warning("model no longer served", model=model_id)
        self.served = self.served.without(model_id)

    def turned_away(self, provider: str, failure: Failure) -> Sentence | None:
        """Log a refusal that only the owner can mend; what is to be said to them, if it is one."""
        do = _OWNERS_BUSINESS.get(failure.fault)
        if do is None:
            return None
        log.error(do, provider=provider, said=failure.text, request_id=failure.request_id)
        said = failure.text[:300] or "—"
        return say(_SAID_TO_OWNER[failure.fault], provider=provider, said=said)

    def _tell_the_owner(self) -> None:
        missing = [m.id for m in self._catalog.offered if not self.served.serves(m)]
        if missing:
            log.warning("not served at present, and not offered", models=missing)
        for model, ours, theirs in price_differences(self._catalog, self.served):
            log.warning(
                "the provider lists another price; the catalogue's is kept",
                model=model.id,
                catalogue=f"${ours / 1_000_000:.4f}/s",
                provider=f"${theirs / 1_000_000:.4f}/s",
            )
