"""The account's own log of tasks: opened by the account's access token, not by a key."""

from __future__ import annotations

from aiohttp import web

from bot.sandbox.videos import refusals
from bot.sandbox.videos.jobs import Job
from bot.sandbox.videos.refusals import Body
from bot.sandbox.videos.shop import REQUEST_ID, SHOP, Shop
from bot.sandbox.videos.voices import UPPER_CASE
from bot.sandbox.videos.wallet import MICROS

_UNITS = 500_000
"""Of quota in a dollar."""
_MOST_ROWS = 100


async def log(request: web.Request) -> web.Response:
    """The newest tasks first, a page at a time. Its rows carry no prompt."""
    shop = request.app[SHOP]
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    key = shop.access_tokens.get(token) if scheme.lower() == "bearer" else None
    if key is None:
        raise refusals.bad_key(request[REQUEST_ID])
    asked = request.query
    since = float(asked.get("start_timestamp") or 0)
    until = float(asked.get("end_timestamp") or "inf")
    jobs = [
        job
        for job in reversed(shop.works.jobs.values())
        if job.key == key
        and since <= job.created_at <= until
        and asked.get("task_id") in (None, "", job.id)
    ]
    size = min(int(asked.get("page_size") or 10), _MOST_ROWS)
    page = max(int(asked.get("p") or 1), 1)
    rows = [_row(shop, job) for job in jobs[(page - 1) * size : page * size]]
    data = {"page": page, "page_size": size, "total": len(jobs), "items": rows}
    return web.json_response({"success": True, "message": "", "data": data})


def _row(shop: Shop, job: Job) -> Body:
    created, ended = int(job.created_at), int(job.completed_at or 0)
    return {
        "created_at": created,
        "task_id": job.id,
        "platform": "sora" if job.order.model.voice != "shared" else job.order.model.family,
        "action": "generate",
        "status": UPPER_CASE[job.status],
        "model_name": job.model,
        "progress": f"{shop.progress(job)}%",
        "quota": round(job.charged_micros * _UNITS / MICROS),
        "submit_time": created,
        "start_time": int(job.started_at or 0),
        "finish_time": ended,
    }


def add_to(app: web.Application) -> None:
    app.router.add_get("/api/task/self", log, name="tasks")
