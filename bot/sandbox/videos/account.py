"""The routes beside the films: which models there are, and whose money is left."""

from __future__ import annotations

import json

from aiohttp import web

from bot.sandbox.videos import refusals
from bot.sandbox.videos.catalogue import OWN, Model
from bot.sandbox.videos.shop import REQUEST_ID, SHOP
from bot.sandbox.videos.wallet import MICROS

_LISTED_SINCE = 1_764_547_200


async def models(request: web.Request) -> web.Response:
    """OpenAI's list, with the key."""
    shop = request.app[SHOP]
    shop.key_of(request)
    rows = [
        {"id": name, "object": "model", "created": _LISTED_SINCE, "owned_by": "comet"}
        for name in shop.served(request.path)
    ]
    return web.json_response({"object": "list", "data": rows})


async def catalogue(request: web.Request) -> web.Response:
    """Comet's public catalogue, without a key."""
    rows = [_row(model) for model in request.app[SHOP].served(request.path).values()]
    head = {"success": True, "page": 0, "page_size": 0, "total": len(rows)}
    return web.json_response({**head, "data": rows}, headers={"Access-Control-Allow-Origin": "*"})


async def subscription(request: web.Request) -> web.Response:
    """All the money there ever was: what is left and what is used."""
    shop = request.app[SHOP]
    wallet = shop.wallets[shop.key_of(request)]
    limit = (wallet.balance_micros + wallet.used_micros) / MICROS
    return web.json_response(
        {
            "object": "billing_subscription",
            "has_payment_method": True,
            "soft_limit_usd": limit,
            "hard_limit_usd": limit,
            "system_hard_limit_usd": limit,
            "access_until": 0,
        }
    )


async def usage(request: web.Request) -> web.Response:
    """What is used, in cents."""
    shop = request.app[SHOP]
    wallet = shop.wallets[shop.key_of(request)]
    return web.json_response({"object": "list", "total_usage": wallet.used_micros * 100 / MICROS})


async def quota(request: web.Request) -> web.Response:
    """Comet's own balance query: the key stands in the address."""
    shop = request.app[SHOP]
    key = request.query.get("key", "")
    wallet = shop.wallets.get(key)
    if wallet is None:
        raise refusals.bad_key(request[REQUEST_ID])
    used = wallet.used_micros / MICROS
    return web.json_response(
        {
            "username": "sandbox",
            "total_quota": wallet.balance_micros / MICROS,
            "total_used_quota": used,
            "request_count": sum(made.key == key for made in shop.works.creates),
            "keys": [{"name": "sandbox", "remain_quota": -1, "used_quota": used}],
        }
    )


def _row(model: Model) -> dict[str, object]:
    price: dict[str, object] = {"currency": "USD", "input": None, "output": None}
    price["per_request"] = None if model.per_clip is None else model.per_clip / MICROS
    cheapest = min(model.per_second.values(), default=None)
    price["per_second"] = None if cheapest is None else cheapest / MICROS
    features = ["text-to-video", *(["image-to-video"] if model.images else [])]
    return {
        "id": model.id,
        "code": model.id.replace(".", "-"),
        "name": model.id,
        "provider": model.family,
        "model_type": "video",
        "features": features,
        "endpoints": json.dumps({"video": {"path": "/v1/videos", "method": "POST"}}),
        "pricing": price,
        "context_length": None,
        "max_completion_tokens": None,
        "api_doc_url": "",
        "upcoming": False,
    }


def add_to(app: web.Application) -> None:
    """Every route carries the name of its operation, balance ones with a suffix."""
    app.router.add_get("/v1/models", models, name="models")
    app.router.add_get(f"{OWN}/v1/models", models, name="models.own")
    app.router.add_get("/api/models", catalogue, name="catalogue")
    app.router.add_get("/v1/dashboard/billing/subscription", subscription, name="balance")
    app.router.add_get("/v1/dashboard/billing/usage", usage, name="balance.usage")
    app.router.add_get("/user/quota", quota, name="balance.quota")
