"""One film from the command line: a local Discord, a local video service, and the bot between them.

The bot is a process of its own, started as its owner would start it. What is printed is what the
local Discord received, not what the bot says of itself.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import av
from av.error import FFmpegError

from bot.sandbox.clock import SandboxClock
from bot.sandbox.discord import LocalDiscord, Message
from bot.sandbox.own_models import with_own_models
from bot.sandbox.process import BotProcess
from bot.sandbox.videos import LocalVideos

READY_WITHIN = 30.0
FILM_WITHIN = 300.0
UNKNOWN_PRICE = "0.50"
"""Dollars that a film counts whose price nobody publishes: every model can be tried."""
MEMBER, CHANNEL = "ann", "films"
END_MARKS = ("❌", "⚠️", "🚫")
"""How a card that ended without a film begins its state."""


@dataclass(frozen=True)
class Wish:
    prompt: str
    model: str | None
    seconds: int | None
    size: str | None

    def options(self) -> dict[str, str | int]:
        given = {"model": self.model, "seconds": self.seconds, "size": self.size}
        return {"prompt": self.prompt, **{k: v for k, v in given.items() if v is not None}}


class NoFilm(Exception):
    """The run did not end with the right film; the text says why."""


def main(arguments: argparse.Namespace) -> int:
    """Run `sandbox --once`; the exit code is 0 only for the very film that was asked for."""
    wish = Wish(arguments.once, arguments.model, arguments.seconds, arguments.size)
    try:
        asyncio.run(_once(wish, arguments.speed))
    except NoFilm as problem:
        print(f"\nNo film: {problem}", file=sys.stderr)
        return 1
    except OSError as problem:
        print(f"\nThe sandbox can't run here: {problem}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped.")
        return 130
    return 0


async def _once(wish: Wish, speed: float) -> None:
    folder = Path(tempfile.mkdtemp(prefix="clapper-sandbox-"))
    clock = SandboxClock(speed)
    async with LocalDiscord(clock) as discord, LocalVideos(clock) as videos:
        print(f"A local Discord listens at {discord.api_url}")
        print(f"A local video service listens at {videos.base_url}")
        own = await asyncio.to_thread(with_own_models, videos, folder)
        bot = BotProcess(discord, videos, folder, UNKNOWN_PRICE=UNKNOWN_PRICE, **own)
        bot.start()
        try:
            await _until_ready(discord, bot)
            print(f"The bot is connected and has registered {_names(discord)}.\n")
            card = await _ask(discord, wish)
            await _watch(discord, card, bot)
        finally:
            await asyncio.to_thread(bot.stop)
        await _check(card, videos, wish, folder)


async def _until_ready(discord: LocalDiscord, bot: BotProcess) -> None:
    ready = asyncio.create_task(discord.bot_ready(READY_WITHIN))
    try:
        while not ready.done():
            await asyncio.wait({ready}, timeout=0.2)
            if bot.ended is not None:
                raise NoFilm(f"the bot ended with code {bot.ended} before it was ready")
        await ready
    except TimeoutError as late:
        raise NoFilm(f"the bot was not ready within {READY_WITHIN:.0f} s") from late
    finally:
        ready.cancel()


def _names(discord: LocalDiscord) -> str:
    return ", ".join(f"/{command['name']}" for command in discord.commands)


async def _ask(discord: LocalDiscord, wish: Wish) -> Message:
    typed = " ".join(f"{name}:{value}" for name, value in wish.options().items())
    print(f"{MEMBER} in #{CHANNEL} types: /create {typed}\n")
    call = await discord.slash(MEMBER, CHANNEL, "create", options=wish.options())
    if call.message is None:
        raise NoFilm("the bot did not answer the command within 3 seconds")
    if call.ephemeral:
        raise NoFilm(f"the bot refused: {call.message.text or call.message.content}")
    return call.message


async def _watch(discord: LocalDiscord, card: Message, bot: BotProcess) -> None:
    """Print each version of the card as it arrives, until it holds a film or says why not."""
    printed = 0

    def news() -> bool:
        return len(card.versions) > printed or bot.ended is not None

    try:
        while True:
            await discord.until(news, deadline=FILM_WITHIN, what="the card changes")
            while printed < len(card.versions):
                _print_version(card, printed)
                printed += 1
            if card.attachments or _ended(card):
                return
            if bot.ended is not None:
                raise NoFilm(f"the bot ended with code {bot.ended}")
    except TimeoutError as late:
        raise NoFilm(f"the card did not change for {FILM_WITHIN:.0f} s") from late


def _ended(card: Message) -> bool:
    return any(line.startswith(END_MARKS) for line in card.text.splitlines())


def _print_version(card: Message, number: int) -> None:
    version = card.versions[number]
    what = "the card" if number == 0 else "the card changes"
    print(f"--- {what}")
    for line in version.text.splitlines():
        print(f"    {line}")
    for attachment in version.attachments:
        print(f"    [{attachment.filename}, {attachment.size:,} bytes]")


async def _check(card: Message, videos: LocalVideos, wish: Wish, folder: Path) -> None:
    """The film in the channel is the one the video service made, as long and large as asked."""
    if not card.attachments:
        raise NoFilm("the card ended without one (see above)")
    if len(videos.creates) != 1:
        raise NoFilm(f"the video service was asked {len(videos.creates)} times instead of once")
    made = next(iter(videos.jobs.values()))
    attached = card.attachments[0].read()
    if attached != await videos.film(made.id):
        raise NoFilm("the attachment is not the film that the video service made")
    film = folder / card.attachments[0].filename
    await asyncio.to_thread(film.write_bytes, attached)
    seconds, size = await asyncio.to_thread(_measure, film)
    if abs(seconds - float(made.seconds)) > 0.1 or size != made.size:
        raise NoFilm(f"it is {seconds:.2f} s of {size} instead of {made.seconds} s of {made.size}")
    asked = {"seconds": wish.seconds, "size": wish.size}
    for name, value in asked.items():
        if value is not None and str(value) != str(getattr(made, name)):
            raise NoFilm(f"{name} {value} was asked for, {getattr(made, name)} was ordered")
    print(f"\nThe film ({seconds:.2f} s, {size}, {len(attached):,} bytes) lies at {film}")


def _measure(film: Path) -> tuple[float, str]:
    try:
        with av.open(film) as container:
            stream = container.streams.video[0]
            frames = sum(1 for _ in container.decode(stream))
            rate = stream.average_rate
            seconds = frames / float(rate) if rate else 0.0
            return seconds, f"{stream.width}x{stream.height}"
    except FFmpegError as error:
        raise NoFilm(f"the attachment is not a film: {error}") from error
