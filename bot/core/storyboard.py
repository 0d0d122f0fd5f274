"""A film in several shots: in the provider's grammar or as timed lines, and back again."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.refused import Refused
from bot.core.sentence import Sentence, say

SHORTEST, LONGEST = 10, 6_000
"""Tenths of a second that a shot may take."""
MOST_SHOTS = 25
"""As many as a select at Discord can hold."""
LONGEST_SCENE = 2_000
"""Characters."""


@dataclass(frozen=True)
class Shot:
    """What is seen in one go. Made by `read_shot`, or read from a script."""

    scene: str
    tenths: int
    """How long it is, in tenths of a second."""

    @property
    def seconds(self) -> str:
        """`7.5`, `10`."""
        return in_seconds(self.tenths)


def in_seconds(tenths: int) -> str:
    return f"{tenths // 10}.{tenths % 10}".removesuffix(".0")


def read_shot(scene: str, duration: str) -> Shot:
    """A shot as typed into a form. Raises Refused."""
    text = _tidy(scene)
    if not _says_something(text):
        raise Refused(say("Say what is seen in this shot: its scene is empty."))
    if len(text) > LONGEST_SCENE:
        raise Refused(
            say(
                "The scene has {length} characters; {most} is the most.",
                length=len(text),
                most=LONGEST_SCENE,
            )
        )
    tenths = _tenths(duration)
    if tenths is None:
        raise Refused(
            say(
                "{typed} is no length for a shot. Give seconds from 1 to 600, in steps of 0.1: "
                "for example 2.5.",
                typed=_short(duration),
            )
        )
    return Shot(text, tenths)


def script(shots: Sequence[Shot]) -> str:
    """In the grammar of the models that know storyboards: CometAPI's page on `sora-2-all`."""
    return "\n\n".join(
        f"Shot {number}:\nduration: {shot.seconds}sec\nScene: {_harmless(shot.scene)}"
        for number, shot in enumerate(shots, start=1)
    )


def beats(shots: Sequence[Shot]) -> str:
    """As timed lines, for models that know prompts only."""
    lines: list[str] = []
    begins = 0
    for number, shot in enumerate(shots, start=1):
        ends = begins + shot.tenths
        span = f"{in_seconds(begins)}-{in_seconds(ends)}s"
        lines.append(f"Shot {number} [{span}]: {_harmless(shot.scene)}")
        begins = ends
    return "\n".join(lines)


def read_script(text: str) -> tuple[Shot, ...]:
    """The shots of a script, as pasted. Raises Refused, naming the line and what is wrong there.

    Spaces, blank lines and capitals are not taken strictly, and a scene may go on over several
    lines. What `script` wrote comes back as it was.
    """
    lines = [line.strip() for line in text.splitlines()]
    at = _next_said(lines, 0)
    if at == len(lines):
        raise Refused(say("The script is empty. It begins with a line `Shot 1:`."))
    shots: list[Shot] = []
    while at < len(lines):
        if len(shots) == MOST_SHOTS:
            raise Refused(
                say("Line {line}: {most} shots are the most.", line=at + 1, most=MOST_SHOTS)
            )
        _numbered(lines, at, len(shots) + 1)
        tenths = _lasting(lines, at + 1)
        end = _end(lines, at + 3)
        shots.append(Shot(_scene(lines, at + 2, end), tenths))
        at = _next_said(lines, end)
    return tuple(shots)


def shots_in(prompt: str) -> tuple[Shot, ...]:
    """The shots of a prompt that is a storyboard, word for word; none where it is none."""
    if not prompt.startswith("Shot 1"):
        return ()
    try:
        shots, again = (
            (read_script(prompt), script)
            if prompt.startswith("Shot 1:")
            else (_read_beats(prompt), beats)
        )
    except Refused:
        return ()
    return shots if again(shots) == prompt else ()


def words_of(prompt: str) -> str:
    """What somebody wrote of a prompt: of a storyboard, its scenes."""
    shots = shots_in(prompt)
    return "\n".join(shot.scene for shot in shots) if shots else prompt


def gist(prompt: str) -> str:
    """A prompt's words; of a storyboard its scenes, without what stands around them.

    Lists know the beginning of a prompt only, and what that breaks off in is left out.
    """
    between = "\n\n" if prompt.startswith("Shot 1:") else "\n"
    text = prompt.rstrip()
    shots = shots_in(text) or shots_in(text.rpartition(between)[0])
    return " / ".join(shot.scene for shot in shots) or prompt


# A scene is written as one line in which nothing can be taken for the grammar: line breaks, and
# the colons of its three words, are written as signs that look alike. Where such a sign stands in
# a scene by itself, a sign before it says so; thus all of it can be undone.
_BREAKS = re.compile("\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_LITERAL = "\N{REVERSE SOLIDUS OPERATOR}"
_WIDE = "\N{FULLWIDTH COLON}"
_SIGNS = {
    "\n": "\N{RETURN SYMBOL}",
    ":": "\N{RATIO}",
    _WIDE: "\N{MODIFIER LETTER TRIANGULAR COLON}",
}
_MEANT = {sign: plain for plain, sign in _SIGNS.items()}
_MARKS = "".join(_MEANT)
_WORD = r"(?:shot[^\S\n]*\d+(?:[^\S\n]*\[[-0-9., s]*\])?|duration|scene)[^\S\n]*"
_ALIVE = re.compile(f"({_WORD})([:{_WIDE}])|([\n{_LITERAL}{_MARKS}])", re.IGNORECASE)
_WRITTEN = re.compile(f"{_LITERAL}([{_LITERAL}{_MARKS}])|([{_MARKS}])")


def _harmless(scene: str) -> str:
    def sign(found: re.Match[str]) -> str:
        if found[2]:
            return found[1] + _SIGNS[found[2]]
        return _SIGNS.get(found[3], _LITERAL + found[3])

    return _ALIVE.sub(sign, _BREAKS.sub("\n", scene))


def _undone(line: str) -> str:
    return _WRITTEN.sub(lambda found: found[1] or _MEANT[found[2]], line)


def _tidy(scene: str) -> str:
    return _BREAKS.sub("\n", scene).strip()


def _says_something(text: str) -> bool:
    return any(unicodedata.category(letter)[0] not in "CZ" for letter in text)


_SHOT = re.compile(r"shot\s*(\d{1,6})\s*:", re.IGNORECASE)
_DURATION = re.compile(r"duration\s*:\s*(.*)", re.IGNORECASE)
_SCENE = re.compile(r"scene\s*:\s*(.*)", re.IGNORECASE)
_LENGTH = re.compile(
    r"\s*([0-9]{1,4})(?:[.,]([0-9])0{0,3})?\s*(?:s|secs?|seconds?)?\.?\s*", re.IGNORECASE
)


def _tenths(typed: str) -> int | None:
    """The tenths in `7.5`, `7,5 s` or `7.5sec`; None where there is no length for a shot."""
    found = _LENGTH.fullmatch(typed)
    tenths = int(found[1]) * 10 + int(found[2] or 0) if found else 0
    return tenths if SHORTEST <= tenths <= LONGEST else None


def _next_said(lines: Sequence[str], at: int) -> int:
    return next((line for line in range(at, len(lines)) if lines[line]), len(lines))


def _numbered(lines: Sequence[str], at: int, expected: int) -> None:
    found = _SHOT.fullmatch(lines[at])
    if found is None or int(found[1]) != expected:
        raise Refused(_expected(at, f"Shot {expected}:", lines[at]))


def _lasting(lines: Sequence[str], at: int) -> int:
    line = lines[at] if at < len(lines) else ""
    found = _DURATION.fullmatch(line)
    if found is None:
        raise Refused(_expected(at, "duration: 2.5sec", line))
    tenths = _tenths(found[1])
    if tenths is None:
        raise Refused(
            say(
                "Line {line}: {typed} is no length for a shot. It takes seconds from 1 to 600, "
                "in steps of 0.1.",
                line=at + 1,
                typed=_short(found[1]),
            )
        )
    return tenths


def _scene(lines: Sequence[str], at: int, end: int) -> str:
    line = lines[at] if at < len(lines) else ""
    found = _SCENE.fullmatch(line)
    if found is None:
        raise Refused(_expected(at, "Scene: …", line))
    scene = _tidy("\n".join([_undone(found[1]), *map(_undone, lines[at + 1 : end])]))
    if not _says_something(scene):
        raise Refused(say("Line {line}: this scene is empty.", line=at + 1))
    if len(scene) > LONGEST_SCENE:
        raise Refused(
            say(
                "Line {line}: this scene has {length} characters; {most} is the most.",
                line=at + 1,
                length=len(scene),
                most=LONGEST_SCENE,
            )
        )
    return scene


def _end(lines: Sequence[str], at: int) -> int:
    """The line after a scene's last."""
    for number in range(at, len(lines)):
        line = lines[number]
        if not line or _SHOT.fullmatch(line):
            return number
        if _DURATION.fullmatch(line) or _SCENE.fullmatch(line):
            raise Refused(_expected(number, "Shot …:", line))
    return max(at, len(lines))


def _expected(at: int, form: str, found: str) -> Sentence:
    if not found:
        return say("Line {line}: {form} is missing here.", line=at + 1, form=f"“{form}”")
    return say(
        "Line {line}: {form} has to stand here, not “{found}”.",
        line=at + 1,
        form=f"“{form}”",
        found=_short(found),
    )


_BEAT = re.compile(r"Shot (\d{1,2}) \[([0-9.]{1,6})-([0-9.]{1,6})s\]: (.+)")


def _read_beats(prompt: str) -> tuple[Shot, ...]:
    """Raises Refused where it is none of `beats`; whoever calls compares."""
    shots: list[Shot] = []
    begins = 0
    for line in prompt.split("\n"):
        found = _BEAT.fullmatch(line)
        ends = int(re.sub(r"\D", "", found[3])) * (1 if "." in found[3] else 10) if found else 0
        if found is None or ends - begins < SHORTEST:
            raise Refused(say("This is no storyboard."))
        shots.append(Shot(_undone(found[4]), ends - begins))
        begins = ends
    return tuple(shots)


def _short(typed: str) -> str:
    flat = " ".join(typed.split())
    return flat if len(flat) <= 60 else flat[:59] + "…"
