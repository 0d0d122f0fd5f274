"""People who use the sandbox as they like, and weather in which things go wrong, for the soak."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.clock import SandboxClock
from bot.sandbox.discord import CannotDo, LocalDiscord, Message
from bot.sandbox.process import BotProcess
from bot.sandbox.videos import LocalVideos, Outcome, faults

PEOPLE = ("ann", "ben", "mia", "olga")
BALANCE = 10**12
"""Micro-dollars: more than films can cost in an hour."""
SPARE = "spare"
"""A channel that the guest at the page may delete."""
PLACES = ("films", "lounge", "no-files")
WORDS = ("a fox on ice", "rain over the harbour", "two robots dance", "waves at night")
SUBCOMMAND, GROUP = 1, 2
TYPED: dict[int, Callable[[random.Random], Any]] = {
    3: lambda chance: "a fox",
    4: lambda chance: chance.randint(1, 50),
    5: lambda chance: True,
    10: lambda chance: 1.5,
}
"""Types of options that are typed, and what somebody types there."""
GOVERNS = frozenset({"limits", "moderation", "owner", "set", "reset"})
"""An hour in which somebody soon forbids everything would be a quiet one."""
ENDINGS = ("", "", "", "", "", " [fail]", " [moderate]", " [refuse]", " [odd]", " [500]")
"""Not [503]: it takes a model off the offer until the next day, and soon there would be none."""


@dataclass
class Ends:
    discord: LocalDiscord
    videos: LocalVideos
    bot: BotProcess
    clock: SandboxClock
    chance: random.Random
    did: Counter[str] = field(default_factory=Counter[str])
    lost_replies: int = 0


class Person:
    """Does something, looks at what comes of it, waits a moment, and so on."""

    def __init__(self, ends: Ends, name: str, pause: float) -> None:
        self.ends = ends
        self.name = name
        self.pause = pause

    async def live(self) -> None:
        chance = self.ends.chance
        acts = [self.create] * 8 + [self.other_command] * 2 + [self.type_nonsense] * 2
        acts += [self.press] * 4 + [self.delete, self.talk, self.message_command]
        while True:
            act = chance.choice(acts)
            with contextlib.suppress(CannotDo, TimeoutError):
                await act()
                self.ends.did[act.__name__] += 1
            await asyncio.sleep(chance.uniform(0.2, 2) * self.pause)

    async def create(self) -> None:
        chance, place = self.ends.chance, self.place()
        options: dict[str, Any] = {"prompt": chance.choice(WORDS) + chance.choice(ENDINGS)}
        for name in chance.sample(["model", "seconds", "size"], chance.randint(0, 3)):
            offered = await self.ends.discord.autocomplete(
                self.name, place, "create", focused=name, options=options
            )
            if offered:
                options[name] = chance.choice(offered)["value"]
        await self.ends.discord.slash(self.name, place, "create", options)

    async def type_nonsense(self) -> None:
        chance = self.ends.chance
        wrong: dict[str, Any] = chance.choice(
            [{"model": "no-such-model"}, {"size": "7 by 9"}, {"seconds": 599}, {"prompt": " "}]
        )
        options = {"prompt": "a fox", **wrong}
        await self.ends.discord.slash(self.name, self.place(), "create", options)

    async def other_command(self) -> None:
        """Whatever else the bot has, of what numbers, texts and choices can fill in."""
        discord, place = self.ends.discord, self.place()
        offered = [
            leaf
            for one in discord.available_commands(self.name, place)
            if one["type"] == 1 and one["name"] != "create"
            for leaf in leaves(one)
        ]
        if offered:
            words, options = self.ends.chance.choice(offered)
            given = {one["name"]: self.value(one) for one in options}
            with contextlib.suppress(KeyError):
                await discord.slash(self.name, place, words, given)

    async def message_command(self) -> None:
        discord, place = self.ends.discord, self.place()
        menu = [one for one in discord.available_commands(self.name, place) if one["type"] == 3]
        if menu and (message := self.message()):
            channel = discord.world.channels[message.channel_id]
            await discord.message_command(self.name, channel, menu[0]["name"], message)

    async def press(self) -> None:
        discord, chance = self.ends.discord, self.ends.chance
        message = self.message()
        if message is None or not message.custom_ids:
            return
        call = await discord.press(self.name, message, chance.choice(message.custom_ids))
        if call.modal is not None:
            await discord.submit_modal(self.name, call, {})

    async def delete(self) -> None:
        message = self.message()
        if message is not None and self.name == "mia" and not message.ephemeral:
            self.ends.discord.delete_message(message)

    async def talk(self) -> None:
        self.ends.discord.say(self.name, self.place(), self.ends.chance.choice(WORDS))

    def value(self, option: dict[str, Any]) -> Any:
        chance = self.ends.chance
        if option.get("choices"):
            return chance.choice(option["choices"])["value"]
        return TYPED[option["type"]](chance)

    def place(self) -> str:
        return self.ends.chance.choices(PLACES, weights=(6, 2, 1))[0]

    def message(self) -> Message | None:
        seen = self.ends.discord.visible_messages(self.name, self.place())[-12:]
        return self.ends.chance.choice(seen) if seen else None


def leaves(command: dict[str, Any]) -> list[tuple[str, list[dict[str, Any]]]]:
    """What can be typed of a command: its words and its options, without what only a moderator's
    whim would change for everybody, and without options that only a picker fills in."""
    if command["name"] in GOVERNS:
        return []
    inner = [one for one in command.get("options", []) if one["type"] in (SUBCOMMAND, GROUP)]
    if not inner:
        options = [one for one in command.get("options", []) if one["type"] in TYPED]
        return [(command["name"], options)]
    return [
        (f"{command['name']} {words}", options) for one in inner for words, options in leaves(one)
    ]


async def weather(ends: Ends) -> None:
    """Something goes wrong every few seconds, and is right again by itself."""
    discord, videos, chance = ends.discord, ends.videos, ends.chance
    edits, answers = r"/channels/\d+/messages", r"/interactions/\d+/"
    troubles = [
        lambda: discord.faults.slow("*", edits, 1.5, times=3),
        lambda: discord.faults.slow("POST", answers, 4, times=1),
        lambda: discord.faults.rate_limited("PATCH", edits, 1.0, times=2),
        lambda: discord.faults.answer("PATCH", edits, 502, times=2),
        lambda: discord.faults.reset("PATCH", edits, times=1),
        lambda: discord.faults.lose_reply("PATCH", edits, times=1),
        lambda: videos.faults.next("retrieve", faults.page(502), times=2),
        lambda: videos.faults.next("create", faults.rate_limited(1)),
        lambda: videos.faults.next("content", faults.cut()),
        lambda: videos.next_outcome(Outcome.FAILED),
        discord.gateway.ask_to_reconnect,
    ]
    while True:
        await asyncio.sleep(chance.uniform(2, 8))
        chance.choice(troubles)()
        ends.did["trouble"] += 1
        restore(ends)
        if chance.random() < 0.02:
            videos.faults.next("create", faults.reset(after=True))
            ends.lost_replies += 1


def restore(ends: Ends) -> None:
    """Make good for the hour what the guest at the page spends in a minute."""
    if SPARE not in ends.discord.guild.channels:
        ends.discord.add_channel(SPARE)
    if 0 < ends.videos.balance_micros < BALANCE // 2:
        ends.videos.wallet.top_up(BALANCE - ends.videos.balance_micros, ends.clock.now())
