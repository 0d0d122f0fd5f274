"""What this machine gives: Python, a folder, room, a database of the right schema, the time."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from filelock import FileLock, Timeout
from sqlalchemy.engine import make_url

from bot.check.line import Line, note, right, wrong
from bot.settings import Settings
from bot.store.schema import Schema, schema_of

OLDEST = (3, 11)
SLACK = 60.0
"""Seconds that this machine's clock may differ from the others'."""


def python(version: tuple[int, int] = sys.version_info[:2]) -> Line:
    shown = ".".join(str(part) for part in version)
    if version < OLDEST:
        return wrong("Python", f"{shown} is too old: install Python 3.11 or newer.")
    return right("Python", f"{shown}.")


def folder(settings: Settings) -> Line:
    """Whether DATA_DIR can be written, or made where it does not exist yet."""
    there = _nearest(settings.data_dir)
    try:
        with tempfile.TemporaryFile(dir=there):
            pass
    except OSError as error:
        return wrong(
            "Folder",
            f"DATA_DIR {settings.data_dir} can't be written ({error.strerror}): choose a folder "
            "that this user may write to, or give it this one (chown).",
        )
    made = "" if there == settings.data_dir else " when the bot starts"
    return right("Folder", f"DATA_DIR {settings.data_dir} can be written{made}.")


def room(settings: Settings) -> Line:
    free = shutil.disk_usage(_nearest(settings.data_dir)).free // 1_000_000
    if free < settings.min_free_mb:
        return wrong(
            "Disk",
            f"{free:,} MB are free, MIN_FREE_MB asks for {settings.min_free_mb:,}: free some, or "
            "move DATA_DIR to a larger disk.",
        )
    return right("Disk", f"{free:,} MB are free.")


async def schema(settings: Settings) -> Line:
    """How the database stands. Raises nothing: whatever the driver says becomes the line."""
    shown = make_url(settings.database).render_as_string(hide_password=True)
    try:
        found = await schema_of(settings.database)
    except Exception as error:
        why = str(getattr(error, "orig", None) or error).splitlines() or [type(error).__name__]
        return wrong(
            "Database",
            f"{shown} can't be opened ({why[0].rstrip('.')}): check DATABASE_URL and that the "
            "server runs, or restore the file from a copy.",
        )
    match found:
        case Schema.NONE:
            return right("Database", f"{shown} does not exist yet; the first start makes it.")
        case Schema.CURRENT:
            return right("Database", f"{shown} has this version's schema.")
        case Schema.PENDING:
            return note("Database", f"{shown} is brought up to date at the next start.")
        case Schema.NEWER:
            return wrong(
                "Database",
                f"{shown} was written by a newer Clapper: start that version again, or restore a "
                "copy made before the update.",
            )


def runs(settings: Settings) -> bool:
    """Whether a bot is running on this DATA_DIR (SQLite only: others share their database)."""
    file = settings.data_dir / "clapper.lock"
    if not file.exists():
        return False
    try:
        with FileLock(file).acquire(timeout=0):
            return False
    except Timeout:
        return True
    except OSError:
        return False


def clock(ahead: Mapping[str, float]) -> Line:
    """`ahead`: seconds by which this machine's clock is ahead of each server that was asked."""
    if not ahead:
        return note("Clock", "not compared: no server told the time.")
    host, most = max(ahead.items(), key=lambda each: abs(each[1]))
    if abs(most) > SLACK:
        way = "ahead of" if most > 0 else "behind"
        return wrong(
            "Clock",
            f"{abs(most):,.0f} s {way} that of {host}: let this machine set its time by NTP "
            "(timedatectl set-ntp true), or budgets and links end at the wrong moment.",
        )
    return right("Clock", f"agrees with {', '.join(sorted(ahead))}.")


def _nearest(path: Path) -> Path:
    """The folder itself, or the nearest above it that exists."""
    return next((each for each in (path, *path.parents) if each.exists()), Path())
