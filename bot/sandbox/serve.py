"""The sandbox as people meet it: both far ends, the bot, and the page, until Ctrl-C."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import signal
import socket
import sys
import tempfile
from collections.abc import AsyncGenerator
from pathlib import Path

from bot.sandbox.clock import SandboxClock
from bot.sandbox.discord import LocalDiscord
from bot.sandbox.page import Page
from bot.sandbox.page.house import House
from bot.sandbox.page.server import PortTaken
from bot.sandbox.process import BotProcess
from bot.sandbox.videos import LocalVideos

LOOK_SECONDS = 1.0
LOG_LINES = 5
STOPS_WITHIN = 6.0
"""Seconds that the bot has for its own end, so that Ctrl-C ends everything within ten."""


def main(arguments: argparse.Namespace) -> int:
    """Run `sandbox` until it is told to stop; the exit code."""
    try:
        asyncio.run(_until_told(arguments.speed, arguments.port))
    except PortTaken as problem:
        print(problem, file=sys.stderr)
        return 1
    except OSError as problem:
        print(f"The sandbox can't run here: {problem}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        pass
    print("\nThe sandbox has ended.")
    return 0


async def _until_told(speed: float, port: int | None) -> None:
    serving = asyncio.create_task(_serve(speed, port))
    with contextlib.suppress(NotImplementedError):  # Windows has no handlers in its loop
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, serving.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await serving


async def _serve(speed: float, port: int | None) -> None:
    async with opened(speed, port) as (house, page):
        print(f"The sandbox is open at {page.address}\nCtrl-C ends it.", flush=True)
        await _watch(house)


@contextlib.asynccontextmanager
async def opened(
    speed: float = 1.0, port: int | None = None, **settings: str
) -> AsyncGenerator[tuple[House, Page]]:
    """Both far ends, the page, and the bot, which is still starting; all ends with the context.

    `settings` go to the bot's environment. Raises PortTaken.
    """
    clock = SandboxClock(speed)
    with tempfile.TemporaryDirectory(
        prefix="clapper-sandbox-", ignore_cleanup_errors=True
    ) as folder:
        async with LocalDiscord(clock) as discord, LocalVideos(clock) as videos:
            bot = BotProcess(discord, videos, Path(folder), **{**_own_pages(), **settings})
            house = House(clock, discord, videos, bot)
            async with Page(house, port) as page:
                bot.start()
                try:
                    yield house, page
                finally:
                    await asyncio.to_thread(bot.stop, STOPS_WITHIN)


def _own_pages() -> dict[str, str]:
    """A free port for the bot's own pages, which play the films that no channel takes."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    return {"WEB_PORT": port, "PUBLIC_URL": f"http://127.0.0.1:{port}"}


async def _watch(house: House) -> None:
    """Say so in the terminal when the bot ends by itself; the page shows it too."""
    said = False
    while True:
        await asyncio.sleep(LOOK_SECONDS)
        ended = None if house.unplugged else house.bot.ended
        if ended is not None and not said:
            print(f"\nThe bot has ended with code {ended}. Its last words:")
            print("\n".join(house.bot.last_words(LOG_LINES)), flush=True)
        said = ended is not None
