"""The bot's own pages: films that Discord would not take."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncGenerator

from aiohttp import web

from bot.core.job import JobStatus
from bot.store.films import FilmFolder
from bot.store.jobs import JobStore

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


def pages(store: JobStore, films: FilmFolder) -> web.Application:
    app = web.Application()
    app[STORE] = store
    app[FILMS] = films
    app.router.add_get("/v/{token:[0-9a-f]{32}}", watch)
    return app


@contextlib.asynccontextmanager
async def serving(
    store: JobStore, films: FilmFolder, *, host: str, port: int
) -> AsyncGenerator[str]:
    """Serve the pages while the block runs; gives their address. Raises AddressTaken."""
    runner = web.AppRunner(pages(store, films), access_log=None)
    await runner.setup()
    try:
        site = web.TCPSite(runner, host, port)
        try:
            await site.start()
        except OSError as error:
            raise AddressTaken(
                f"The address {host}:{port} for films can't be used ({error.strerror}): "
                "set WEB_PORT to a free port, or leave PUBLIC_URL empty."
            ) from error
        yield f"http://{host}:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()
