"""What every route of the service needs: the parts, joined."""

from __future__ import annotations

import asyncio
import random
import string
from collections import deque
from dataclasses import dataclass, field
from datetime import UTC, datetime

from aiohttp import web

from bot.sandbox.clock import SandboxClock
from bot.sandbox.videos import refusals
from bot.sandbox.videos.catalogue import MODELS, Model, at_home
from bot.sandbox.videos.faults import Fault, Faults
from bot.sandbox.videos.forms import Form
from bot.sandbox.videos.holds import Holds
from bot.sandbox.videos.jobs import Job, Order
from bot.sandbox.videos.keywords import Outcome, outcome
from bot.sandbox.videos.ledger import Ledger
from bot.sandbox.videos.own_servers import new_id
from bot.sandbox.videos.voices import Manners, Teller
from bot.sandbox.videos.wallet import Wallet
from bot.sandbox.videos.works import Works


@dataclass
class Shop:
    """The state behind the routes."""

    clock: SandboxClock
    chance: random.Random
    manners: Manners
    holds: Holds
    works: Works
    wallets: dict[str, Wallet]
    ledger: Ledger
    faults: Faults = field(default_factory=Faults)
    access_tokens: dict[str, str] = field(default_factory=dict[str, str])
    """Whose log each opens: the key of the account."""
    withdrawn: set[str] = field(default_factory=set[str])
    outcomes: deque[Outcome] = field(default_factory=deque[Outcome])
    unknown_routes: deque[str] = field(default_factory=lambda: deque[str](maxlen=1000))
    closing: asyncio.Event = field(default_factory=asyncio.Event)
    films_url: str = ""

    def served(self, path: str) -> dict[str, Model]:
        """The models that can be called now at the address of this path."""
        return {
            name: model
            for name, model in MODELS.items()
            if name not in self.withdrawn and at_home(model, path)
        }

    @property
    def teller(self) -> Teller:
        return Teller(self.manners, self.films_url)

    def request_id(self) -> str:
        """14 digits of time, digits, 8 letters: the shape that was seen."""
        moment = datetime.fromtimestamp(self.clock.now(), UTC).strftime("%Y%m%d%H%M%S")
        digits = "".join(self.chance.choices(string.digits, k=9))
        return moment + digits + "".join(self.chance.choices(string.ascii_letters, k=8))

    def new_job(self, order: Order, key: str, ending: Outcome) -> Job:
        """A job with an id in the shape of its dialect. It is not begun."""
        letters = string.ascii_letters + string.digits
        if order.model.voice in ("official", "all"):
            name = f"video_{self.chance.getrandbits(160):040x}"
        else:
            name = new_id(order.model.voice, "".join(self.chance.choices(letters, k=32)))
        return Job(
            id=name,
            key=key,
            order=order,
            outcome=ending,
            created_at=self.clock.now(),
            film_token=f"{self.chance.getrandbits(128):032x}",
            least_bytes=self.manners.film_bytes,
        )

    def next_ending(self, prompt: str) -> Outcome:
        """How the next job is to end: as was asked for, else as its prompt says."""
        return self.outcomes.popleft() if self.outcomes else outcome(prompt)

    def progress(self, job: Job) -> int:
        return job.progress(self.clock.now(), self.works.pace.running(job.outcome))

    def poll_after_ms(self) -> int:
        """In real milliseconds: a client's clock is not ours."""
        if self.manners.poll_after_ms is not None:
            return self.manners.poll_after_ms
        pace = self.works.pace
        whole = (pace.queued_seconds + pace.running_seconds) / self.clock.speed
        return min(5000, max(50, round(whole * 1000 / 20)))

    def key_of(self, request: web.Request) -> str:
        """The key that the request carries. Raises Refusal (401) for none or an unknown one."""
        given = request.headers.get("Authorization", "")
        if self.manners.bare_key and given in self.wallets:
            return given
        scheme, _, key = given.partition(" ")
        if scheme.lower() != "bearer" or key not in self.wallets:
            raise refusals.bad_key(request[REQUEST_ID])
        return key


SHOP: web.AppKey[Shop] = web.AppKey("shop", Shop)
FORM: web.RequestKey[Form] = web.RequestKey("form", Form)
REQUEST_ID: web.RequestKey[str] = web.RequestKey("request_id", str)
FAULT: web.RequestKey[Fault] = web.RequestKey("fault", Fault)
"""Present only where the route itself has to play the fault."""
