"""Which providers answer, as this process has seen it; a restart begins anew by asking them."""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TypeVar

import structlog

from bot.core.breaker import Breaker
from bot.provider.client import VideoClient
from bot.provider.errors import ProviderBusy, ProviderError, ProviderRejected

log = structlog.get_logger(__name__)

Answer = TypeVar("Answer")


@dataclass
class Reach:
    """One breaker per provider. Every request of a job passes `ask`."""

    clock: Callable[[], float]
    chance: random.Random
    _breakers: dict[str, Breaker] = field(default_factory=dict[str, Breaker])

    def of(self, provider: str) -> Breaker:
        return self._breakers.get(provider) or _CLOSED

    def down(self, provider: str) -> bool:
        """Nothing but probes may leave."""
        return self.of(provider).open

    def begin(self, provider: str) -> bool:
        """Whether a probe, or an order on trial, may leave now; if so, it is noted."""
        before, now = self.of(provider), self.clock()
        if not before.may_ask(now):
            return False
        self._breakers[provider] = before.begun(now)
        return True

    async def ask(self, provider: str, call: Awaitable[Answer]) -> Answer:
        """The call's own answer or error; what it tells of the provider is noted."""
        try:
            answer = await call
        except ProviderError as error:
            if error.down:
                self._failed(provider, error)
            else:
                self._answered(provider)
            raise
        self._answered(provider)
        return answer

    async def probe(self, provider: str, client: VideoClient) -> None:
        """Ask whether somebody is there, where no job can be asked for."""
        try:
            await client.served_models()
        except ProviderBusy as busy:
            if busy.down:
                self._failed(provider, busy)
                return
        except ProviderRejected:
            pass  # a no is an answer
        self._breakers[provider] = self.of(provider).somebody_there(self.clock())
        log.info("provider answers a probe, one order goes there", provider=provider)

    def _failed(self, provider: str, error: ProviderError) -> None:
        before = self.of(provider)
        after = before.failed(self.clock(), self.chance)
        self._breakers[provider] = after
        if after.open and not before.open:
            log.warning("provider is down, it is probed from now on", provider=provider,
                        why=str(error))  # fmt: skip

    def _answered(self, provider: str) -> None:
        before = self._breakers.pop(provider, _CLOSED)
        if before.open or before.trial:
            log.info("provider answers again", provider=provider)


_CLOSED = Breaker()
