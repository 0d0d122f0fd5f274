"""Makes the parts, joins them, starts and stops them."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import AsyncGenerator, Callable, Coroutine, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import aiohttp
import structlog
from filelock import FileLock, Timeout
from yarl import URL

from bot.core.catalog import BrokenCatalog, Catalog, Loaded, load
from bot.core.history import History
from bot.core.job import Job
from bot.decided import doubt_rules
from bot.delivery import Deliverer, open_link
from bot.doors import Door, doors
from bot.forgetting import Forgetting
from bot.front import Owned, open_front
from bot.housekeeping import Offer
from bot.intake import Intake
from bot.joints import doubts_of, intake_of, offer_of
from bot.log_channels import LogChannels
from bot.media.fetch import Files
from bot.media.picture import Pictures
from bot.provider.client import VideoClient
from bot.ready import Ready
from bot.settings import Settings
from bot.store.audit import AuditStore
from bot.store.database import Database
from bot.store.films import FilmFolder
from bot.store.forgetting import ForgettingStore
from bot.store.houses import HouseStore
from bot.store.jobs import JobStore
from bot.store.members import MemberStore
from bot.store.progress import ProgressBook
from bot.store.strikes import StrikeStore
from bot.tracker import Tracker
from bot.tracker.parts import Parts
from bot.tracker.prepare import sweep
from bot.tracker.reach import Reach
from bot.ui.announcer import Announcer
from bot.ui.card import Links
from bot.ui.client import VideoBot
from bot.ui.words import words_for

log = structlog.get_logger(__name__)

SHIPPED_MODELS = Path(__file__).with_name("models.toml")


class CannotStart(Exception):
    """The bot can't run; the text says in one sentence what to do."""


@dataclass(frozen=True)
class App:
    """The parts of a running bot, for whoever runs or tests it."""

    bot: VideoBot
    store: JobStore
    progress: ProgressBook
    films: FilmFolder
    intake: Intake
    tracker: Tracker
    announcer: Announcer
    offer: Offer
    links: Callable[[Job], Links]
    background: Mapping[str, Callable[[], Coroutine[Any, Any, None]]]
    """What runs beside the tracker until the bot stops, by name."""


def read_catalog(models_file: Path | None, *, allow_nsfw: bool = False) -> Catalog:
    """What `load_catalog` loads; entries that could not be read are logged. Raises CannotStart."""
    loaded = load_catalog(models_file)
    for problem in loaded.problems:
        log.warning("models", problem=words_for("en-US")(problem))
    return replace(loaded.catalog, allow_nsfw=allow_nsfw)


def load_catalog(models_file: Path | None) -> Loaded:
    """The shipped models, with the operator's own on top. Raises CannotStart."""
    files = [SHIPPED_MODELS, *([models_file] if models_file else [])]
    try:
        return load([(file.name, file.read_text(encoding="utf-8")) for file in files])
    except BrokenCatalog as error:
        raise CannotStart(str(error)) from error
    except (OSError, UnicodeDecodeError) as error:
        raise CannotStart(f"MODELS_FILE {models_file} can't be read: {error}.") from error


@contextlib.asynccontextmanager
async def built(
    settings: Settings,
    catalog: Catalog,
    *,
    clock: Callable[[], float],
    chance: random.Random,
    shard_count: int | None = None,
    ready: Ready | None = None,
) -> AsyncGenerator[App]:
    """All parts, joined and not yet started. Raises CannotStart, StoreUnavailable, NewerSchema."""
    ready = ready or Ready()
    async with contextlib.AsyncExitStack() as stack:
        films = _open_films(settings)
        if settings.database_url is None or settings.database_url.startswith("sqlite"):
            _hold_alone(stack, settings.data_dir)
        database = await stack.enter_async_context(ready.open_database(settings.database))
        session = await stack.enter_async_context(
            aiohttp.ClientSession(
                auto_decompress=True, trace_configs=[ready.trace] if ready.trace else None
            )
        )
        providers = {
            name: _client(session, door, clock) for name, door in doors(catalog, settings).items()
        }
        files = _discords_files(session, settings)
        pictures = Pictures(settings.data_dir / "pictures", files)
        bot = VideoBot(
            JobStore(database), chance=chance, shard_count=shard_count, trace=ready.trace
        )
        app = _join(
            settings, catalog, database, films, files, pictures, providers, clock, chance, bot
        )
        stack.push_async_callback(app.announcer.close)
        await sweep(app.store, pictures, now=clock())
        yield app


def _join(
    settings: Settings,
    catalog: Catalog,
    database: Database,
    films: FilmFolder,
    files: Files,
    pictures: Pictures,
    providers: dict[str, VideoClient],
    clock: Callable[[], float],
    chance: random.Random,
    bot: VideoBot,
) -> App:
    store, progress = bot.store, ProgressBook(database)
    offer = offer_of(settings, catalog, providers, database, clock)
    links, wake, history = _links(settings), asyncio.Event(), History()
    announcer = Announcer(
        bot, store, progress, history, pictures.small, clock=clock, chance=chance, links=links
    )
    parts = Parts(
        store=store,
        progress=progress,
        films=films,
        pictures=pictures,
        providers=providers,
        catalog=catalog,
        offer=offer,
        cards=announcer,
        members=MemberStore(database),
        deliverer=_deliverer(settings, store, films, announcer, clock),
        clock=clock,
        chance=chance,
        cap_bytes=settings.max_film_mb * 1_000_000,
        max_running=settings.max_running,
        history=history,
        reach=Reach(clock, chance),
        doubt=doubt_rules(settings),
        wake=wake,
        strikes=StrikeStore(database, most=settings.strikes),
        houses=HouseStore(database),
        review_hours=settings.review_hours,
    )
    intake, forgetting = _open_front(settings, bot, parts, database, files)
    logs = LogChannels(AuditStore(database), announcer).run
    also = {"housekeeping": offer.run, "log channels": logs, "forgetting": forgetting.run}
    return App(bot, store, progress, films, intake, Tracker(parts), announcer, offer, links, also)


def _open_front(
    settings: Settings, bot: VideoBot, parts: Parts, database: Database, files: Files
) -> tuple[Intake, Forgetting]:
    clock, wake = parts.clock, parts.wake
    intake = intake_of(settings, parts.catalog, database, parts.store, parts.offer, clock, wake)
    doubts = doubts_of(settings, parts.store, clock, wake)
    owned = Owned(settings.owner_guild_id, settings.owner_ids)
    forgetting = Forgetting(
        ForgettingStore(database),
        parts.store,
        parts.films,
        parts.pictures,
        parts.cards,
        forget_days=settings.forget_days,
        clock=clock,
    )
    open_front(bot, parts, intake, doubts, database, files, owned, forgetting)
    return intake, forgetting


def _deliverer(
    settings: Settings,
    store: JobStore,
    films: FilmFolder,
    announcer: Announcer,
    clock: Callable[[], float],
) -> Deliverer:
    return Deliverer(
        store,
        films,
        announcer,
        clock=clock,
        public_url=settings.public_base,
        provider_host=URL(settings.cometapi_base_url).host,
    )


def _links(settings: Settings) -> Callable[[Job], Links]:
    provider_host = URL(settings.cometapi_base_url).host

    def links(job: Job) -> Links:
        own = f"{settings.public_base}/v/{job.watch_token}" if settings.public_base else None
        return Links(own, open_link(job, provider_host))

    return links


def _open_films(settings: Settings) -> FilmFolder:
    folder = settings.data_dir
    try:
        films = FilmFolder(folder / "films")
        (folder / ".writable").write_text("")
        (folder / ".writable").unlink()
    except OSError as error:
        raise CannotStart(
            f"DATA_DIR {folder} can't be written ({error.strerror}): choose a folder that this "
            "user may write to."
        ) from error
    return films


def _hold_alone(stack: contextlib.ExitStack | contextlib.AsyncExitStack, folder: Path) -> None:
    lock = FileLock(folder / "clapper.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise CannotStart(
            f"Another Clapper is running on {folder}: stop it, or give this one its own DATA_DIR."
        ) from error
    stack.callback(lock.release)


def _discords_files(session: aiohttp.ClientSession, settings: Settings) -> Files:
    own = settings.discord_api_url
    return Files(session, own_host=URL(own).host if own else None)


def _client(session: aiohttp.ClientSession, door: Door, clock: Callable[[], float]) -> VideoClient:
    try:
        return VideoClient(
            session,
            base_url=door.address,
            key=door.key,
            clock=clock,
            access_token=door.access_token,
        )
    except ValueError as error:
        raise CannotStart(f"{error} Mend {door.address_setting} or {door.key_setting}.") from error
