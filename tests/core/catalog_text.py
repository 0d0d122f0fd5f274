"""A small catalogue to be varied, and its problems in words."""

from __future__ import annotations

from bot.core.catalog import Loaded, Model, load
from bot.core.sentence import Sentence

GOOD = """
[[model]]
id = "good"
title = "Good"
dialect = "comet-form"
status = "documented"
seconds = { allowed = [4, 6, 8], default = 4 }
[model.shape]
default = "1280x720"
sizes = [
  { size = "1280x720", ratio = "16:9", tier = "720p" },
  { size = "1920x1080", ratio = "16:9", tier = "1080p" },
]
[[model.price]]
tier = "720p"
per_second = 0.08
"""


def entry(**changes: str) -> str:
    """An entry called `odd`; a value replaces the right side of its line, `-` drops the line."""
    lines: list[str] = []
    for line in GOOD.replace('"good"', '"odd"').splitlines():
        key = line.partition(" =")[0].strip()
        if changes.get(key) != "-":
            lines.append(f"{key} = {changes[key]}" if key in changes else line)
    return "\n".join(lines) + "\n"


def read(*texts: str) -> Loaded:
    return load([(f"file{number}.toml", text) for number, text in enumerate(texts)])


def words(sentence: Sentence) -> str:
    return sentence.text.format_map(sentence.values)


def problems(loaded: Loaded) -> list[str]:
    return [words(problem) for problem in loaded.problems]


def one(text: str) -> Model:
    return read(text).catalog.models[0]
