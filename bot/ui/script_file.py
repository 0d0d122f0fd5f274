"""A script that was attached as a text file."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

import discord
import structlog

from bot.core.picture import Flaw
from bot.core.refused import Refused
from bot.core.sentence import Sentence, say
from bot.media.fetch import BadPicture, Files

log = structlog.get_logger(__name__)

MOST_BYTES = 256 * 1024
"""Twenty-five scenes of the greatest length, whatever their letters, and room to spare."""


async def script_text(files: Files, script: discord.Attachment) -> str:
    """The words in the file. Raises Refused."""
    if not script.filename.lower().endswith(".txt"):
        raise Refused(
            say("{name} is no text file. Attach the script as a .txt file.", name=script.filename)
        )
    if script.size > MOST_BYTES:
        raise Refused(_TOO_LARGE)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "script.txt"
        try:
            await files.fetch(script.url, path, most=MOST_BYTES)
        except BadPicture as error:
            log.warning("script could not be fetched", why=str(error))
            raise Refused(_TOO_LARGE if error.flaw is Flaw.TOO_MANY_BYTES else _GONE) from error
        data = await asyncio.to_thread(path.read_bytes)
    return _read(data)


_TOO_LARGE: Sentence = say("The script's file has more than 256 KB. Make it shorter.")
_GONE: Sentence = say(
    "The script could not be fetched from Discord. Attach it once more, or paste it into "
    "“Paste script”."
)
_NO_TEXT: Sentence = say(
    "The script's file can't be read as text. Save it as UTF-8 and attach it again."
)


def _read(data: bytes) -> str:
    utf_16 = data.startswith((b"\xff\xfe", b"\xfe\xff"))  # as some editors on Windows save it
    try:
        text = data.decode("utf-16" if utf_16 else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused(_NO_TEXT) from error
    if "\0" in text:  # which not every database keeps
        raise Refused(_NO_TEXT)
    return text
