"""What Discord's refusals mean for whoever sends something: gone for good, or not now."""

from __future__ import annotations

import contextlib
from collections.abc import Generator

import aiohttp
import discord

from bot.delivery import CardBusy, CardGone


@contextlib.contextmanager
def told_apart() -> Generator[None]:
    """Raises CardBusy for what may work later, and CardGone for every other refusal."""
    try:
        yield
    except discord.HTTPException as error:
        if error.status >= 500 or error.status == 429:
            raise CardBusy(str(error)) from error
        raise CardGone(str(error)) from error
    except (aiohttp.ClientError, OSError) as error:
        raise CardBusy(repr(error)) from error
