"""The front of the house: which commands, buttons and forms there are, and who answers them."""

from __future__ import annotations

from dataclasses import dataclass

from discord.ext import commands

from bot.doubts import Doubts
from bot.forgetting import Forgetting
from bot.intake import Intake
from bot.media.fetch import Files
from bot.store.audit import AuditStore
from bot.store.cast import CastStore
from bot.store.database import Database
from bot.store.drafts import DraftStore
from bot.store.forgetting import ForgettingStore
from bot.store.houses import HouseStore
from bot.store.mydata import MyData as MyDataStore
from bot.store.spending import SpendingStore
from bot.store.warnings import WarningStore
from bot.store.words import WordStore
from bot.tracker.parts import Parts
from bot.ui.board_room import BoardRoom
from bot.ui.boards import Boards
from bot.ui.casting import Casting
from bot.ui.client import VideoBot
from bot.ui.desk import Desk
from bot.ui.joining import Joining
from bot.ui.limits import LimitsDesk
from bot.ui.moderating import ModerationDesk
from bot.ui.mydata import MyDataDesk
from bot.ui.nearly import Nearly
from bot.ui.owner_desk import OwnerDesk
from bot.ui.presses import Act, Presses
from bot.ui.quota import QuotaDesk
from bot.ui.remixes import Remixes
from bot.ui.reports import ReportDesk
from bot.ui.reviews import ReviewDesk
from bot.ui.source_film import SourceFilms
from bot.ui.suggestions import Suggestions
from bot.ui.usage import UsageDesk
from bot.ui.wordlist import WordDesk
from cogs.characters import Characters
from cogs.create import Create
from cogs.jobs import Jobs
from cogs.limits import Limits
from cogs.moderation import Moderation
from cogs.mydata import MyData
from cogs.notify import Notify
from cogs.owner import Owner
from cogs.quota import Quota
from cogs.remix import Remix
from cogs.setup import Setup
from cogs.storyboard import Storyboard
from cogs.usage import Usage


@dataclass(frozen=True)
class Side:
    """Commands, and what their buttons and forms do."""

    cogs: list[commands.Cog]
    acts: dict[str, Act]


def open_front(
    bot: VideoBot,
    parts: Parts,
    intake: Intake,
    doubts: Doubts,
    database: Database,
    files: Files,
    owned: Owned,
    forgetting: Forgetting,
) -> None:
    """Give the bot everything that people can use."""
    mydata = MyDataDesk(MyDataStore(database), ForgettingStore(database), forgetting)
    sides = (
        _members(bot, parts, intake, doubts, database, files),
        Side([MyData(mydata)], {**mydata.acts}),
        _moderators(bot, parts, database),
        _owner(bot, parts, intake, database, owned),
    )
    nearly = Nearly(intake, WarningStore(database), HouseStore(database), parts.clock)
    bot.when_accepted = nearly.tell
    bot.when_left = forgetting.left
    bot.when_back = forgetting.joined
    bot.when_connected = forgetting.missed
    bot.presses = Presses({name: act for side in sides for name, act in side.acts.items()})
    bot.first_cogs = [cog for side in sides for cog in side.cogs]


def _members(
    bot: VideoBot,
    parts: Parts,
    intake: Intake,
    doubts: Doubts,
    database: Database,
    files: Files,
) -> Side:
    store, offer = parts.store, parts.offer
    sources = SourceFilms(bot, parts.films, files)
    remixes = Remixes(database, store, intake, offer, sources, parts.frames)
    room = BoardRoom(DraftStore(database), parts.catalog, offer, parts.clock)
    boards = Boards(room, intake, files)
    desk = Desk(
        database,
        store,
        intake,
        offer,
        parts.cards,
        parts.deliverer,
        doubts,
        remixes,
        sources,
        boards,
        parts.pictures,
        parts.clock,
    )
    casting = Casting(CastStore(database), parts.clock)
    suggestions = Suggestions(parts.catalog, offer)
    return Side(
        [
            Create(intake, suggestions, casting),
            Remix(bot, remixes, suggestions),
            Storyboard(boards, suggestions, casting),
            Characters(casting),
            Jobs(desk),
            Notify(parts.members),
            Quota(QuotaDesk(database, intake, offer, intake.limits, parts.clock)),
        ],
        {**desk.acts, **remixes.acts, **boards.acts, **casting.acts},
    )


@dataclass(frozen=True)
class Owned:
    """What the operator decided about who owns the bot."""

    guild_id: int | None = None
    """Where `/owner` is registered; None: nowhere."""
    ids: frozenset[int] = frozenset()


def _owner(bot: VideoBot, parts: Parts, intake: Intake, database: Database, owned: Owned) -> Side:
    if owned.guild_id is None:
        return Side([], {})
    desk = OwnerDesk(
        bot,
        database,
        parts.store,
        HouseStore(database),
        parts.catalog,
        parts.providers,
        intake.limits,
        owned.ids,
        parts.clock,
    )
    bot.cogs_at_home = (owned.guild_id, [Owner(desk)])
    return Side([], {**desk.acts})


def _moderators(bot: VideoBot, parts: Parts, database: Database) -> Side:
    houses, clock = HouseStore(database), parts.clock
    limits = LimitsDesk(houses, parts.catalog, clock)
    moderation = ModerationDesk(houses, AuditStore(database), clock)
    wordlist = WordDesk(WordStore(database), houses, clock)
    reports = ReportDesk(bot, database, parts.store, houses, clock)
    reviews = ReviewDesk(parts.store, houses, parts.cards, clock, parts.wake.set)
    bot.when_deleted = reports.card_deleted
    joining = Joining(bot, parts.store, houses, limits)
    bot.when_joined = joining.welcome
    return Side(
        [
            Limits(limits),
            Moderation(bot, moderation, wordlist, reports),
            Setup(joining),
            Usage(UsageDesk(houses, SpendingStore(database), clock)),
        ],
        {
            **limits.acts,
            **moderation.acts,
            **wordlist.acts,
            **reports.acts,
            **reviews.acts,
            **joining.acts,
        },
    )
