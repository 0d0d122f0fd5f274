"""What each open card says at present, so that nothing is sent twice, after a restart either."""

from __future__ import annotations

import hashlib
import json

import structlog

from bot.store.jobs import JobStore

log = structlog.get_logger(__name__)

NAME = "cards shown"
"""Under this name one process leaves it to the next."""


class ShownCards:
    """By message id. What is not known here is sent; a wrong belief would leave a card wrong."""

    def __init__(self, store: JobStore) -> None:
        self._store = store
        self._said: dict[int, str] = {}

    def says(self, message_id: int, drawn: str) -> bool:
        return self._said.get(message_id) == _digest(drawn)

    def note(self, message_id: int, drawn: str) -> None:
        self._said[message_id] = _digest(drawn)

    def unknown(self, message_id: int) -> None:
        """It is being changed, or has ended: nobody knows what people see."""
        self._said.pop(message_id, None)

    async def hand_on(self) -> None:
        """Leave it to the next process, once nothing is changed any more."""
        try:
            left = {str(message_id): said for message_id, said in self._said.items()}
            await self._store.remember(NAME, json.dumps(left))
        except Exception:
            log.exception("what cards show is not handed on; the next start redraws them")

    async def take_up(self) -> None:
        """Take over what the last process left, once: after a kill it would be out of date."""
        left = await self._store.recall(NAME)
        if not left:
            return
        self._said = {int(message_id): said for message_id, said in json.loads(left).items()}
        await self._store.remember(NAME, "")


def _digest(drawn: str) -> str:
    return hashlib.blake2b(drawn.encode(), digest_size=8).hexdigest()
