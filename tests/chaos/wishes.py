"""What people ask for in a run: films that turn out well, badly, late, dearly, or not at all."""

from __future__ import annotations

import random
import re
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count, cycle
from typing import Any

from bot.sandbox.discord import Attachment, Call, CannotDo, LocalDiscord, Message
from bot.sandbox.videos import LocalVideos, faults
from tests.chaos.pictures import fox

TOLD, UNTOLD = "sora-2", "veo3.1-fast"
"""The provider's list tells the prompts of the first, so that a lost order can be found there. Of
the second it tells nothing but ids: such an order can't be asked for."""
END_MARKS = ("❌", "⚠️", "🚫")
"""How a card that ended without a film begins its state."""
FOCUS = 0.7
AGAIN = "clapper:order_again:"
LOST = re.compile(r"clapper:(order_again|let_be):\d+")
"""The buttons of the question whether to order again."""


@dataclass(frozen=True)
class Kind:
    """A kind of wish: the model, a word that the video service obeys, and what its person does."""

    name: str
    model: str = TOLD
    word: str = ""
    pictures: int = 0
    dear: bool = False
    cancelled: bool = False
    loses_reply: bool = False
    """The next order loses its reply; a second one does not."""
    privately: bool = False
    """Wants to be called by direct message."""
    character: bool = False
    """Adds somebody to the server first, and has them appear."""
    remix: bool = False
    """Made from the latest plain film, by the provider; while there is none, a film of its own."""
    storyboard: bool = False
    """Drawn from a script, and made by a press in the builder."""
    reported: bool = False
    """The film is reported, and its moderators take it down."""
    forgets: bool = False
    """Its person has everything deleted once the film is there."""
    newcomer: bool = False
    """Of somebody new, who may have one film a day, and is told so."""
    moderates: bool = False
    """Moderators are at work elsewhere before it is told."""

    @property
    def agrees(self) -> str | None:
        """How the button begins that its person presses in the private answer to the command."""
        if self.storyboard:
            return "clapper:board_make:"
        return "clapper:make:" if self.dear else None


KINDS = (
    Kind("plain"),
    Kind("shared route", UNTOLD),
    Kind("picture", pictures=1),
    Kind("fails", word="[fail]"),
    Kind("moderated", UNTOLD, "[moderate]"),
    Kind("refused", word="[refuse]"),
    Kind("several pictures", "doubao-seedance-2-0-fast", pictures=2),
    Kind("picture, then cancelled", pictures=1, cancelled=True),
    Kind("long", word="[slow]"),
    Kind("lost reply, can be asked", word="[lost-reply]"),
    Kind("lost reply, can't be asked", UNTOLD, "[lost-reply]"),
    Kind("reply lost once, can't be asked", UNTOLD, loses_reply=True),
    Kind("busy", word="[429]"),
    Kind("cut download", word="[cut]"),
    Kind("dear", "sora-2-pro", dear=True),
    Kind("remix", remix=True),
    Kind("storyboard", storyboard=True),
    Kind("with a character", "sora-2-pro-all", character=True),
    Kind("long, by direct message", word="[slow]", privately=True),
    Kind("reviewed, agreed to", word="knight"),
    Kind("reviewed, rejected", word="squire"),
    Kind("reported and taken down", reported=True),
    Kind("had deleted", forgets=True),
    Kind("last film of a day", newcomer=True),
    Kind("moderators at work", moderates=True),
)


@dataclass(eq=False)
class Wish:
    """One command, and what its person saw of it."""

    number: int
    kind: Kind
    who: str
    place: str
    calls: list[Call] = field(default_factory=list[Call])
    """The command, and the press that agreed to the price."""
    presses: list[Call] = field(default_factory=list[Call])
    """Whatever else its person did."""
    asked: bool = False
    """Its person has done all they do unasked."""
    questioned: bool = False
    """Its person was asked whether to order again; an old message forgets what it once said."""
    said_again: int = 0
    """How often the person let it be ordered once more."""

    @property
    def prompt(self) -> str:
        return f"a fox on ice, take {self.number:05d} {self.kind.word}".strip()

    @property
    def cards(self) -> list[Message]:
        """Public answers; there is at most one."""
        return [
            call.message
            for call in self.calls
            if call.message is not None and not call.message.ephemeral and call.acknowledged
        ]

    @property
    def orders_again(self) -> bool:
        """What its person answers: no where a second order would lose its reply too."""
        if self.kind.word == "[lost-reply]":
            return False
        return self.kind.loses_reply or self.number % 2 == 0

    @property
    def mark(self) -> str:
        return f"take {self.number:05d}"


class Crowd:
    """People who keep asking for films, in several channels."""

    def __init__(
        self,
        discord: LocalDiscord,
        videos: LocalVideos,
        places: list[str],
        chance: random.Random,
    ) -> None:
        self.wishes: list[Wish] = []
        self.wanted: list[Kind] = []
        """Kinds that are asked for most, since only they lead where nobody was killed yet."""
        self.before: Callable[[Wish], Awaitable[None]] | None = None
        """What others do before a wish is told; it may say whose it is."""
        self._chance = chance
        self._ended: set[int] = set()
        self._discord = discord
        self._videos = videos
        self._numbers = count(1)
        self._kinds: Iterator[Kind] = cycle(KINDS)
        self._places = cycle(places)
        self._people = cycle(("ann", "ben", "mia"))

    @property
    def open_wishes(self) -> list[Wish]:
        """Those whose card does not show an end yet."""
        left = [wish for wish in self.wishes if wish.number not in self._ended]
        for wish in left:
            if wish.asked and all(has_ended(card) for card in wish.cards):
                self._ended.add(wish.number)
        return [wish for wish in left if wish.number not in self._ended]

    async def ask(self) -> Wish:
        """The next wish, up to its answer; and what its person does right after it."""
        kind = next(self._kinds)
        if self.wanted and self._chance.random() < FOCUS:
            kind = self._chance.choice(self.wanted)
        who = "olga" if kind.privately else next(self._people)
        wish = Wish(next(self._numbers), kind, who, next(self._places))
        if self.before is not None:
            await self.before(wish)
        if kind.privately:
            wish.presses.append(
                await self._discord.slash(wish.who, wish.place, "notify", {"how": "dm"})
            )
        command, options = await self._command(wish)
        if kind.loses_reply:
            self._videos.faults.next("create", faults.reset(after=True))
        self.wishes.append(wish)
        try:
            wish.calls.append(await self._discord.slash(wish.who, wish.place, command, options))
            await self._go_on(wish)
        finally:
            wish.asked = True
        return wish

    async def _command(self, wish: Wish) -> tuple[str, dict[str, Any]]:
        """What is typed, and with which options."""
        kind, options = wish.kind, {"prompt": wish.prompt, "model": wish.kind.model}
        if kind.storyboard:
            script = f"Shot 1:\nduration: 4sec\nScene: {wish.prompt}"
            file = self._discord.upload("script.txt", script.encode(), "text/plain")
            return "storyboard", {"model": kind.model, "script": file}
        if kind.remix and (source := self._latest_film()) is not None:
            return "remix", {**options, "video": str(source)}
        for image in ("image", "image2")[: kind.pictures]:
            options[image] = self._discord.upload("fox.png", fox(), "image/png")
        if kind.dear:
            options |= {"seconds": 12}
        if kind.character:
            options["character"] = await self._somebody(wish)
        return "create", options

    def _latest_film(self) -> int | None:
        """The number of the latest plain job whose card holds its film."""
        plain = (wish for wish in reversed(self.wishes) if wish.kind.name == "plain")
        cards = (card for wish in plain for card in wish.cards if films_in(card))
        return next((number for number in map(number_on, cards) if number is not None), None)

    async def _somebody(self, wish: Wish) -> str:
        """Somebody to appear; where the bot dies meanwhile, the film is refused, or they are there
        already from an earlier wish."""
        name = f"Fox {wish.number % 20}"
        typed = {"name": name, "address": "https://films.example/fox.mp4", "begins": 1, "ends": 3}
        form = await self._discord.slash(wish.who, wish.place, "characters add", typed)
        wish.presses.append(form)
        with suppress(CannotDo):
            filled = await self._discord.submit_modal(wish.who, form, {"consent": True})
            wish.presses.append(filled)
        return name

    async def _go_on(self, wish: Wish) -> None:
        first = wish.calls[0].message
        if wish.kind.agrees is not None and first is not None:
            with suppress(CannotDo, StopIteration):
                yes = next(one for one in first.custom_ids if one.startswith(wish.kind.agrees))
                wish.calls.append(await self._discord.press(wish.who, first, yes))
        if wish.kind.cancelled and first is not None:
            with suppress(CannotDo, StopIteration):
                no = next(one for one in first.custom_ids if one.startswith("clapper:cancel:"))
                wish.presses.append(await self._discord.press(wish.who, first, no))

    async def answer_questions(self) -> None:
        """Where a card asks, its person answers; see `Wish.orders_again`.

        A press that nobody answered, since the bot had just died, is made again.
        """
        for wish in self.wishes:
            for card in wish.cards:
                asked = [one for one in card.custom_ids if LOST.fullmatch(one)]
                if not asked:
                    continue
                chosen = next(one for one in asked if one.startswith(AGAIN) is wish.orders_again)
                wish.said_again += wish.orders_again
                wish.questioned = True
                with suppress(CannotDo):
                    wish.presses.append(await self._discord.press(wish.who, card, chosen))


def has_ended(card: Message) -> bool:
    """It holds the film, or says why there is none."""
    lines = card.text.split("\n")
    return bool(films_in(card)) or any(line.startswith(END_MARKS) for line in lines)


def films_in(message: Message) -> list[Attachment]:
    """A card may hold a small picture too."""
    return [file for file in message.attachments if file.filename.endswith(".mp4")]


def mark_in(prompt: str) -> str:
    """Which wish an order is for."""
    found = re.search(r"take \d{5}", prompt)
    return found[0] if found else prompt


def number_on(card: Message) -> int | None:
    """The job's number, in the card's last line."""
    found = re.search(r"-# #(\d+) ·", card.text)
    return int(found[1]) if found else None
