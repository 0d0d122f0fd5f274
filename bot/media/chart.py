"""Draws stacked bars, one for each day."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date

from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT = 1_100, 460
_LEFT, _RIGHT, _TOP, _BOTTOM = 90, 24, 28, 46
_BACK, _LINE, _TEXT = "#1e1f22", "#35373c", "#b5bac1"
COLOURS = (
    "#55acee",  # 🟦
    "#78b159",  # 🟩
    "#fdcb58",  # 🟨
    "#f4900c",  # 🟧
    "#dd2e44",  # 🟥
    "#aa8ed6",  # 🟪
    "#c1694f",  # 🟫
    "#e6e7e8",  # ⬜
)
"""Those of Discord's coloured squares, so that words beside the picture can name them."""


def bars(days: Sequence[date], series: Sequence[Sequence[int]]) -> bytes:
    """A PNG. `series` has, for each colour, millionths of a dollar by day."""
    picture = Image.new("RGB", (WIDTH, HEIGHT), _BACK)
    draw = ImageDraw.Draw(picture)
    small = ImageFont.load_default(18)
    totals = [sum(one[at] for one in series) for at in range(len(days))]
    top, step = _scale(max(totals, default=0))
    for amount in range(0, top + 1, step):
        y = _y(amount, top)
        draw.line([(_LEFT, y), (WIDTH - _RIGHT, y)], fill=_LINE, width=1)
        draw.text((_LEFT - 12, y), _dollars(amount, step), fill=_TEXT, font=small, anchor="rm")
    wide = (WIDTH - _LEFT - _RIGHT) / max(1, len(days))
    every = -(-len(days) // 15)  # there is room for fifteen dates
    for at, day in enumerate(days):
        x, below = _LEFT + at * wide, 0
        for colour, one in zip(COLOURS, series, strict=False):
            above = below + one[at]
            if one[at]:
                box = [x + wide * 0.15, _y(above, top), x + wide * 0.85, _y(below, top)]
                draw.rectangle(box, fill=colour)
            below = above
        if (len(days) - 1 - at) % every == 0:
            label = f"{day.day}.{day.month}."
            draw.text((x + wide / 2, HEIGHT - _BOTTOM + 12), label, _TEXT, small, anchor="mt")
    file = io.BytesIO()
    picture.save(file, "PNG", optimize=True)
    return file.getvalue()


def _y(amount: int, top: int) -> float:
    return HEIGHT - _BOTTOM - (HEIGHT - _TOP - _BOTTOM) * amount / top


def _scale(most: int) -> tuple[int, int]:
    """The end of the scale and its steps: 1, 2 or 5 of something, four to eight of them."""
    step = 10_000
    for factor in (1, 2, 5) * 20:
        if step * factor * 6 >= most:
            return max(1, -(-most // (step * factor))) * step * factor, step * factor
        if factor == 5:
            step *= 10
    raise ValueError(most)


def _dollars(amount: int, step: int) -> str:
    return f"${amount / 1e6:,.0f}" if step >= 1_000_000 else f"${amount / 1e6:.2f}"
