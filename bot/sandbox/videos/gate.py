"""Stands before every route: reads the body, plays faults, turns refusals into replies, records."""

from __future__ import annotations

import contextlib
import socket
import struct
import sys
from typing import cast

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.sandbox.record import Recorded
from bot.sandbox.videos import forms, refusals
from bot.sandbox.videos.faults import Drop, Fault, Operation
from bot.sandbox.videos.refusals import Refusal
from bot.sandbox.videos.shop import FAULT, FORM, REQUEST_ID, SHOP

_NO_LINGER = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)
"""SO_LINGER with a time of 0: closing the socket then resets the connection."""

_IN_FILM = frozenset({"cut", "drip", "mislabel", "json_url", "elsewhere"})


def operation(request: web.Request) -> Operation | None:
    """Which operation the matched route is; None for an unknown route."""
    name = request.match_info.route.name
    return None if name is None else cast(Operation, name.partition(".")[0])


@web.middleware
async def gate(request: web.Request, handler: Handler) -> web.StreamResponse:
    shop = request.app[SHOP]
    request[REQUEST_ID] = shop.request_id()
    form = await forms.read(request)
    request[FORM] = form
    status = 0
    try:
        response = await _answer(request, handler)
        status = response.status
    except Drop as drop:
        _drop(request, hard=drop.hard)
        response = web.Response()
    finally:
        # Before the reply leaves: who has the reply can rely on finding the request here.
        shop.ledger.add(_record(request, form, status))
    return response


async def sign(request: web.Request, response: web.StreamResponse) -> None:
    """Put the provider's headers on every reply."""
    if REQUEST_ID in request:
        response.headers["X-Cometapi-Request-Id"] = request[REQUEST_ID]
    if operation(request) in ("create", "retrieve", "remix"):
        milliseconds = request.app[SHOP].poll_after_ms()
        if milliseconds and response.status == 200:
            response.headers["openai-poll-after-ms"] = str(milliseconds)


async def _answer(request: web.Request, handler: Handler) -> web.StreamResponse:
    name = operation(request)
    fault = None
    if name is not None:
        fault = request.app[SHOP].faults.take(name, _prompt(request))
    if fault is not None and fault.kind in _IN_FILM:
        request[FAULT] = fault
        fault = None
    if fault is None:
        return await _handle(request, handler)
    if fault.after:
        await _handle(request, handler)
    return await _play(request, fault)


async def _handle(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except Refusal as refusal:
        return web.json_response(refusal.body, status=refusal.status)
    except (web.HTTPNotFound, web.HTTPMethodNotAllowed):
        return _unknown(request)


async def _play(request: web.Request, fault: Fault) -> web.StreamResponse:
    if fault.kind == "answer":
        return web.Response(status=fault.status, body=fault.body, headers=fault.headers)
    if fault.kind == "hang":
        await request.app[SHOP].closing.wait()
    raise Drop(hard=True)


def _unknown(request: web.Request) -> web.Response:
    """What is not there: JSON under /v1, else a page, as the provider has it."""
    line = f"{request.method} {request.path}"
    request.app[SHOP].unknown_routes.append(line)
    if request.path.startswith("/v1"):
        refusal = refusals.absent(line)
        return web.json_response(refusal.body, status=refusal.status)
    return web.Response(status=404, text=refusals.ABSENT_PAGE, content_type="text/html")


def _prompt(request: web.Request) -> str:
    """The prompt that this request is about: its own, else its job's."""
    form = request[FORM]
    if own := form.fields.get("prompt", ""):
        return own
    works = request.app[SHOP].works
    if token := request.match_info.get("token"):
        job = works.by_film(token)
    else:
        job = works.jobs.get(request.match_info.get("video_id", ""))
    return job.prompt if job is not None else ""


def _drop(request: web.Request, *, hard: bool) -> None:
    transport = request.transport
    if transport is None:
        return
    if not hard:
        transport.close()
        return
    with contextlib.suppress(OSError, AttributeError):
        transport.get_extra_info("socket").setsockopt(
            socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER
        )
    transport.abort()


def _record(request: web.Request, form: forms.Form, status: int) -> Recorded:
    return Recorded(
        far_end="videos",
        method=request.method,
        path=request.path,
        query=dict(request.query),
        headers={name.lower(): value for name, value in request.headers.items()},
        content_type=form.kind or None,
        json=form.json,
        parts=form.parts,
        status=status,
    )
