"""Text as a word filter reads it: without what hides or dresses up a word."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from confusable_homoglyphs import confusables  # pyright: ignore[reportMissingTypeStubs]

_INVISIBLE = frozenset({"Cf", "Cc", "Mn", "Me"})
"""Zero-width and reordering characters, and marks that are drawn over letters."""
_LEET = str.maketrans("03457@$", "oeastas")
"""Digits and signs that stand for letters, inside a word that has a letter. A one may be two."""
_WORD = re.compile(r"[^\W_](?:[^\W_]|[@$])*|[@$][^\W_](?:[^\W_]|[@$])*")
_BY_NAME = re.compile(r"LATIN (?:SMALL LETTER ([A-Z]) WITH .*|LETTER SMALL CAPITAL ([A-Z]))")
_LOOK_ALIKES: dict[str, list[dict[str, str]]] = confusables.confusables_data
"""Of Unicode's security mechanisms (TR 39)."""
FARTHEST_APART = 3
"""Characters between the letters of a word that is spaced out."""


@dataclass(frozen=True)
class Token:
    """A word of the text. `begin` and `end` are where it stands in the text itself."""

    text: str
    begin: int
    end: int
    letters: tuple[int, ...] = ()
    """Where each letter stands, of a word whose letters are spaced out."""


@dataclass(frozen=True)
class Folded:
    """`text` with, for each of its characters, where the original one stands."""

    text: str
    places: tuple[int, ...]

    def original(self, begin: int, end: int) -> tuple[int, int]:
        """Where a span of the folded text stands in the text itself."""
        return self.places[begin], self.places[end - 1] + 1


def fold(text: str) -> Folded:
    """Case, width, diacritics and look-alikes taken away; what is invisible is dropped."""
    chars: list[str] = []
    places: list[int] = []
    for place, char in enumerate(text):
        for folded in _folded(char):
            chars.append(folded)
            places.append(place)
    return Folded("".join(chars), tuple(places))


def words(folded: Folded) -> list[Token]:
    """The words, with digits and signs read as letters where a letter stands beside them."""
    found: list[Token] = []
    for match in _WORD.finditer(folded.text):
        word = match.group()
        if any(char.isalpha() for char in word):
            word = word.translate(_LEET)
        found.append(Token(word, *folded.original(*match.span())))
    return found


def spaced_out(found: list[Token]) -> Iterator[Token]:
    """Words whose letters are spaced out (`b a d`, `b.a.d`), each as one, perhaps with letters of
    its own around it (`a b a d`)."""
    run: list[Token] = []
    for word in [*found, Token("", -1, -1)]:
        alone = len(word.text) == 1 and (not run or word.begin - run[-1].end <= FARTHEST_APART)
        if alone:
            run.append(word)
            continue
        if len(run) > 2:
            letters = tuple(each.begin for each in run)
            yield Token("".join(e.text for e in run), run[0].begin, run[-1].end, letters)
        run = [word] if len(word.text) == 1 else []


@lru_cache(maxsize=4_096)
def _folded(char: str) -> str:
    if char.isascii():
        return char.lower() if char.isprintable() else (" " if char.isspace() else "")
    if char.isspace():
        return " "
    spread = unicodedata.normalize("NFKD", char).casefold()
    kept = (each for each in spread if unicodedata.category(each) not in _INVISIBLE)
    return "".join(_look_alike(each) for each in kept)


def _look_alike(char: str) -> str:
    if char.isascii():
        return char
    named = _BY_NAME.fullmatch(unicodedata.name(char, ""))
    if named is not None:
        return (named[1] or named[2]).lower()
    for other in _LOOK_ALIKES.get(char, []):
        like = other["c"].lower()
        if len(like) == 1 and like.isascii() and like.isalpha():
            return like
    return char
