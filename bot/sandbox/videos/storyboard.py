"""The service's own reading of a storyboard: `Shot 1:`, `duration: 7.5sec`, `Scene: ...`.

The page says no more than that the form must be followed strictly. That the durations have to add
up to the film's length is a rule of this sandbox.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

_BEGINS = re.compile(r"\s*shot\s*\d+\s*:", re.IGNORECASE)
_SHOT = re.compile(r"Shot ([1-9][0-9]{0,2}):")
_DURATION = re.compile(r"duration: ([0-9]{1,4}(?:\.[0-9]{1,3})?)sec")
_SCENE = re.compile(r"Scene: (\S.*)")
_FORM = ((_SHOT, "Shot N:"), (_DURATION, "duration: Nsec"), (_SCENE, "Scene: ..."))
CLOSE_ENOUGH = Decimal("0.05")


class BadStoryboard(Exception):
    """It can't be read. The text names the line, from 1, and the reason."""


@dataclass(frozen=True)
class Shot:
    duration: Decimal
    """In seconds."""
    scene: str


def is_storyboard(prompt: str) -> bool:
    """Whether a prompt begins as one."""
    return _BEGINS.match(prompt) is not None


def read_storyboard(prompt: str) -> tuple[Shot, ...]:
    """Its shots. Raises BadStoryboard."""
    shots: list[Shot] = []
    lines = prompt.split("\n")
    at = 0
    while at < len(lines):
        values = _head(lines, at)
        if values[0] != str(len(shots) + 1):
            raise BadStoryboard(f"line {at + 1}: shot {len(shots) + 1} expected")
        if Decimal(values[1]) <= 0:
            raise BadStoryboard(f"line {at + 2}: a shot needs a duration")
        end = _end(lines, at + 3)
        shots.append(Shot(Decimal(values[1]), "\n".join([values[2], *lines[at + 3 : end]])))
        if end == len(lines) - 1:
            raise BadStoryboard(f"line {end + 1}: nothing follows the blank line")
        at = end + 1
    return tuple(shots)


def check_sum(shots: Sequence[Shot], seconds: int) -> None:
    """Raises BadStoryboard unless the shots fill the film."""
    whole = sum((shot.duration for shot in shots), Decimal(0))
    if abs(whole - seconds) > CLOSE_ENOUGH:
        raise BadStoryboard(f"the shots take {whole} seconds, the film {seconds}")


def _head(lines: Sequence[str], at: int) -> list[str]:
    """The values of the three lines with which a shot begins."""
    values: list[str] = []
    for number, (form, name) in enumerate(_FORM, start=at):
        found = form.fullmatch(lines[number]) if number < len(lines) else None
        if found is None:
            raise BadStoryboard(f"line {number + 1}: `{name}` expected")
        values.append(found[1])
    return values


def _end(lines: Sequence[str], at: int) -> int:
    """The blank line after a scene, which may go on over several lines; else the end."""
    for number in range(at, len(lines)):
        if not lines[number].strip():
            return number
        if _BEGINS.match(lines[number]):
            raise BadStoryboard(f"line {number + 1}: a blank line expected before the next shot")
    return len(lines)
