"""REST under /api/v10: a request is read, met by faults, let in, counted, answered, recorded."""

from __future__ import annotations

import math
import secrets
from collections import deque
from collections.abc import Awaitable, Callable, Iterable

from aiohttp import web

from bot.sandbox.discord.bodies import Answer, Ask, Body, read_body
from bot.sandbox.discord.errors import Reason, Refusal
from bot.sandbox.discord.faults import Faults, cut
from bot.sandbox.discord.files import FileStore
from bot.sandbox.discord.limits import Limits
from bot.sandbox.discord.routes import Route
from bot.sandbox.discord.shapes import dump
from bot.sandbox.record import Listener, Recorded

PREFIX = "/api/v10"
RECORDED_MOST = 500
RECORDED_BYTES_MOST = 8 * 1024 * 1024
"""Of files sent up: a sandbox that stays open for a day holds no more of them in memory."""

CUT = 0
"""The recorded status of a request whose connection was reset before or after it acted."""


class Rest:
    def __init__(
        self,
        routes: Iterable[Route],
        *,
        token: str,
        files: FileStore,
        limits: Limits,
        faults: Faults,
        listener: Listener | None,
        changed: Callable[[], None],
    ) -> None:
        self._routes = list(routes)
        self._token = token
        self._files = files
        self._limits = limits
        self._faults = faults
        self._listener = listener
        self._changed = changed
        self._recorded_bytes = 0
        self.recorded: deque[Recorded] = deque()
        self.unknown_routes: list[str] = []

    def add_to(self, app: web.Application) -> None:
        """Add every route, and last the one for whatever has none."""
        for route in self._routes:
            app.router.add_route(route.method, PREFIX + route.template, self._handler(route))
        app.router.add_route("*", "/{tail:.*}", self._handler(None))

    def _handler(self, route: Route | None) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def handle(request: web.Request) -> web.Response:
            body = Body()
            try:
                if not await read_body(request, self._files, body):
                    return cut(request)
                response, shown = await self._meet(request, route, body)
            finally:
                body.discard()
            self._limits.note(shown)
            self._record(request, body, shown)
            return response

        return handle

    async def _meet(
        self, request: web.Request, route: Route | None, body: Body
    ) -> tuple[web.Response, int]:
        """The response, and the status that the bot saw."""
        if seconds := self._limits.ban:
            return _banned(seconds), 429
        fault = self._faults.meet(request.method, short_path(request))
        if fault and (spoiled := await self._faults.before(fault, request)):
            return spoiled, CUT if fault.kind == "reset" else spoiled.status
        response = await self._answer(request, route, body)
        if fault and fault.kind == "lost reply":
            return cut(request), CUT
        return response, response.status

    async def _answer(self, request: web.Request, route: Route | None, body: Body) -> web.Response:
        headers: dict[str, str] = {}
        try:
            if route is None:
                return self._unknown(request)
            self._let_in(request, route)
            headers = self._count(request, route)
            answer = await route.act(_ask(request, body))
        except Refusal as refusal:
            return _respond(Answer(refusal.body, refusal.status), {**headers, **refusal.headers})
        return _respond(answer, headers)

    def _unknown(self, request: web.Request) -> web.Response:
        named = f"{request.method} {short_path(request)}"
        if len(self.unknown_routes) < RECORDED_MOST:
            self.unknown_routes.append(named)
        self._changed()
        return _respond(Answer({"message": f"The local Discord lacks {named}", "code": 0}, 501), {})

    def _let_in(self, request: web.Request, route: Route) -> None:
        """Raises Refusal 401."""
        given = request.headers.get("Authorization", "").encode()
        wanted = f"Bot {self._token}".encode()
        if not route.token_in_path and not secrets.compare_digest(given, wanted):
            raise Refusal(Reason.UNAUTHORIZED)

    def _count(self, request: web.Request, route: Route) -> dict[str, str]:
        """The rate-limit headers. Raises Refusal 429."""
        if not route.token_in_path:
            self._limits.take_global()
        if route.rule is None:
            return {}
        major = request.match_info[route.major] if route.major else ""
        return self._limits.take(f"{route.method} {route.template}", major, route.rule)

    def _record(self, request: web.Request, body: Body, status: int) -> None:
        made = Recorded(
            far_end="discord",
            method=request.method,
            path=short_path(request),
            query=dict(request.query),
            headers={name.lower(): value for name, value in request.headers.items()},
            content_type=request.headers.get("Content-Type"),
            json=body.json,
            parts=tuple(body.parts),
            status=status,
        )
        self.recorded.append(made)
        self._recorded_bytes += _size(made)
        while (
            len(self.recorded) > RECORDED_MOST or self._recorded_bytes > RECORDED_BYTES_MOST
        ) and len(self.recorded) > 1:
            self._recorded_bytes -= _size(self.recorded.popleft())
        if self._listener:
            self._listener(made)
        self._changed()


def short_path(request: web.Request) -> str:
    """The path as Discord's documentation writes it, without the API's prefix."""
    return request.path.removeprefix(PREFIX)


def _ask(request: web.Request, body: Body) -> Ask:
    return Ask(request.method, short_path(request), request.match_info, dict(request.query), body)


def _respond(answer: Answer, headers: dict[str, str]) -> web.Response:
    """discord.py reads JSON only where the content type is exactly `application/json`."""
    if answer.status == 204:
        return web.Response(status=204, headers=headers)
    return web.Response(
        status=answer.status,
        body=dump(answer.json),
        content_type="application/json",
        headers=headers,
    )


def _banned(seconds: float) -> web.Response:
    """As Cloudflare words it: no JSON, and without the `Via` of what Discord itself answers."""
    headers = {"Retry-After": str(math.ceil(seconds)), "Server": "cloudflare"}
    return web.Response(status=429, text="error code: 1015", headers=headers)


def _size(recorded: Recorded) -> int:
    return sum(len(part.data) for part in recorded.parts)
