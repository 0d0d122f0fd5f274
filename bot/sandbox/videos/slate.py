"""Draws the sandbox's film: a clapper board that carries the prompt and visibly runs.

Everything that stays is drawn once; per frame only two strips change (the striped stick on top, the
clock and bar at the bottom), which is what makes a film cheap enough for a small machine.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFont

Colour = tuple[int, int, int]
Font = ImageFont.FreeTypeFont | ImageFont.ImageFont

NIGHT: Colour = (15, 18, 30)
DUSK: Colour = (38, 30, 66)
PAPER: Colour = (240, 238, 232)
FAINT: Colour = (154, 156, 178)
LINE: Colour = (72, 68, 108)
AMBER: Colour = (255, 183, 77)
CORAL: Colour = (255, 107, 107)
INK: Colour = (22, 22, 30)

LONGEST_TEXT = 900
"""Letters of a prompt that are laid out at all; what does not fit ends in an ellipsis."""


@dataclass(frozen=True)
class Shot:
    """What to film."""

    prompt: str
    model: str
    seconds: int
    width: int
    height: int
    fps: int = 24

    @property
    def frames(self) -> int:
        return self.seconds * self.fps


@dataclass(frozen=True)
class Strip:
    """A piece of a frame that is new, and the row it begins at. It is as wide as the film."""

    top: int
    picture: Image.Image


class Slate:
    """The board for one shot. All measures follow from the shorter side."""

    def __init__(self, shot: Shot) -> None:
        self._shot = shot
        unit = min(shot.width, shot.height) / 100
        self._unit = unit
        self._margin = round(6 * unit)
        self._stick = _even(13 * unit)
        self._foot = _even(17 * unit)
        self._stripe = max(4, round(11 * unit))
        self._ribbon = self._stripes()
        self._clock_font = _font(5.4 * unit)
        self._background = self._still()
        foot_top = shot.height - self._foot
        self._foot_ground = self._background.crop((0, foot_top, shot.width, shot.height))

    @property
    def background(self) -> Image.Image:
        """The whole frame with everything that stays."""
        return self._background

    def strips(self, frame: int) -> Iterator[Strip]:
        """What moves, as it looks at `frame` (counted from 0)."""
        yield Strip(0, self._stick_at(frame))
        yield Strip(self._shot.height - self._foot, self._foot_at(frame))

    def _stripes(self) -> Image.Image:
        """A ribbon one period longer than the film is wide, to be cut at a moving place."""
        period = 2 * self._stripe
        wide = self._shot.width + period
        ribbon = Image.new("RGB", (wide, self._stick), PAPER)
        pen = ImageDraw.Draw(ribbon)
        lean = self._stick // 2
        for left in range(-2 * period, wide + period, period):
            right = left + self._stripe
            corners = [(left + lean, 0), (right + lean, 0), (right - lean, self._stick)]
            pen.polygon([*corners, (left - lean, self._stick)], fill=INK)
        rim = max(2, round(0.9 * self._unit))
        pen.rectangle((0, self._stick - rim, wide, self._stick), fill=AMBER)
        return ribbon

    def _stick_at(self, frame: int) -> Image.Image:
        period = 2 * self._stripe
        moved = round(frame * period / self._shot.fps) % period
        return self._ribbon.crop((moved, 0, moved + self._shot.width, self._stick))

    def _foot_at(self, frame: int) -> Image.Image:
        shot, unit = self._shot, self._unit
        picture = self._foot_ground.copy()
        pen = ImageDraw.Draw(picture)
        part = (frame + 1) / shot.frames
        left, right = self._margin, shot.width - self._margin
        thick = max(3, round(1.6 * unit))
        top = self._foot - round(5.2 * unit)
        pen.rounded_rectangle((left, top, right, top + thick), thick / 2, fill=LINE)
        end = left + max(thick, round((right - left) * part))
        pen.rounded_rectangle((left, top, end, top + thick), thick / 2, fill=AMBER)
        knob, middle = thick * 1.15, top + thick / 2
        pen.ellipse((end - knob, middle - knob, end + knob, middle + knob), fill=PAPER)
        whole, rest = divmod(frame, shot.fps)
        words = f"{whole // 60:02}:{whole % 60:02}:{rest:02}"
        line = round(3.6 * unit)
        if rest < shot.fps / 2:
            dot = 1.3 * unit
            y = line + 2.9 * unit
            pen.ellipse((left, y - dot, left + 2 * dot, y + dot), fill=CORAL)
        pen.text((left + 4.4 * unit, line), words, font=self._clock_font, fill=PAPER)
        total = f"{shot.seconds} s"
        wide = pen.textlength(total, font=self._clock_font)
        pen.text((right - wide, line), total, font=self._clock_font, fill=FAINT)
        return picture

    def _still(self) -> Image.Image:
        shot, unit = self._shot, self._unit
        picture = _dusk(shot.width, shot.height)
        pen = ImageDraw.Draw(picture)
        left, right = self._margin, shot.width - self._margin
        top = self._stick + round(5 * unit)
        small = _font(3.4 * unit)
        pen.text((left, top), "CLAPPER SANDBOX", font=small, fill=AMBER)
        self._facts(pen, left, right, top)
        rule = top + round(6.4 * unit)
        pen.line((left, rule, right, rule), fill=LINE, width=max(1, round(0.4 * unit)))
        box = (left, rule + round(3 * unit), right, shot.height - self._foot - round(2 * unit))
        _prompt(pen, box, shot.prompt, unit)
        return picture

    def _facts(self, pen: ImageDraw.ImageDraw, left: int, right: int, top: int) -> None:
        """Model, size, length and pace at the right; as much of it as fits beside the name."""
        shot = self._shot
        facts = [shot.model, f"{shot.width}x{shot.height}", f"{shot.seconds} s", f"{shot.fps} fps"]
        room = (right - left) * 0.94 - pen.textlength(
            "CLAPPER SANDBOX", font=_font(3.4 * self._unit)
        )
        size = 3.4 * self._unit
        words = "  \u00b7  ".join(facts)
        while size > 6 and pen.textlength(words, font=_font(size)) > room:
            size *= 0.94
        font = _font(size)
        shift = (3.4 * self._unit - size) * 0.8
        wide = pen.textlength(words, font=font)
        pen.text((right - wide, top + shift), words, font=font, fill=FAINT)


def _prompt(
    pen: ImageDraw.ImageDraw, box: tuple[int, int, int, int], prompt: str, unit: float
) -> None:
    """Write the prompt as large as it fits into `box`; cut it where even the smallest does not."""
    left, top, right, bottom = box
    text = _plain(prompt) or "(no words)"
    for scale in (11.0, 9.6, 8.4, 7.2, 6.2, 5.4, 4.8, 4.2, 3.7):
        font = _font(scale * unit)
        step = scale * unit * 1.36
        room = max(1, int((bottom - top) / step))
        lines = _wrap(pen, text, font, right - left)
        if len(lines) <= room:
            break
    if len(lines) > room:
        lines = [*lines[: room - 1], lines[room - 1].rstrip()[:-1] + "\u2026"]
    y = top + ((bottom - top) - len(lines) * step) / 2
    for line in lines:
        pen.text((left, y), line, font=font, fill=PAPER)
        y += step


def _plain(text: str) -> str:
    """One line of printable letters: what has no shape in the font shows as the font's own box."""
    short = text if len(text) <= LONGEST_TEXT else text[:LONGEST_TEXT] + "\u2026"
    return " ".join("".join(c if c.isprintable() else " " for c in short).split())


def _wrap(pen: ImageDraw.ImageDraw, text: str, font: Font, width: float) -> list[str]:
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if pen.textlength(longer, font=font) <= width:
            lines[-1] = longer
            continue
        if lines[-1]:
            lines.append("")
        for letter in word:
            if lines[-1] and pen.textlength(lines[-1] + letter, font=font) > width:
                lines.append("")
            lines[-1] += letter
    return lines


def _dusk(width: int, height: int) -> Image.Image:
    """A soft fall of colour from top to bottom."""
    picture = Image.new("RGB", (width, height))
    pen = ImageDraw.Draw(picture)
    for y in range(height):
        part = y / max(1, height - 1)
        red, green, blue = (round(a + (b - a) * part) for a, b in zip(NIGHT, DUSK, strict=True))
        pen.line((0, y, width, y), fill=(red, green, blue))
    return picture


def _font(size: float) -> Font:
    return ImageFont.load_default(max(6, round(size)))


def _even(number: float) -> int:
    return max(2, round(number / 2) * 2)
