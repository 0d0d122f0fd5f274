"""Parts that take what the operator decided, put together."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from bot.core.catalog import Catalog
from bot.core.wallet import DAY
from bot.decided import doubt_rules, limits_of, micros
from bot.doubts import Doubts
from bot.housekeeping import Offer
from bot.intake import Intake
from bot.provider.client import VideoClient
from bot.screening import Screening
from bot.settings import Settings
from bot.store.audit import AuditStore
from bot.store.cast import CastStore
from bot.store.database import Database
from bot.store.houses import HouseStore
from bot.store.jobs import JobStore
from bot.store.warnings import WarningStore
from bot.store.wishes import WishStore
from bot.store.words import WordStore


def offer_of(
    settings: Settings,
    catalog: Catalog,
    providers: dict[str, VideoClient],
    database: Database,
    clock: Callable[[], float],
) -> Offer:
    offer = Offer(
        catalog,
        providers,
        preferred=settings.default_model,
        allow_unknown_price=settings.unknown_price is not None,
    )
    audit, warnings = AuditStore(database), WarningStore(database)
    offer.also.append(lambda: audit.forget(clock() - settings.audit_days * DAY))
    offer.also.append(lambda: warnings.forget(clock()))
    return offer


def intake_of(
    settings: Settings,
    catalog: Catalog,
    database: Database,
    store: JobStore,
    offer: Offer,
    clock: Callable[[], float],
    wake: asyncio.Event,
) -> Intake:
    unknown, dear = settings.unknown_price, settings.confirm_above
    return Intake(
        store,
        WishStore(database),
        CastStore(database),
        houses := HouseStore(database),
        Screening(houses, AuditStore(database), WordStore(database)),
        catalog,
        limits_of(settings),
        offer,
        unknown_price=micros(unknown) if unknown is not None else None,
        confirm_above=micros(dear) if dear is not None else None,
        clock=clock,
        wake=wake.set,
    )


def doubts_of(
    settings: Settings, store: JobStore, clock: Callable[[], float], wake: asyncio.Event
) -> Doubts:
    unknown = settings.unknown_price
    return Doubts(
        store,
        limits_of(settings),
        doubt_rules(settings),
        unknown_price=micros(unknown) if unknown is not None else None,
        clock=clock,
        wake=wake.set,
    )
