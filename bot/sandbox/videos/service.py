"""The local video service as a whole: started, looked at and steered from Python."""

from __future__ import annotations

import asyncio
import random
from collections import deque
from collections.abc import Callable
from contextlib import AsyncExitStack
from types import MappingProxyType

from aiohttp import web

from bot.sandbox.clock import SandboxClock
from bot.sandbox.record import Listener, Recorded
from bot.sandbox.videos import account, gate, routes, tasks
from bot.sandbox.videos.catalogue import OWN
from bot.sandbox.videos.faults import Faults
from bot.sandbox.videos.films import Film
from bot.sandbox.videos.forms import MOST_BYTES
from bot.sandbox.videos.holds import Hold, Holds, Place
from bot.sandbox.videos.jobs import Created, Job
from bot.sandbox.videos.keywords import Outcome
from bot.sandbox.videos.ledger import Ledger
from bot.sandbox.videos.shop import SHOP, Shop
from bot.sandbox.videos.studio import Studio
from bot.sandbox.videos.voices import Manners
from bot.sandbox.videos.wallet import Movement, Wallet
from bot.sandbox.videos.works import MOST_JOBS, Pace, Works

HOST = "127.0.0.1"
LOOK_SECONDS = 0.01


class LocalVideos:
    """CometAPI's video API on this machine, for a client that cannot tell. Use as `async with`.

    It listens on the loopback address only, on `port` (0: any free one), and on a second free port
    for the films behind `video_url`. Times are the sandbox clock's, money is micro-dollars. With
    `film`, every job gets these bytes and nothing is rendered. Beyond `most_jobs` old finished jobs
    are forgotten. OSError where the port is taken.
    """

    def __init__(
        self,
        clock: SandboxClock,
        *,
        port: int = 0,
        listener: Listener | None = None,
        key: str = "sk-sandbox",
        balance_micros: int = 100_000_000,
        queued_seconds: float = 2.0,
        running_seconds: float = 6.0,
        film: bytes | None = None,
        manners: Manners | None = None,
        chance: random.Random | None = None,
        most_jobs: int = MOST_JOBS,
    ) -> None:
        self.key = key
        self.access_token = f"access-{key}"
        """Opens the log of the account that has `key`."""
        self.pace = Pace(queued_seconds, running_seconds)
        self.manners = manners or Manners()
        self._clock = clock
        self._port = port
        self._film = None if film is None else Film.from_bytes(film)
        self._stack = AsyncExitStack()
        self._studio = Studio()
        holds = Holds()
        works = Works(clock, self.pace, self.manners, holds, self._studio, self._film, most_jobs)
        self._shop = Shop(
            clock=clock,
            chance=chance or random.SystemRandom(),
            manners=self.manners,
            holds=holds,
            works=works,
            wallets={key: Wallet(balance_micros)},
            ledger=Ledger(listener),
            access_tokens={self.access_token: key},
        )

    async def __aenter__(self) -> LocalVideos:
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(self._studio)
            runner = web.AppRunner(self._application(), access_log=None, shutdown_timeout=1.0)
            await runner.setup()
            stack.push_async_callback(runner.cleanup)
            stack.push_async_callback(self._let_go)
            self._port = await _listen(runner, self._port)
            self._shop.films_url = f"http://{HOST}:{await _listen(runner, 0)}"
            self._stack = stack.pop_all()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    # --- where it is and what it has seen ---------------------------------------------------

    @property
    def base_url(self) -> str:
        """What a client is configured with; ends in `/v1`."""
        return f"http://{HOST}:{self._port}/v1"

    @property
    def own_url(self) -> str:
        """Where the models of SGLang, vLLM-Omni, LiteLLM and Dynamo are."""
        return f"http://{HOST}:{self._port}{OWN}/v1"

    @property
    def films_url(self) -> str:
        """Where `video_url` points: another port, so that a key sent there is a mistake."""
        return self._shop.films_url

    @property
    def jobs(self) -> MappingProxyType[str, Job]:
        return MappingProxyType(self._shop.works.jobs)

    @property
    def creates(self) -> deque[Created]:
        """Every create that was accepted, remixes too: one for each charge."""
        return self._shop.works.creates

    @property
    def recorded(self) -> deque[Recorded]:
        """The latest requests, in the order in which their answers were decided."""
        return self._shop.ledger.recorded

    @property
    def unknown_routes(self) -> deque[str]:
        """`METHOD /path` of requests that nothing here answers."""
        return self._shop.unknown_routes

    @property
    def wallet(self) -> Wallet:
        """The money of `key`."""
        return self._shop.wallets[self.key]

    @property
    def balance_micros(self) -> int:
        return self.wallet.balance_micros

    @property
    def movements(self) -> deque[Movement]:
        return self.wallet.movements

    async def film(self, job_id: str) -> bytes:
        """The job's whole film, as soon as it is rendered.

        KeyError for an unknown job, LookupError for one that ends without a film.
        """
        film = await self._shop.works.film(self.jobs[job_id])
        return film.read()

    async def until(
        self, predicate: Callable[[], object], deadline: float = 10, what: str = "it"
    ) -> None:
        """Wait until `predicate` holds. TimeoutError, naming `what`, after `deadline` seconds."""
        loop = asyncio.get_running_loop()
        end = loop.time() + deadline
        while not predicate():
            if loop.time() > end:
                raise TimeoutError(f"waited {deadline} s for {what}")
            await asyncio.sleep(LOOK_SECONDS)

    # --- what it shall do --------------------------------------------------------------------

    @property
    def faults(self) -> Faults:
        return self._shop.faults

    def hold(self, place: Place) -> Hold:
        """Stop whatever comes to `place` from now on until `release`; see `holds.Place`."""
        return self._shop.holds.set(place)

    def next_outcome(self, outcome: Outcome, times: int = 1) -> None:
        """Let the next `times` jobs end so, whatever their prompts say."""
        self._shop.outcomes.extend([outcome] * times)

    def forget_outcomes(self) -> None:
        """Jobs end as their prompts say again; those that were made go on."""
        self._shop.outcomes.clear()

    def withdraw_model(self, model: str) -> None:
        """Serve this model no more: gone from both lists, 503 on create. Running jobs go on."""
        self._shop.withdrawn.add(model)

    def restore_model(self, model: str) -> None:
        self._shop.withdrawn.discard(model)

    def add_key(self, key: str, balance_micros: int) -> Wallet:
        """Another customer: sees its own jobs only and pays from its own wallet."""
        return self._shop.wallets.setdefault(key, Wallet(balance_micros))

    def _application(self) -> web.Application:
        app = web.Application(middlewares=[gate.gate], client_max_size=MOST_BYTES)
        app[SHOP] = self._shop
        app.on_response_prepare.append(gate.sign)
        routes.add_to(app)
        account.add_to(app)
        tasks.add_to(app)
        return app

    async def _let_go(self) -> None:
        """End jobs and everything that waits, so that the server can stop at once."""
        self._shop.closing.set()
        await self._shop.works.close()
        self._shop.holds.release_all()


async def _listen(runner: web.AppRunner, port: int) -> int:
    """Listen on the loopback address; the port that it became."""
    site = web.TCPSite(runner, HOST, port)
    await site.start()
    return int(runner.addresses[-1][1])
