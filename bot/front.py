"""The front of the house: which commands, buttons and forms there are, and who answers them."""

from __future__ import annotations

from bot.doubts import Doubts
from bot.intake import Intake
from bot.media.fetch import Files
from bot.store.audit import AuditStore
from bot.store.cast import CastStore
from bot.store.database import Database
from bot.store.drafts import DraftStore
from bot.store.houses import HouseStore
from bot.store.words import WordStore
from bot.tracker.parts import Parts
from bot.ui.board_room import BoardRoom
from bot.ui.boards import Boards
from bot.ui.casting import Casting
from bot.ui.client import VideoBot
from bot.ui.desk import Desk
from bot.ui.limits import LimitsDesk
from bot.ui.moderating import ModerationDesk
from bot.ui.presses import Presses
from bot.ui.quota import QuotaDesk
from bot.ui.remixes import Remixes
from bot.ui.source_film import SourceFilms
from bot.ui.suggestions import Suggestions
from bot.ui.wordlist import WordDesk
from cogs.characters import Characters
from cogs.create import Create
from cogs.jobs import Jobs
from cogs.limits import Limits
from cogs.moderation import Moderation
from cogs.notify import Notify
from cogs.quota import Quota
from cogs.remix import Remix
from cogs.storyboard import Storyboard


def open_front(
    bot: VideoBot,
    parts: Parts,
    intake: Intake,
    doubts: Doubts,
    database: Database,
    files: Files,
) -> None:
    """Give the bot everything that people can use."""
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
        boards,
        parts.pictures,
        parts.clock,
    )
    casting = Casting(CastStore(database), parts.clock)
    suggestions = Suggestions(parts.catalog, offer)
    houses = HouseStore(database)
    limits_desk = LimitsDesk(houses, parts.catalog, parts.clock)
    moderation = ModerationDesk(houses, AuditStore(database), parts.clock)
    wordlist = WordDesk(WordStore(database), houses, parts.clock)
    desks = (desk, remixes, boards, casting, limits_desk, moderation, wordlist)
    bot.presses = Presses({name: act for each in desks for name, act in each.acts.items()})
    bot.first_cogs = [
        Create(intake, suggestions, casting),
        Remix(bot, remixes, suggestions),
        Storyboard(boards, suggestions, casting),
        Characters(casting),
        Jobs(desk),
        Notify(parts.members),
        Limits(limits_desk),
        Moderation(moderation, wordlist),
        Quota(QuotaDesk(intake, offer, intake.limits, parts.clock)),
    ]
