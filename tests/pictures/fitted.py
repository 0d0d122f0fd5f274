"""The program that makes pictures ready, called as the bot calls it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from bot.media import fit
from tests.pictures.drawn import opened

ALL = ["image/png", "image/jpeg", "image/webp"]


def made(folder: Path, data: bytes, how: str = "crop", **others: Any) -> Image.Image:
    """What the program makes of a file, for a film of 128 x 72."""
    source = folder / "source"
    source.write_bytes(data)
    order = {"source": str(source), "target": str(folder / "target"), "width": 128, "height": 72,
             "fit": how, "formats": ALL, "pixels": 50_000_000, **others}  # fmt: skip
    return opened((folder / f"target{fit.prepare(order)}").read_bytes())


def flaw(folder: Path, data: bytes) -> str:
    with pytest.raises(fit.Flawed) as caught:
        made(folder, data)
    return str(caught.value)


def outcome(folder: Path, data: bytes) -> str:
    """`fitted`, or the flaw."""
    try:
        size = made(folder, data).size
    except fit.Flawed as flawed:
        return str(flawed)
    return "fitted" if size == (128, 72) else f"a picture of {size}"
