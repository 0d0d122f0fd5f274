"""Says sentences in the reader's language, so that nothing in them comes alive in Discord."""

from __future__ import annotations

import gettext
import re
import unicodedata
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.lists import format_list
from babel.numbers import format_currency, format_decimal

from bot.core.sentence import Mention, Money, Sentence, Span, Value, When, say

LOCALES = Path(__file__).parents[1] / "locales"
"""`<language>/LC_MESSAGES/clapper.po`, one file a language; none is English."""

# Markdown, mentions, timestamps, command links, bare links: escape_markdown leaves the last four.
_LIVE = str.maketrans(
    {
        "`": "ˋ",
        "<": "‹",
        ">": "›",
        "@": "＠",
        "*": r"\*",
        "_": r"\_",
        "~": r"\~",
        "|": r"\|",
        "[": r"\[",
        "\n": " ",
        "\\": "⧵",
    }
)
# Headings, small print and lists: only where a line begins with them, as it may with this text.
_BEGINS_A_BLOCK = re.compile(r"^(|\d+(?=[.)]\s))([#+.)-])")
_SIGNS = {"member": "@", "role": "@&", "channel": "#"}
_INVISIBLE = {"Cc", "Cf", "Co", "Cs", "Cn"}


class Words:
    """One reader's language."""

    def __init__(self, locale: Locale, translations: gettext.NullTranslations) -> None:
        self._locale = locale
        self._translations = translations

    def __call__(self, sentence: Sentence) -> str:
        text = self._template(sentence)
        values = {name: self._value(value) for name, value in sentence.values.items()}
        return text.format_map(values)

    def money(self, micros: int) -> str:
        """Dollars as written here; parts of a cent only where they are all there is."""
        dollars = Decimal(micros) / 1_000_000
        digits = "0.00##" if 0 < dollars < Decimal("0.1") else "0.00"
        pattern = f"¤#,##{digits}"
        return format_currency(dollars, "USD", pattern, locale=self._locale, currency_digits=False)

    def number(self, value: float) -> str:
        return format_decimal(value, locale=self._locale)

    def duration(self, seconds: float) -> str:
        """`48 s`, `1 min 32 s`, `2 h 5 min`."""
        whole = max(0, round(seconds))
        if whole < 60:
            return self(say("{s} s", s=whole))
        if whole < 3600:
            return self(say("{m} min {s} s", m=whole // 60, s=whole % 60))
        return self(say("{h} h {m} min", h=whole // 3600, m=whole % 3600 // 60))

    def _template(self, sentence: Sentence) -> str:
        n = sentence.values.get("n")
        if sentence.many is not None and isinstance(n, int):
            return self._translations.ngettext(sentence.text, sentence.many, n)
        return self._translations.gettext(sentence.text)

    def _value(self, value: Value) -> str:
        match value:
            case Money(micros):
                return self.money(micros)
            case When(epoch):
                return f"<t:{round(epoch)}:R>"
            case Mention(kind, number):
                return f"<{_SIGNS[kind]}{number}>"
            case Sentence():
                return self(value)
            case _:
                return self._plain_value(value)

    def _plain_value(self, value: int | str | Span | tuple[str, ...]) -> str:
        match value:
            case Span(seconds):
                return self.duration(seconds)
            case tuple():
                return format_list([inert(item) for item in value], "or", locale=self._locale)
            case int():
                return self.number(value)
            case str():
                return inert(value)


@lru_cache(maxsize=64)
def words_for(locale: str) -> Words:
    """The words for a language as Discord names it (`pt-BR`); English where we have none."""
    try:
        known = Locale.parse(locale, sep="-")
    except (UnknownLocaleError, ValueError):
        known = Locale("en", "US")
    languages = [str(known), known.language]
    found = gettext.translation("clapper", LOCALES, languages, fallback=True)
    if type(found) is gettext.NullTranslations:
        known = known if known.language == "en" else Locale("en", "US")
    return Words(known, found)


def inert(text: str) -> str:
    """Outside text made harmless in running text: it reads the same and does nothing."""
    flat = re.sub(r":(?=//)", "∶", visible(text).translate(_LIVE)).lstrip()
    return _BEGINS_A_BLOCK.sub(r"\1\\\2", flat)


def visible(text: str) -> str:
    """Without what hides or reorders (bidirectional, zero-width, control); lines stay."""
    flat = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\t", " ")
    return "".join(
        char for char in flat if char == "\n" or unicodedata.category(char) not in _INVISIBLE
    )


def code_block(text: str, *, most: int) -> str:
    """Outside text in a code block, where nothing in it comes alive, cut to `most` characters."""
    plain = visible(text).replace("`", "ˋ").strip("\n")
    if len(plain) > most:
        plain = plain[: most - 1].rstrip() + "…"
    return f"```\n{plain or ' '}\n```"
