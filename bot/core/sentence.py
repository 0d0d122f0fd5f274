"""Sentences for people, kept apart from their language until they are shown.

The core decides *what* is said; `bot.ui.words` says it in the reader's language. A sentence is its
English text, which is also the key of its translation, and the values that belong into it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NewType, TypeAlias

Micros = NewType("Micros", int)
"""Money: millionths of a US dollar. Never a float."""

Moment = NewType("Moment", float)
"""A point in time: seconds since 1970, UTC."""

DOLLAR = Micros(1_000_000)


@dataclass(frozen=True)
class Money:
    """An amount to be shown in the reader's way of writing money."""

    micros: int


@dataclass(frozen=True)
class When:
    """A moment to be shown by Discord itself, in the reader's own time zone: `in 3 hours`."""

    epoch: float


@dataclass(frozen=True)
class Span:
    """A length of time, to be shown as `1 min 30 s`."""

    seconds: float


@dataclass(frozen=True)
class Mention:
    """A person, role or channel that Discord itself names; nobody is called by it."""

    kind: Literal["member", "role", "channel"]
    id: int


Value: TypeAlias = "str | int | Money | When | Span | Mention | Sentence | tuple[str, ...]"


@dataclass(frozen=True)
class Sentence:
    """One sentence: `text` holds `{names}` that `values` fill.

    `many` is the plural form, chosen by the value called `n`.
    """

    text: str
    values: Mapping[str, Value] = field(default_factory=dict[str, Value])
    many: str | None = None

    def to_json(self) -> dict[str, Any]:
        return {
            "text": self.text,
            "many": self.many,
            "values": {k: _plain(v) for k, v in self.values.items()},
        }

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> Sentence:
        return Sentence(
            data["text"], {k: _rich(v) for k, v in data["values"].items()}, data["many"]
        )


def say(text: str, /, **values: Value) -> Sentence:
    """A sentence. Translators find it by this call."""
    return Sentence(text, values)


def say_n(one: str, many: str, n: int, /, **values: Value) -> Sentence:
    """A sentence about `n` things."""
    return Sentence(one, {"n": n, **values}, many)


def _plain(value: Value) -> Any:
    match value:
        case Money(micros):
            return {"money": micros}
        case When(epoch):
            return {"when": epoch}
        case Span(seconds):
            return {"span": seconds}
        case Mention(kind, number):
            return {"mention": kind, "id": number}
        case Sentence():
            return {"sentence": value.to_json()}
        case tuple():
            return {"list": list(value)}
        case _:
            return value


def _rich(value: Any) -> Value:
    match value:
        case {"money": int(micros)}:
            return Money(micros)
        case {"when": float(epoch) | int(epoch)}:
            return When(epoch)
        case {"span": float(seconds) | int(seconds)}:
            return Span(seconds)
        case {"mention": "member" | "role" | "channel" as kind, "id": int(number)}:
            return Mention(kind, number)
        case {"sentence": dict(inner)}:  # type: ignore[misc]
            return Sentence.from_json(inner)  # type: ignore[misc]
        case {"list": list(items)}:  # type: ignore[misc]
            return tuple(str(item) for item in items)  # type: ignore[misc]
        case _:
            return value
