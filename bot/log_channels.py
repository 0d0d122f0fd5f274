"""Tells each server's log in the channel that its moderators chose for it."""

from __future__ import annotations

import asyncio

import structlog

from bot.delivery import CardBusy, CardGone, Cards
from bot.store.audit import AuditStore

log = structlog.get_logger(__name__)

EVERY = 5.0
"""Seconds: what comes within them is told in one message."""
AT_ONCE = 10
"""Entries in one message."""
AFTER_TROUBLE = 60.0


class LogChannels:
    def __init__(self, audit: AuditStore, cards: Cards) -> None:
        self._audit = audit
        self._cards = cards

    async def run(self) -> None:
        """Until cancelled. What can't be told now is told later, in order."""
        while True:
            try:
                well = await self.tell()
            except Exception:
                log.exception("log could not be told")
                well = False
            await asyncio.sleep(EVERY if well else AFTER_TROUBLE)

    async def tell(self) -> bool:
        """Tell what was not told yet, one message for each server; False where one did not go.

        It is told first and written down after: Discord knows a repetition by its nonce.
        """
        well = True
        for channel, entries in await self._audit.untold(most=AT_ONCE):
            try:
                await self._cards.tell_log(channel, entries)
            except (CardBusy, CardGone) as problem:
                log.warning("log not told in its channel", channel=channel, why=str(problem))
                well = False
            else:
                await self._audit.told(entries[-1])
        return well
