"""One far end by itself, for a bot that is started elsewhere: in a debugger or a container."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import errno
import signal
import sys
from collections.abc import Sequence

from bot.sandbox.clock import SandboxClock
from bot.sandbox.discord import LocalDiscord
from bot.sandbox.discord.starts import IDENTIFY_EVERY
from bot.sandbox.videos import LocalVideos

LOOK_SECONDS = 0.5


def main(arguments: argparse.Namespace) -> int:
    """Run `sandbox --only discord` or `--only videos` until it is told to stop; the exit code."""
    try:
        asyncio.run(_until_told(arguments.only, arguments.port or 0, arguments.speed))
    except OSError as problem:
        print(_why_not(problem, arguments.port), file=sys.stderr)
        return 1
    except ValueError as problem:
        print(f"The sandbox can't run so: {problem}.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        pass
    print("\nIt has ended.")
    return 0


async def _until_told(only: str, port: int, speed: float) -> None:
    serving = asyncio.create_task(_ENDS[only](port, speed))
    with contextlib.suppress(NotImplementedError):  # Windows has no handlers in its loop
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, serving.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await serving


async def _discord(port: int, speed: float) -> None:
    """As strict as Discord about how fast a bot logs in, since no test waits for it."""
    async with LocalDiscord(
        SandboxClock(speed), port=port, identify_every=IDENTIFY_EVERY
    ) as discord:
        print(f"A local Discord listens at {discord.api_url}")
        _tell_how(
            {"DISCORD_API_URL": discord.api_url, "DISCORD_TOKEN": discord.token},
            "With discord.py alone: discord.http.Route.BASE = DISCORD_API_URL before the login.",
        )
        await _watch(discord.unknown_routes)


async def _videos(port: int, speed: float) -> None:
    async with LocalVideos(SandboxClock(speed), port=port) as videos:
        print(f"A local video service listens at {videos.base_url}")
        _tell_how(
            {"COMETAPI_BASE_URL": videos.base_url, "COMETAPI_KEY": videos.key},
            "Words such as [fail] or [429] in a prompt make its film go wrong. Models as servers\n"
            f"of one's own have them (SGLang, vLLM-Omni, LiteLLM, Dynamo) are at {videos.own_url}",
        )
        await _watch(videos.unknown_routes)


_ENDS = {"discord": _discord, "videos": _videos}


def _tell_how(environment: dict[str, str], more: str) -> None:
    print("Point a bot at it with these lines in its environment:\n")
    for name, value in environment.items():
        print(f"    {name}={value}")
    print(f"\n{more}\nCtrl-C ends it.", flush=True)


async def _watch(unknown_routes: Sequence[str]) -> None:
    """Say so in the terminal when something is asked for that it cannot do."""
    told = 0
    while True:
        for route in [*unknown_routes][told:]:
            print(f"Asked for, and not to be had here: {route}", file=sys.stderr, flush=True)
        told = len(unknown_routes)
        await asyncio.sleep(LOOK_SECONDS)


def _why_not(problem: OSError, port: int | None) -> str:
    if problem.errno == errno.EADDRINUSE:
        return f"Port {port} is in use: end what uses it, or choose another port."
    return f"The sandbox can't run here: {problem}"
