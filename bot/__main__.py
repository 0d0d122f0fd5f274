"""The command line: run (default), check, sandbox, models."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import importlib.util
import os
import random
import signal
import sys
import time
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    import io

    from bot.settings import Settings

PROGRAM = "python -m bot"


def main() -> int:
    arguments = _parser().parse_args()
    if importlib.util.find_spec("discord") is None:
        return _stop(
            "Clapper's packages are not installed for this Python: run python3 bot/install.py, "
            "then .venv/bin/python -m bot (on Windows .venv\\Scripts\\python -m bot)."
        )
    match arguments.command:
        case "sandbox":
            return _sandbox(arguments)
        case "models":
            return _models()
        case "check":
            return _check()
        case _:
            return _run()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=PROGRAM, description="Clapper, a Discord bot for films.")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    commands.add_parser("run", help="run the bot (the default)")
    commands.add_parser("check", help="say what is right and what is wrong with this bot")
    commands.add_parser("models", help="print the models this bot offers, and their prices")
    sandbox = commands.add_parser("sandbox", help="try the bot with a local Discord, no account")
    sandbox.add_argument("--once", metavar="PROMPT", help="make one film without a page, and end")
    sandbox.add_argument("--model")
    sandbox.add_argument("--seconds", type=int)
    sandbox.add_argument("--size")
    sandbox.add_argument("--speed", type=float, default=1.0, help="how fast both far ends run")
    sandbox.add_argument("--port", type=int, help="where the page is; without it a free port")
    sandbox.add_argument(
        "--only", choices=("discord", "videos"), help="run this far end alone, for a bot elsewhere"
    )
    return parser


def _sandbox(arguments: argparse.Namespace) -> int:
    """The page in a browser; with --once one film, with --only one far end by itself."""
    if arguments.only is not None:
        from bot.sandbox.alone import main as alone

        return alone(arguments)
    if arguments.once is None:
        from bot.sandbox.serve import main as serve

        return serve(arguments)
    from bot.sandbox.once import main as once

    return once(arguments)


def _run() -> int:
    from pydantic import ValidationError

    from bot.settings import NOT_UTF8, Settings, explain

    try:
        settings = Settings()  # pyright: ignore[reportCallIssue]
    except ValidationError as error:
        return _stop(explain(error))
    except UnicodeDecodeError:
        return _stop(NOT_UTF8)
    # These take a second or two to import; a mistake in the settings is told before.
    from bot import heap
    from bot.app import CannotStart
    from bot.logs import set_up
    from bot.ready import Ready
    from bot.run import run

    as_json = settings.log_format == "json"
    set_up(level=settings.log_level, as_json=as_json, secrets=_secrets(settings))
    try:
        chance, ready = random.SystemRandom(), Ready(settle=heap.settle)
        asyncio.run(_until_told(run(settings, clock=time.time, chance=chance, ready=ready)))
    except BaseExceptionGroup as group:
        first = group.subgroup(CannotStart)
        if first is None:
            raise
        return _stop(str(_only(first)))
    except CannotStart as error:
        return _stop(str(error))
    except KeyboardInterrupt:
        return 130
    return 0


async def _until_told(work: Coroutine[Any, Any, None]) -> None:
    """Run until it ends or the system says stop; SIGTERM ends it as Ctrl-C does."""
    task = asyncio.create_task(work)
    with contextlib.suppress(NotImplementedError):  # Windows has no handlers in its loop
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await task


def _only(group: BaseExceptionGroup[Exception]) -> BaseException:
    first: BaseException = group
    while isinstance(first, BaseExceptionGroup):
        first = first.exceptions[0]
    return first


def _secrets(settings: Settings) -> list[str]:
    from bot.further_keys import in_env_file
    from bot.logs import secrets_in

    ours = [settings.discord_token, settings.cometapi_key, settings.cometapi_access_token]
    return [
        *secrets_in(),
        *secrets_in(in_env_file()),
        *(secret.get_secret_value() for secret in ours if secret),
    ]


def _check() -> int:
    """Everything that was found, a line each; 1 where something keeps the bot from working."""
    from bot.check import Mark, look, read_given
    from bot.logs import Blots

    given = read_given()
    blots = Blots(_secrets(given.settings))

    async def told() -> set[Mark]:
        marks: set[Mark] = set()
        async for line in look(given, clock=time.time):
            print(blots(str(line)), flush=True)
            marks.add(line.mark)
        return marks

    # A console that lacks the marks shows question marks instead.
    cast("io.TextIOWrapper", sys.stdout).reconfigure(errors="replace")
    try:
        marks = asyncio.run(told())
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # whoever read along, as `head` does, has gone
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return 1 if Mark.WRONG in marks else 0


def _models() -> int:
    from bot.app import CannotStart, read_catalog
    from bot.core.catalog import table
    from bot.settings import ModelsSettings

    try:
        catalog = read_catalog(ModelsSettings().models_file)
    except CannotStart as error:
        return _stop(str(error))
    rows = [("id", "title", "seconds", "a film costs", "status", "sizes")]
    rows += [
        (row.id, row.title, row.seconds, row.price, row.status, row.sizes) for row in table(catalog)
    ]
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        print("  ".join(cells).rstrip())
    return 0


def _stop(sentence: str) -> int:
    print(f"{sentence}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
