"""The other variants of a film's content: a thumbnail, and a sheet of small pictures."""

from __future__ import annotations

import io

from aiohttp import web
from PIL import Image

from bot.sandbox.videos import refusals

_KINDS = {"thumbnail": ("WEBP", "image/webp"), "spritesheet": ("JPEG", "image/jpeg")}


def still(variant: str, size: str) -> web.Response:
    """OpenAI's formats: webp and jpg. Raises Refusal for a variant that there isn't."""
    if variant not in _KINDS:
        raise refusals.invalid_value("variant", variant, ("video", *_KINDS))
    kind, content_type = _KINDS[variant]
    wide, high = (int(number) // 4 for number in size.split("x"))
    data = io.BytesIO()
    Image.new("RGB", (wide, high), (38, 30, 66)).save(data, kind)
    return web.Response(body=data.getvalue(), content_type=content_type)
