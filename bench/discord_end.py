"""The local Discord as a process of its own: how fast it lets edit, and what it saw of them."""

from __future__ import annotations

import asyncio
import sys
import time

import ground  # noqa: F401  # puts the checkout on the path

# isort: split
from bot.sandbox.clock import SandboxClock
from bot.sandbox.discord import LocalDiscord
from bot.sandbox.record import Recorded


class Edits:
    """Edits since it was last asked, and when a message was first shown with a file."""

    def __init__(self) -> None:
        self._accepted = 0
        self._refused = 0
        self._films: dict[str, float] = {}

    def note(self, one: Recorded) -> None:
        if one.method != "PATCH":
            return
        if one.status == 429:
            self._refused += 1
            return
        self._accepted += 1
        if any(part.filename for part in one.parts):
            self._films.setdefault(one.path.rpartition("/")[2], time.time())

    def told(self) -> str:
        films = (f"{message}={at!r}" for message, at in self._films.items())
        line = " ".join([str(self._accepted), str(self._refused), *films])
        self.__init__()
        return line


async def main() -> None:
    """Serve until standard input ends; the first line printed is address and token.

    `channel NAME` is answered with its id, `stretch FACTOR` (of its windows' length) with itself,
    `edits` with how many were accepted, how many got a 429, and for each message that got a file
    `id=seconds since 1970`.
    """
    edits = Edits()
    async with LocalDiscord(SandboxClock(), listener=edits.note, messages_kept=600) as discord:
        print(discord.api_url, discord.token, flush=True)
        while line := await asyncio.to_thread(sys.stdin.readline):
            match line.split():
                case ["channel", name]:
                    answer = str(discord.add_channel(name).id)
                case ["stretch", factor]:
                    discord.limits.stretch = float(factor)
                    answer = factor
                case _:
                    answer = edits.told()
            print(answer, flush=True)


if __name__ == "__main__":
    asyncio.run(main())
