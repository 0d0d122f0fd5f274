"""Members in the ledger: by a keyed hash, so that what a limit counts outlives who is forgotten."""

from __future__ import annotations

import hashlib
import hmac

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.tables import memory

KEY_NAME = "ledger_key"
"""The key is made by the migration that made the ledger, and never changes."""


class Pseudonyms:
    """Reads the key once."""

    def __init__(self) -> None:
        self._key: str | None = None

    async def of(self, db: AsyncConnection, member: int) -> int:
        """The member's number in the ledger: 64 bits, signed."""
        if self._key is None:
            found = await db.execute(select(memory.c.value).where(memory.c.name == KEY_NAME))
            self._key = str(found.scalar_one())
        return pseudonym(self._key, member)


def pseudonym(key: str, member: int) -> int:
    """A keyed hash of a Discord number, as wide as the column."""
    digest = hmac.digest(key.encode(), str(member).encode(), hashlib.sha256)
    return int.from_bytes(digest[:8], "big", signed=True)
