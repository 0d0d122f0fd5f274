"""Who may come in: this machine's own browser, with the key, from this very page.

Any website that somebody has open can send requests to the loopback, and can let its own name
point there. So the Host is checked (a foreign name never passes), the Origin is checked (a foreign
page never passes), and whatever tells or does anything needs the key, which only the address that
the terminal printed holds.
"""

from __future__ import annotations

import secrets

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

SUBPROTOCOL = "clapper"


class Door:
    """`port` and `files_origin` (where uploads are served) are known once both servers listen."""

    def __init__(self) -> None:
        self.key = secrets.token_urlsafe(24)
        self.port = 0
        self.files_origin = ""

    def middleware(self) -> Middleware:
        """Turns strangers away with an empty 403, and signs every answer with the page's policy."""

        @web.middleware
        async def at_the_door(request: web.Request, handler: Handler) -> web.StreamResponse:
            if not self._is_ours(request):
                return web.Response(status=403, headers=self._policy())
            return await handler(request)

        return at_the_door

    async def sign(self, _: web.Request, response: web.StreamResponse) -> None:
        response.headers.update(self._policy())

    def may_enter(self, request: web.Request) -> bool:
        """Whether the request carries the key: as a bearer token, or as a WebSocket's subprotocol.

        A browser lets no script set headers of a WebSocket; its subprotocols are what it may set.
        """
        offered = request.headers.get("Sec-WebSocket-Protocol", "").split(",")
        bearer = request.headers.get("Authorization", "").removeprefix("Bearer ")
        given = [bearer, *(one.strip() for one in offered)]
        return any(secrets.compare_digest(one.encode(), self.key.encode()) for one in given)

    def _is_ours(self, request: web.Request) -> bool:
        hosts = {f"{name}:{self.port}" for name in ("127.0.0.1", "localhost")}
        origin = request.headers.get("Origin")
        return request.headers.get("Host", "") in hosts and (
            origin is None or origin == f"http://{request.headers['Host']}"
        )

    def _policy(self) -> dict[str, str]:
        """Nothing but this page's own scripts and styles, and the uploads as pictures and films."""
        files = self.files_origin
        policy = (
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
            f"img-src 'self' {files}; media-src {files}; base-uri 'none'; form-action 'none'; "
            "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
        )
        return {
            "Content-Security-Policy": policy,
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Cache-Control": "no-store",
        }
