"""What was asked for, as it stands on cards and in questions: words, or a storyboard in short."""

from __future__ import annotations

from bot.core.sentence import say, say_n
from bot.core.storyboard import gist, in_seconds, shots_in
from bot.ui.words import Words, code_block, visible

SHOTS_TOLD = 5
ALT_TEXT = 1_000
SCENE_TOLD = 150
"""Characters of each scene."""


def told(prompt: str, words: Words, *, most: int) -> str:
    """The prompt in a code block of at most `most` characters; of a storyboard its first scenes."""
    shots = shots_in(prompt)
    if not shots:
        return code_block(prompt, most=most)
    lines = [
        f"{number} · {words(say('{s} s', s=shot.seconds))} · {_begun(shot.scene, SCENE_TOLD)}"
        for number, shot in enumerate(shots[:SHOTS_TOLD], start=1)
    ]
    more = len(shots) - len(lines)
    if more:
        lines.append(words(say_n("… and {n} more shot", "… and {n} more shots", more)))
    total = in_seconds(sum(shot.tenths for shot in shots))
    count = words(say_n("{n} shot · {s} s", "{n} shots · {s} s", len(shots), s=total))
    return f"🎞️ {count}\n{code_block(chr(10).join(lines), most=most)}"


def alt_text(prompt: str) -> str | None:
    """What is said of the film to whoever can't see it, at most `ALT_TEXT` characters."""
    return visible(gist(prompt)).strip()[:ALT_TEXT] or None


def _begun(scene: str, most: int) -> str:
    flat = " ".join(scene.split())
    return flat if len(flat) <= most else flat[: most - 1].rstrip() + "…"
