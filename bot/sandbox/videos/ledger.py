"""Keeps the requests that came, as they came, up to a number and a weight."""

from __future__ import annotations

from collections import deque

from bot.sandbox.record import Listener, Recorded

MOST_REQUESTS = 1000
MOST_BYTES = 8 * 1024 * 1024


class Ledger:
    """The latest requests. The oldest go first when there are too many or they weigh too much."""

    def __init__(
        self,
        listener: Listener | None,
        *,
        most_requests: int = MOST_REQUESTS,
        most_bytes: int = MOST_BYTES,
    ) -> None:
        self._most_requests = most_requests
        self._most_bytes = most_bytes
        self.recorded: deque[Recorded] = deque()
        self._listener = listener
        self._bytes = 0

    def add(self, request: Recorded) -> None:
        self.recorded.append(request)
        self._bytes += _weight(request)
        while len(self.recorded) > self._most_requests or (
            self._bytes > self._most_bytes and len(self.recorded) > 1
        ):
            self._bytes -= _weight(self.recorded.popleft())
        if self._listener is not None:
            self._listener(request)


def _weight(request: Recorded) -> int:
    return sum(len(part.data) for part in request.parts)
