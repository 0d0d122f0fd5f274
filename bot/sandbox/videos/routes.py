"""The routes of the video operations."""

from __future__ import annotations

import asyncio

from aiohttp import web

from bot.sandbox.videos import films, own_servers, refusals, stills
from bot.sandbox.videos.catalogue import OWN
from bot.sandbox.videos.jobs import Job, Order
from bot.sandbox.videos.keywords import Outcome
from bot.sandbox.videos.orders import read_order
from bot.sandbox.videos.shop import FAULT, FORM, REQUEST_ID, SHOP, Shop

_SATURATED = "当前分组上游负载已饱和，请稍后再试"
MOST_LISTED = 100


async def create(request: web.Request) -> web.Response:
    shop, key = _enter(request)
    form = request[FORM]
    await shop.holds.stop_at("create-before", form.fields.get("prompt", ""))
    order = read_order(form, shop.served(request.path), shop.manners, request[REQUEST_ID])
    return await _begin(request, shop, key, order)


async def remix(request: web.Request) -> web.Response:
    shop, key = _enter(request)
    source = _known(request, shop, key)
    form = request[FORM]
    if form.problem is not None:
        raise form.problem
    prompt = form.fields.get("prompt", "")
    if not prompt.strip():
        raise refusals.openai("Missing required parameter: 'prompt'.", "prompt", "missing_param")
    if source.order.model.voice not in ("official", "litellm"):
        raise refusals.task_layer(400, "invalid_request", f"{source.model} cannot be remixed")
    if source.status != "completed":
        text = "Video must be completed before it can be remixed."
        raise refusals.openai(text, "video_id", "video_not_ready")
    order = Order(prompt, source.order.model, source.seconds, source.size, remixed_from=source.id)
    return await _begin(request, shop, key, order)


async def retrieve(request: web.Request) -> web.Response:
    shop, key = _enter(request)
    job = _known(request, shop, key)
    shop.holds.asked_for(job.id)
    return web.json_response(shop.teller.told(job, shop.progress(job)))


async def listing(request: web.Request) -> web.Response:
    shop, key = _enter(request)
    if shop.manners.list_jobs == "json":
        raise refusals.absent(f"{request.method} {request.path}")
    if shop.manners.list_jobs == "html":
        return web.Response(status=404, text=refusals.ABSENT_PAGE, content_type="text/html")
    limit, order = _page(request)
    jobs = [job for job in shop.works.jobs.values() if shop.works.known(job.id, key)]
    if order == "desc":
        jobs.reverse()
    if after := request.query.get("after"):
        ids = [job.id for job in jobs]
        jobs = jobs[ids.index(after) + 1 :] if after in ids else []
    rows = [shop.teller.told(job, shop.progress(job)) for job in jobs[:limit]]
    return web.json_response(
        {
            "object": "list",
            "data": rows,
            "first_id": rows[0]["id"] if rows else None,
            "last_id": rows[-1]["id"] if rows else None,
            "has_more": len(jobs) > limit,
        }
    )


async def delete(request: web.Request) -> web.Response:
    shop, key = _enter(request)
    job = _known(request, shop, key)
    if not job.finished:
        text = "Only completed or failed videos can be deleted."
        raise refusals.openai(text, "video_id", "video_not_finished")
    shop.works.forget(job)
    return web.json_response({"id": job.id, "object": "video.deleted", "deleted": True})


async def content(request: web.Request) -> web.StreamResponse:
    """The film's bytes. A `variant` is dropped silently, as the relay does, unless told else."""
    shop, key = _enter(request)
    job = _known(request, shop, key)
    if job.status == "completed":
        await shop.holds.stop_at("content", job.id)
    film = _ready(shop, job)
    variant = request.query.get("variant", "video")
    if shop.manners.variants and variant != "video":
        return stills.still(variant, job.size)
    fault = request.get(FAULT)
    if fault is not None and fault.kind == "json_url":
        return web.json_response({"id": job.id, "video_url": shop.teller.film_url(job)})
    if fault is not None and fault.kind == "elsewhere":
        return web.Response(status=302, headers={"Location": shop.teller.film_url(job)})
    return await films.send(request, film, shop.clock, fault)


async def film(request: web.Request) -> web.StreamResponse:
    """The signed address in `video_url`: no key, another port, gone when it expires."""
    shop = request.app[SHOP]
    job = shop.works.by_film(request.match_info["token"])
    if job is not None and job.status == "completed":
        await shop.holds.stop_at("content", job.id)
    if job is None or job.film is None or not job.fetchable(shop.clock.now()):
        text = "<?xml version='1.0'?><Error><Code>NoSuchKey</Code></Error>"
        return web.Response(status=404, text=text, content_type="application/xml")
    return await films.send(request, job.film, shop.clock, request.get(FAULT))


def _enter(request: web.Request) -> tuple[Shop, str]:
    shop = request.app[SHOP]
    return shop, shop.key_of(request)


def _known(request: web.Request, shop: Shop, key: str) -> Job:
    name = request.match_info["video_id"]
    job = shop.works.known(name, key)
    # Dynamo's are no jobs: there is nothing to ask after.
    if job is None or job.order.model.voice == "dynamo":
        openai = shop.manners.official_style == "openai"
        raise refusals.unknown_video(name) if openai else refusals.unknown_task()
    return job


async def _begin(request: web.Request, shop: Shop, key: str, order: Order) -> web.Response:
    ending = shop.next_ending(order.prompt)
    if ending is Outcome.REFUSED:
        raise refusals.moderated()
    if shop.works.full:
        raise refusals.gateway(429, _SATURATED, request[REQUEST_ID], code="")
    job = shop.new_job(order, key, ending)
    if not shop.works.begin(job, shop.wallets[key]):
        raise refusals.out_of_money()
    await shop.holds.stop_at("create", job.id)
    if order.model.voice == "dynamo":
        return await _whole(shop, job)
    return web.json_response(shop.teller.created(job, shop.progress(job)))


async def _whole(shop: Shop, job: Job) -> web.Response:
    """The reply that comes with the film."""
    if job.living is not None:
        await asyncio.shield(job.living)
    if job.outcome is Outcome.STALLED:
        await shop.closing.wait()
    error = "The video could not be generated."
    return web.json_response(own_servers.dynamo(job, shop.progress(job), error, job.film))


async def reverse(request: web.Request) -> web.Response:
    """The reverse format, for any job: it is only for reading."""
    shop, key = _enter(request)
    job = _known(request, shop, key)
    shop.holds.asked_for(job.id)
    url = shop.teller.film_url(job)
    return web.json_response(own_servers.reverse(job, shop.progress(job), url))


def _page(request: web.Request) -> tuple[int, str]:
    text, order = request.query.get("limit", "20"), request.query.get("order", "desc")
    if not text.isdecimal() or int(text) > MOST_LISTED:
        raise refusals.openai(f"Invalid 'limit': {text!r}.", "limit", "invalid_value")
    if order not in ("asc", "desc"):
        raise refusals.invalid_value("order", order, ("asc", "desc"))
    return int(text), order


def _ready(shop: Shop, job: Job) -> films.Film:
    """The film to give. Raises the content proxy's refusal where there is none, yet or any more."""
    now = shop.clock.now()
    early = (job.completed_at or now) + shop.manners.content_lag_seconds > now
    if job.status != "completed" or (early and shop.manners.content_lag_seconds):
        state = shop.teller.why_no_film(job)
        raise refusals.content(400, f"Task is not completed yet, current status: {state}")
    if job.film is None or not job.fetchable(now):
        raise refusals.content(404, "Task not found")
    return job.film


def add_to(app: web.Application) -> None:
    """Every route carries the name of its operation."""
    for base, mark in (("/v1/videos", ""), (f"{OWN}/v1/videos", ".own")):
        one = base + "/{video_id}"
        app.router.add_post(base, create, name=f"create{mark}")
        app.router.add_get(base, listing, name=f"list{mark}", allow_head=False)
        app.router.add_get(one, retrieve, name=f"retrieve{mark}", allow_head=False)
        app.router.add_delete(one, delete, name=f"delete{mark}")
        app.router.add_get(f"{one}/content", content, name=f"content{mark}")
        app.router.add_post(f"{one}/remix", remix, name=f"remix{mark}")
    app.router.add_get("/sora/v1/videos/{video_id}", reverse, name="retrieve.reverse")
    app.router.add_get(r"/films/{token:[0-9a-f]{32}}.mp4", film, name="film")
