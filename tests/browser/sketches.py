"""Three sketches that a member may have drawn, as PNG."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw, ImageOps


def fox() -> bytes:
    sketch = Image.new("RGB", (600, 600), (246, 238, 222))
    draw = ImageDraw.Draw(sketch)
    draw.polygon([(120, 110), (230, 250), (120, 330)], fill=(214, 104, 40))
    draw.polygon([(480, 110), (370, 250), (480, 330)], fill=(214, 104, 40))
    draw.polygon([(110, 290), (300, 200), (490, 290), (300, 520)], fill=(228, 120, 52))
    draw.polygon([(200, 390), (300, 330), (400, 390), (300, 520)], fill=(255, 250, 240))
    for left in (215, 355):
        draw.ellipse((left, 310, left + 34, 344), fill=(40, 30, 30))
    draw.ellipse((280, 492, 320, 528), fill=(40, 30, 30))
    return _encoded(sketch)


def lake() -> bytes:
    sketch = Image.linear_gradient("L").resize((800, 450))
    sketch = ImageOps.colorize(sketch, (250, 200, 160), (70, 110, 150))
    draw = ImageDraw.Draw(sketch)
    draw.polygon([(0, 220), (220, 70), (430, 220)], fill=(96, 104, 130))
    draw.polygon([(300, 220), (560, 40), (800, 220)], fill=(76, 86, 114))
    draw.ellipse((80, 230, 720, 430), fill=(206, 228, 240), outline=(255, 255, 255), width=6)
    return _encoded(sketch)


def shore() -> bytes:
    sketch = Image.new("RGB", (450, 800), (190, 214, 226))
    draw = ImageDraw.Draw(sketch)
    draw.rectangle((0, 560, 450, 800), fill=(238, 242, 246))
    for at, high in ((40, 380), (170, 500), (300, 420)):
        draw.polygon([(at, 600), (at + 60, 600 - high), (at + 120, 600)], fill=(38, 84, 66))
    return _encoded(sketch)


def _encoded(sketch: Image.Image) -> bytes:
    file = io.BytesIO()
    sketch.save(file, "PNG")
    return file.getvalue()
