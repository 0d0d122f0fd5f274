"""Serves the page: its files to whoever asks this machine, all else to who has the key."""

from __future__ import annotations

from collections import OrderedDict
from contextlib import AsyncExitStack, suppress
from pathlib import Path

from aiohttp import BodyPartReader, WSCloseCode, web
from aiohttp.typedefs import Handler

from bot.sandbox.discord import Upload
from bot.sandbox.page.door import SUBPROTOCOL, Door
from bot.sandbox.page.house import House
from bot.sandbox.page.window import Window

HOST = "127.0.0.1"
FRIENDLY_PORT = 8750
STATIC = Path(__file__).parent / "static"
UPLOADS_MOST = 50
UPLOAD_BYTES_MOST = 128 * 1024 * 1024
_TYPES = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
}


class PortTaken(Exception):
    """The port that was asked for is in use."""


class Page:
    """The page's server. `async with` runs it; `address` is what to open."""

    def __init__(self, house: House, port: int | None = None) -> None:
        """Without `port` a friendly one if it is free, else any. Entering raises PortTaken."""
        self._house = house
        self._wanted = port
        self._door = Door()
        self._windows: set[web.WebSocketResponse] = set()
        self._uploads: OrderedDict[str, Upload] = OrderedDict()
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Page:
        async with AsyncExitStack() as stack:
            runner = web.AppRunner(self._application(), access_log=None, shutdown_timeout=1.0)
            await runner.setup()
            stack.push_async_callback(runner.cleanup)
            self._door.port = await self._listen(runner)
            self._door.files_origin = self._house.discord.files_origin
            stack.push_async_callback(self._close_windows)
            self._stack = stack.pop_all()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    @property
    def address(self) -> str:
        """The key stands in the fragment, which no browser sends to anybody."""
        return f"http://{HOST}:{self._door.port}/#{self._door.key}"

    async def _listen(self, runner: web.AppRunner) -> int:
        for port in [FRIENDLY_PORT, 0] if self._wanted is None else [self._wanted]:
            with suppress(OSError, OverflowError):
                await web.TCPSite(runner, HOST, port).start()
                return int(runner.addresses[-1][1])
        raise PortTaken(f"Port {self._wanted} can't be used: end what uses it, or choose another.")

    def _application(self) -> web.Application:
        app = web.Application(middlewares=[self._door.middleware()])
        app.on_response_prepare.append(self._door.sign)
        for path in sorted(one for one in STATIC.iterdir() if one.suffix in _TYPES):
            name = "" if path.name == "index.html" else path.name
            app.router.add_get(f"/{name}", self._file(path))
        app.router.add_get("/live", self._live)
        app.router.add_post("/upload", self._upload)
        app.router.add_route("*", "/{tail:.*}", _nothing)
        return app

    def _file(self, path: Path) -> Handler:
        data, kind = path.read_bytes(), _TYPES[path.suffix]

        async def serve(_: web.Request) -> web.StreamResponse:
            return web.Response(body=data, content_type=kind, charset="utf-8")

        return serve

    async def _live(self, request: web.Request) -> web.StreamResponse:
        if not self._door.may_enter(request):
            return web.Response(status=403)
        socket = web.WebSocketResponse(protocols=(SUBPROTOCOL,), heartbeat=30)
        await socket.prepare(request)
        self._windows.add(socket)
        try:
            await Window(socket, self._house, self._uploads).run()
        finally:
            self._windows.discard(socket)
        return socket

    async def _upload(self, request: web.Request) -> web.Response:
        """A file that somebody chose, kept until it is sent or fifty later ones have come."""
        if not self._door.may_enter(request):
            return web.Response(status=403)
        part = await (await request.multipart()).next()
        if not isinstance(part, BodyPartReader):
            return web.Response(status=400)
        data = bytearray()
        while chunk := await part.read_chunk(256 * 1024):
            data += chunk
            if len(data) > UPLOAD_BYTES_MOST:
                return web.Response(status=413)
        kind = part.headers.get("Content-Type")
        made = self._house.discord.upload(part.filename or "file", bytes(data), kind)
        self._uploads[made.path.name] = made
        while len(self._uploads) > UPLOADS_MOST:
            self._uploads.popitem(last=False)[1].path.unlink(missing_ok=True)
        return web.json_response({"upload": made.path.name, "size": made.size})

    async def _close_windows(self) -> None:
        for socket in list(self._windows):
            with suppress(ConnectionError):
                await socket.close(code=WSCloseCode.GOING_AWAY, message=b"the sandbox has ended")


async def _nothing(_: web.Request) -> web.Response:
    return web.Response(status=404)
