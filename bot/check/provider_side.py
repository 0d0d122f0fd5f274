"""What the video providers say: reached, key accepted, money left, models served, prices known."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass

import aiohttp

from bot.check.line import Line, note, right, wrong
from bot.core.catalog import Catalog, Model
from bot.decided import micros
from bot.doors import Door
from bot.provider.account import balance, quota_url
from bot.provider.client import VideoClient
from bot.provider.errors import ProviderBusy, ProviderError, ProviderRejected
from bot.provider.wire import Timeouts, Wire
from bot.settings import Settings

PATIENCE = Timeouts(connect=10, look=15)
SHOWN = 4


@dataclass
class Providers:
    """Asks each provider that the catalogue uses; what they list is then known to `models`."""

    session: aiohttp.ClientSession
    doors: Mapping[str, Door]
    clock: Callable[[], float]
    quota_at: Callable[[Wire], str | None] = quota_url
    listed: frozenset[str] | None = frozenset()
    """Names that all providers together list; None where one of them tells none."""
    asked: bool = False
    """Whether one of them answered at all."""

    async def lines(self) -> AsyncIterator[Line]:
        for name, door in self.doors.items():
            if door.key_setting and not door.key:
                self.listed = None
                yield wrong("Key", f"{name}: {door.key_setting} is missing.")
                continue
            try:
                found = await self._ask(door)
            except (ValueError, ProviderError) as error:
                self.listed = None
                yield _trouble(door, error)
                continue
            for line in found:
                yield line

    async def _ask(self, door: Door) -> list[Line]:
        """Raises ValueError for an address or key that can't be used, ProviderError."""
        client = VideoClient(
            self.session,
            base_url=door.address,
            key=door.key,
            clock=self.clock,
            timeouts=PATIENCE,
        )
        served = await client.served_models()
        self.asked = True
        if served is None or self.listed is None:
            self.listed = None
        else:
            self.listed |= served
        if served is None:
            return [
                note(
                    "Provider",
                    f"{door.address} answers, but lists no models: if it is no video service, "
                    f"mend {door.address_setting}.",
                )
            ]
        lines = [right("Provider", f"{door.address} answers and lists {len(served)} models.")]
        if door.key:
            lines.append(right("Key", f"{door.key_setting} is accepted."))
        return [*lines, await self._money(door)]

    async def _money(self, door: Door) -> Line:
        wire = Wire(self.session, base_url=door.address, key=door.key, timeouts=PATIENCE)
        left = await balance(wire, key=door.key, quota_at=self.quota_at(wire))
        if left is None:
            return note("Balance", "the provider does not tell it: look at its own page.")
        shown = f"${left / 1_000_000:,.2f}"
        if left <= 0:
            return wrong("Balance", f"{shown}: top up your account at the provider.")
        return right("Balance", f"{shown} left.")


def _trouble(door: Door, error: Exception) -> Line:
    if isinstance(error, ProviderRejected):
        return wrong(
            "Key",
            f"{door.address} does not accept {door.key_setting}: copy it again from the provider's "
            "page of API keys.",
        )
    if isinstance(error, ProviderBusy) and error.reached:
        return note("Provider", f"{door.address} is not well at the moment ({error}): try later.")
    if isinstance(error, ValueError):
        return wrong("Provider", f"{error} Mend {door.address_setting} or {door.key_setting}.")
    return wrong(
        "Provider",
        f"{door.address} can't be reached: check {door.address_setting} and this machine's "
        "network.",
    )


def models(catalog: Catalog, listed: frozenset[str] | None, settings: Settings) -> list[Line]:
    """Which models of the catalogue can be used. `listed`: what providers list; None: unknown."""
    offered = catalog.offered
    served = [model for model in offered if model.served_as(listed) is not None]
    if not served:
        return [
            wrong(
                "Models",
                f"none of the {len(offered)} in the catalogue is served any more: update Clapper, "
                "or name others in MODELS_FILE.",
            )
        ]
    lines = [_served(offered, served) if listed is not None else _unheld(offered)]
    return [*lines, *_prices(served, settings), _default(catalog, listed, settings)]


def _unheld(offered: tuple[Model, ...]) -> Line:
    return note("Models", f"{len(offered)} in the catalogue; which are served is not known.")


def _served(offered: tuple[Model, ...], served: list[Model]) -> Line:
    gone = [model.title for model in offered if model not in served]
    if not gone:
        return right("Models", f"all {len(offered)} of the catalogue are served.")
    return note("Models", f"{len(served)} of {len(offered)} are served, not {_few(gone)}.")


def _prices(served: list[Model], settings: Settings) -> list[Line]:
    unknown = [model.title for model in served if model.default_price_micros() is None]
    if not unknown:
        return [right("Prices", "known for every model that is served.")]
    if settings.unknown_price is not None:
        return [note("Prices", f"not known for {_few(unknown)}: UNKNOWN_PRICE is reserved.")]
    text = f"not known for {_few(unknown)}: refused unless UNKNOWN_PRICE is set."
    return [note("Prices", text)]


def _default(catalog: Catalog, listed: frozenset[str] | None, settings: Settings) -> Line:
    model = catalog.default(listed, settings.unknown_price is not None)
    if settings.default_model:
        model = catalog.find(settings.default_model)
        if model is None or model not in catalog.offered or model.served_as(listed) is None:
            return wrong(
                "Default",
                f"DEFAULT_MODEL {settings.default_model} is not served: choose another, see "
                "python -m bot models.",
            )
    if model is None:
        return wrong("Default", "no model has a known price: set UNKNOWN_PRICE.")
    price = model.default_price_micros()
    if price is not None and price > micros(settings.budget_day):
        return wrong(
            "Default",
            f"a film of {model.title} costs ${price / 1_000_000:,.2f}, more than BUDGET_DAY "
            f"({settings.budget_day}): raise it, or choose another DEFAULT_MODEL.",
        )
    shown = "an unknown price" if price is None else f"${price / 1_000_000:,.2f}"
    return right("Default", f"{model.title}, {shown} a film.")


def _few(titles: list[str]) -> str:
    more = len(titles) - SHOWN
    return ", ".join(titles[:SHOWN]) + (f" and {more} more" if more > 0 else "")
