"""What happens by the clock: which models the providers serve at present."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import structlog

from bot.core.catalog import Catalog, Model
from bot.provider.client import VideoClient
from bot.provider.errors import ProviderError

log = structlog.get_logger(__name__)

EVERY = 86_400.0


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
        self._listed: frozenset[str] | None = None

    async def check(self) -> None:
        """Ask every provider what it serves. Raises ProviderError where one can't be asked."""
        listed: frozenset[str] | None = frozenset()
        for name, client in self._providers.items():
            served = await client.served_models()
            log.info("models listed", provider=name, count=None if served is None else len(served))
            # One provider without a list makes the whole list unknown: nothing is left out then.
            listed = None if served is None or listed is None else listed | served
        self._listed = listed or None

    async def run(self) -> None:
        """Check again every day, until cancelled."""
        while True:
            await asyncio.sleep(EVERY)
            try:
                await self.check()
            except ProviderError as error:
                log.warning("models could not be checked", why=str(error))

    def default_model(self) -> Model | None:
        preferred = self._catalog.find(self._preferred) if self._preferred else None
        if preferred is not None and preferred in self._catalog.offered:
            return preferred
        return self._catalog.default(self._listed, self._allow_unknown_price)

    def sent_as(self, model_id: str) -> str:
        """The name by which the provider knows a model of ours."""
        model = self._catalog.find(model_id)
        return (model.served_as(self._listed) if model else None) or model_id
