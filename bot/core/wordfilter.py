"""A server's word filter: which of its entries a prompt matches, where, and what is let pass."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from bot.core.folding import Folded, Token, fold, spaced_out, words
from bot.core.linear import LARGEST, BadExpression, Pattern, compiled, quoted
from bot.core.refused import Refused
from bot.core.sentence import Sentence, say

MOST_ENTRIES = 200
"""In one server."""
LONGEST_ENTRY = 100
LONGEST_EXPRESSION = 200
_JOINED_SCRIPTS = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "THAI", "LAO", "KHMER", "MYANMAR")
"""Writing without spaces between words: there an entry is found anywhere."""


_LOOK_LIKE_ONE = {"i": "[i1]", "l": "[l1]", "1": "[il1]"}


class Kind(StrEnum):
    WORD = "word"
    """A word or several; `*` stands for any letters."""
    EXPRESSION = "expression"
    """In RE2's syntax, held against the folded text."""


class Rule(StrEnum):
    DENY = "deny"
    ALLOW = "allow"
    """What a denied entry finds inside of it is let pass."""
    REVIEW = "review"
    """A moderator must agree first to a film that says this."""


@dataclass(frozen=True)
class Entry:
    kind: Kind
    rule: Rule
    text: str
    """As it was typed."""
    id: int = 0
    added_by: int = 0
    added_at: float = 0.0

    @property
    def folded(self) -> str:
        """What makes two entries the same."""
        if self.kind is Kind.EXPRESSION:
            return self.text
        return " ".join(_parts(self.text))


@dataclass(frozen=True)
class Hit:
    """An entry that matches; `found` is what stands in the text, as it was written."""

    entry: Entry
    found: str
    begin: int
    end: int
    read_as: str
    """What the filter read there."""
    passed_by: Entry | None = None
    """The entry that lets it pass."""


def read_entry(kind: Kind, rule: Rule, typed: str) -> Entry:
    """An entry that can be used. Raises Refused, with what is wrong with it."""
    text = " ".join(typed.split())
    entry = Entry(kind, rule, text)
    most = LONGEST_EXPRESSION if kind is Kind.EXPRESSION else LONGEST_ENTRY
    if len(text) > most:
        length = len(text)
        raise Refused(
            say("That is {length} characters long; {most} is the most.", length=length, most=most)
        )
    if kind is Kind.EXPRESSION:
        _check_expression(text)
    elif not any(char != "*" and not char.isspace() for char in entry.folded):
        raise Refused(
            say("Type a word with at least one letter or digit; `*` stands for any letters.")
        )
    return entry


def hits(entries: Iterable[Entry], text: str) -> list[Hit]:
    """Every entry against something that the text matches, in the text's order, those let pass
    too."""
    folded = fold(text)
    plain = words(folded)
    read = [*plain, *spaced_out(plain)]
    known = list(entries)
    allowed = [hit for e in known if e.rule is Rule.ALLOW for hit in _find(e, text, folded, read)]
    against = [e for e in known if e.rule is not Rule.ALLOW]
    found = [hit for e in against for hit in _find(e, text, folded, read)]
    return sorted((_passed(hit, allowed) for hit in found), key=lambda hit: (hit.begin, hit.end))


def first_denied(entries: Iterable[Entry], text: str) -> Hit | None:
    """What keeps a text from being used; None: nothing does."""
    return _first(Rule.DENY, entries, text)


def first_to_review(entries: Iterable[Entry], text: str) -> Hit | None:
    """What a moderator must look at first; None: nothing."""
    return _first(Rule.REVIEW, entries, text)


def _first(rule: Rule, entries: Iterable[Entry], text: str) -> Hit | None:
    standing = (hit for hit in hits(entries, text) if hit.passed_by is None)
    return next((hit for hit in standing if hit.entry.rule is rule), None)


def denied(hit: Hit) -> Sentence:
    """What is said to who wrote it; the filter itself stays with the moderators."""
    return say(
        "This server does not allow “{found}” in prompts. Change it and ask again; if it should be "
        "allowed, ask a moderator (`/moderation words`).",
        found=hit.found[:60],
    )


def _passed(hit: Hit, allowed: list[Hit]) -> Hit:
    for each in allowed:
        if each.begin <= hit.begin and hit.end <= each.end:
            return Hit(hit.entry, hit.found, hit.begin, hit.end, hit.read_as, each.entry)
    return hit


def _find(entry: Entry, text: str, folded: Folded, read: list[Token]) -> Iterator[Hit]:
    if entry.kind is Kind.EXPRESSION:
        for match in _expression(entry.text).finditer(folded.text):
            if match.end() > match.start():
                begin, end = folded.original(match.start(), match.end())
                yield Hit(entry, text[begin:end], begin, end, match.group())
        return
    parts = _parts(entry.text)
    if len(parts) == 1:
        yield from _find_spaced_out(entry, parts[0], text, read)
    for at in range(len(read) - len(parts) + 1):
        run = read[at : at + len(parts)]
        if all(_is(part, word) for part, word in zip(parts, run, strict=True)):
            begin, end = run[0].begin, run[-1].end
            yield Hit(entry, text[begin:end], begin, end, " ".join(word.text for word in run))


def _find_spaced_out(entry: Entry, part: str, text: str, read: list[Token]) -> Iterator[Hit]:
    for word in read:
        if not word.letters:
            continue
        for match in _word(part).finditer(word.text):
            begin, end = word.letters[match.start()], word.letters[match.end() - 1] + 1
            yield Hit(entry, text[begin:end], begin, end, match.group())


def _is(part: str, word: Token) -> bool:
    return not word.letters and _word(part).fullmatch(word.text) is not None


@lru_cache(maxsize=2_000)
def _parts(text: str) -> tuple[str, ...]:
    """An entry's words, folded as the text is; the stars stay."""
    pieces = re.split(r"(\*)", text)
    return tuple("".join(p if p == "*" else _folded_piece(p) for p in pieces).split())


def _folded_piece(piece: str) -> str:
    """What stands between two stars, with the spaces around it: they part words."""
    before = " " if piece[:1].isspace() else ""
    after = " " if piece[-1:].isspace() else ""
    return before + " ".join(word.text for word in words(fold(piece))) + after


@lru_cache(maxsize=2_000)
def _word(part: str) -> Pattern:
    """A letter that is written three times or more stands for itself as often as it is meant."""
    body = ""
    for match in re.finditer(r"(.)\1*", part, re.DOTALL):
        letter, count = _LOOK_LIKE_ONE.get(match[1]) or quoted(match[1]), len(match[0])
        body += r"\pL*" if match[1] == "*" else f"(?:{letter * count}|{letter}{{3,}})"
    if _is_joined(part):
        body = f"(?s:.*){body}(?s:.*)"
    return compiled(body)


def _is_joined(part: str) -> bool:
    return any(unicodedata.name(char, "").startswith(_JOINED_SCRIPTS) for char in part)


@lru_cache(maxsize=2_000)
def _expression(text: str) -> Pattern:
    return compiled(text)


def _check_expression(text: str) -> None:
    try:
        pattern = _expression(text)
        if pattern.programsize > LARGEST:
            raise BadExpression("it is too large, repeat less in it")
        found = pattern.fullmatch("")
    except BadExpression as bad:
        raise Refused(
            say(
                "That expression can't be used: {why}. It is RE2's syntax: no look-ahead or "
                "look-behind, no back-references.",
                why=str(bad),
            )
        ) from bad
    if found is not None:
        raise Refused(say("That expression matches everything, even nothing. Make it narrower."))
