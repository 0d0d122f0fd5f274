"""The provider's errors, sorted by what the caller may do next.

ProviderError
    ProviderBusy       certain that nothing was created or lost: try again later
    ProviderSilent     nobody knows what happened: never send a create again unasked
    ProviderRejected   it understood and said no: final
"""

from __future__ import annotations

from bot.core.video import Failure


class ProviderError(Exception):
    """Anything that went wrong between us and the provider."""

    down: bool = False
    """Whether the provider is not there or not well, which is more than being busy."""


class ProviderBusy(ProviderError):
    """Certain that nothing happened at the provider: refused connection, 429.

    For reads also 5xx and timeouts: a read changes nothing.

    `retry_after` is in seconds, where the provider named it. `reached` tells whether the provider
    answered at all (a 429 did, a refused connection did not), `unwell` whether it was a server in
    trouble that answered.
    """

    def __init__(
        self,
        why: str,
        *,
        retry_after: float | None = None,
        reached: bool = False,
        unwell: bool = False,
    ) -> None:
        super().__init__(why)
        self.retry_after = retry_after
        self.reached = reached
        self.down = unwell or not reached


class ProviderSilent(ProviderError):
    """A create left us and no trustworthy answer came back.

    Timeout, reset, an unrecognised 5xx or body.
    """

    down = True


class ProviderRejected(ProviderError):
    """The provider understood and refused."""

    def __init__(self, failure: Failure, *, status: int | None = None) -> None:
        super().__init__(f"{failure.fault}: {failure.text}")
        self.failure = failure
        self.status = status
