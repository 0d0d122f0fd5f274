"""The bot's own pages: films that Discord would not take, and how the bot is."""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import AsyncGenerator

from aiohttp import web

from bot.core.job import JobStatus
from bot.store.films import FilmFolder
from bot.store.jobs import JobStore
from bot.web.health import HEALTH, Health, health

STORE = web.AppKey("store", JobStore)
FILMS = web.AppKey("films", FilmFolder)
TYPES = {"mp4": "video/mp4", "webm": "video/webm", "mov": "video/quicktime"}


class AddressTaken(Exception):
    """The pages' address can't be listened on; the text says what to do."""


async def watch(request: web.Request) -> web.StreamResponse:
    """`/v/<token>`: the film itself, with Range, so that it plays and can be sought in."""
    job = await request.app[STORE].by_watch_token(request.match_info["token"])
    if job is None or job.film is None or job.status not in {JobStatus.STORED, JobStatus.DELIVERED}:
        raise web.HTTPNotFound(text="There is no film at this address.")
    if job.down is not None:
        raise web.HTTPNotFound(text="There is no film at this address.")
    path = request.app[FILMS].path(job.film.name)
    if not path.is_file():
        raise web.HTTPGone(text="This film is no longer kept.")
    kind = TYPES.get(job.film.name.rpartition(".")[2], "application/octet-stream")
    return web.FileResponse(
        path,
        headers={
            "Content-Type": kind,
            "Content-Disposition": f'inline; filename="{job.film.name}"',
            "X-Content-Type-Options": "nosniff",
            "X-Robots-Tag": "noindex",
        },
    )


def pages(store: JobStore, films: FilmFolder, state: Health | None) -> web.Application:
    app = web.Application()
    app[STORE] = store
    app[FILMS] = films
    if state is not None:
        app[HEALTH] = state
        app.router.add_get("/health", health)
    app.router.add_get("/v/{token:[0-9a-f]{32}}", watch)
    return app


@contextlib.asynccontextmanager
async def serving(
    store: JobStore, films: FilmFolder, state: Health | None = None, *, host: str, port: int
) -> AsyncGenerator[str]:
    """Serve the pages while the block runs, and `/health` where there is a `state` to tell.

    Gives their address. Raises AddressTaken.
    """
    runner = web.AppRunner(pages(store, films, state), access_log=None)
    await runner.setup()
    try:
        site = web.TCPSite(runner, host, port)
        try:
            await site.start()
        except OSError as error:
            raise AddressTaken(
                f"The address {host}:{port} for films and /health can't be used "
                f"({_reason(error)}): set WEB_HOST to an address of this machine and WEB_PORT to "
                "a free port."
            ) from error
        yield f"http://{host}:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()
        if state is not None:
            await state.close()


def _reason(error: OSError) -> str:
    """The system's words, since asyncio's name the address once more. A host name that can't be
    looked up has numbers of its own."""
    if error.errno is not None and error.errno in errno.errorcode:
        return os.strerror(error.errno).lower()
    return error.strerror or str(error)
