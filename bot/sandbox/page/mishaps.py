"""What can be made to go wrong once, at either far end, and how that is said to newcomers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.sandbox.page.house import House
from bot.sandbox.videos import Outcome, faults

_MESSAGES = r"/channels/\d+/messages"
_CALLBACK = r"/interactions/"


@dataclass(frozen=True)
class Mishap:
    id: str
    end: str
    """`discord` or `videos`."""
    says: str
    arrange: Callable[[House], object]


MISHAPS = (
    Mishap(
        "discord-slow",
        "discord",
        "The next card update takes 5 s",
        lambda house: house.discord.faults.slow("*", _MESSAGES, 5),
    ),
    Mishap(
        "discord-late",
        "discord",
        "The next answer comes after 4 s, which is too late",
        lambda house: house.discord.faults.slow("POST", _CALLBACK, 4),
    ),
    Mishap(
        "discord-429",
        "discord",
        "The next card update is rate limited (429)",
        lambda house: house.discord.faults.rate_limited("*", _MESSAGES, 3),
    ),
    Mishap(
        "discord-502",
        "discord",
        "The next card update meets a 502",
        lambda house: house.discord.faults.answer("*", _MESSAGES, 502),
    ),
    Mishap(
        "discord-lost",
        "discord",
        "The reply to the next card update is lost",
        lambda house: house.discord.faults.lose_reply("*", _MESSAGES),
    ),
    Mishap(
        "videos-slow",
        "videos",
        "The next film takes ten times as long",
        lambda house: house.videos.next_outcome(Outcome.SLOW),
    ),
    Mishap(
        "videos-fail",
        "videos",
        "The next film fails",
        lambda house: house.videos.next_outcome(Outcome.FAILED),
    ),
    Mishap(
        "videos-moderated",
        "videos",
        "The next film is stopped by moderation",
        lambda house: house.videos.next_outcome(Outcome.MODERATED),
    ),
    Mishap(
        "videos-429",
        "videos",
        "The next order is rate limited (429)",
        lambda house: house.videos.faults.next("create", faults.rate_limited(3)),
    ),
    Mishap(
        "videos-502",
        "videos",
        "The next look at a film meets a 502",
        lambda house: house.videos.faults.next("retrieve", faults.page(502)),
    ),
    Mishap(
        "videos-lost",
        "videos",
        "The reply to the next order is lost, though it was charged",
        lambda house: house.videos.faults.next("create", faults.reset(after=True)),
    ),
    Mishap(
        "videos-gone",
        "videos",
        "The model of the next order is gone",
        lambda house: house.videos.faults.next("create", faults.model_gone()),
    ),
)
