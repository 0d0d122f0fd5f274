"""Makes films larger without changing them, to test what happens at upload limits."""

from __future__ import annotations

from pathlib import Path

HEAD = 8
"""Bytes of a box's head: its length and its name."""


def box_size(size: int, wanted: int) -> int:
    """How many bytes a `free` box must have so that a film of `size` bytes gets `wanted`; 0: none.

    A film that is up to 7 bytes short gets a little too long, since a box has a head.
    """
    return max(HEAD, wanted - size) if size < wanted else 0


def pad_file(path: Path, wanted: int) -> None:
    """Make the film `wanted` bytes long with an empty `free` box at its end; players skip it."""
    if size := box_size(path.stat().st_size, wanted):
        with path.open("ab") as file:
            file.write(_head(size))
            file.truncate(file.tell() + size - HEAD)


def padded(film: bytes, wanted: int) -> bytes:
    """The same for a film in memory."""
    size = box_size(len(film), wanted)
    return film + _head(size) + bytes(size - HEAD) if size else film


def _head(size: int) -> bytes:
    return size.to_bytes(4, "big") + b"free"
