"""What moderators type for a limit, and how a limit is told to people."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from bot.core.allowance import ALL, LISTS, MONEY, SWITCHES, UNLIMITED, Rule, Value
from bot.core.catalog import Catalog
from bot.core.refused import Refused
from bot.core.sentence import Mention, Money, Sentence, Span, say
from bot.core.wish import find_by_words

MOST_MONEY = 1_000_000
"""Dollars. Who means more means no limit."""
MOST_NUMBER = 1_000_000
LONGEST_COOLDOWN = 7 * 86_400

NAMES: dict[Rule, Sentence] = {
    Rule.FILMS_DAY: say("films a day"),
    Rule.RUNNING: say("films in the making at once"),
    Rule.LONGEST: say("seconds of one film"),
    Rule.MONEY_DAY: say("money a day"),
    Rule.MONEY_MONTH: say("money a month"),
    Rule.COOLDOWN: say("time between two films"),
    Rule.MODELS: say("models"),
    Rule.SIZES: say("sizes"),
    Rule.CHANNELS: say("channels"),
    Rule.PICTURES: say("pictures"),
    Rule.CHARACTERS: say("characters"),
    Rule.REVIEW: say("a moderator's yes before each film"),
}
"""As people read them; `/limits` offers the same words."""

_NO_LIMIT = frozenset({"no limit", "unlimited", "none", "infinite", "∞", "no", "off"})
_YES = frozenset({"yes", "on", "true", "1", "allow", "allowed"})
_NO = frozenset({"no", "off", "false", "0", "deny", "denied", "forbid"})
_EVERYTHING = frozenset({"all", "any", "everything", "everywhere", "*"})
_NOTHING = frozenset({"none", "nothing", "nowhere"})
_TIME = re.compile(r"(\d{1,6})\s*(s|secs?|seconds?|m|mins?|minutes?|h|hours?|d|days?)?")
_UNITS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}


def read_value(rule: Rule, typed: str, catalog: Catalog) -> Value:
    """What a moderator means. Raises Refused, with an example of what can be typed."""
    text = " ".join(typed.casefold().split())
    if rule in SWITCHES:
        return _switch(rule, text)
    if rule in LISTS:
        return _list(rule, typed, catalog)
    if rule is Rule.COOLDOWN:
        return _time(text)
    if text in _NO_LIMIT:
        return UNLIMITED
    return _money(text) if rule in MONEY else _number(rule, text)


def told(rule: Rule, value: Value) -> Sentence:
    """A limit as people read it."""
    if isinstance(value, frozenset):
        return _list_told(rule, value)
    if rule is Rule.REVIEW:
        return say("needed") if value else say("not needed")
    if rule in SWITCHES:
        return say("allowed") if value else say("not allowed")
    if value >= UNLIMITED:
        return say("no limit")
    if rule in MONEY:
        return say("{money}", money=Money(value))
    if rule is Rule.COOLDOWN:
        return say("{span}", span=Span(value)) if value else say("none")
    return say("{n}", n=value)


def _switch(rule: Rule, text: str) -> int:
    if text in _YES or text in _NO:
        return int(text in _YES)
    raise Refused(say("For {rule}, type yes or no.", rule=NAMES[rule]))


def _number(rule: Rule, text: str) -> int:
    if re.fullmatch(r"[0-9]{1,7}", text) and int(text) <= MOST_NUMBER:
        return int(text)
    raise Refused(
        say(
            "For {rule}, type a whole number up to {most}, for example 5; or “no limit”.",
            rule=NAMES[rule],
            most=MOST_NUMBER,
        )
    )


def _money(text: str) -> int:
    try:
        amount = Decimal(text.strip("$ ").replace("usd", "").replace("dollars", "").strip())
    except InvalidOperation:
        amount = Decimal(-1)
    micros = amount * 1_000_000 if amount.is_finite() else Decimal(-1)
    if 0 <= micros <= MOST_MONEY * 1_000_000 and micros == micros.to_integral_value():
        return int(micros)
    raise Refused(
        say(
            "For money, type dollars up to {most}, for example 2.50; or “no limit”.",
            most=MOST_MONEY,
        )
    )


def read_span(typed: str, most: int) -> int:
    """Seconds, at most `most`, of what somebody types: `90`, `5 min`, `2 h`, `7 days`.

    Raises Refused.
    """
    seconds = _seconds(" ".join(typed.casefold().split()))
    if seconds is not None and 0 < seconds <= most:
        return seconds
    raise Refused(
        say(
            "{typed} is no length of time that can be used here. Type for example 30 min, 2 h or "
            "7 days; {most} days at most.",
            typed=typed.strip()[:40],
            most=most // 86_400,
        )
    )


def _seconds(text: str) -> int | None:
    match = _TIME.fullmatch(text)
    return int(match[1]) * _UNITS[(match[2] or "s")[0]] if match else None


def _time(text: str) -> int:
    if text in _NO_LIMIT:
        return 0
    seconds = _seconds(text)
    if seconds is not None and seconds <= LONGEST_COOLDOWN:
        return seconds
    raise Refused(
        say("For the time between two films, type for example 90 s, 5 min or 2 h; 7 days at most.")
    )


def _list(rule: Rule, typed: str, catalog: Catalog) -> frozenset[str]:
    text = typed.strip().casefold()
    if text in _EVERYTHING:
        return frozenset({ALL})
    if text in _NOTHING:
        return frozenset()
    parts = [part.strip() for part in re.split(r"[,;\n]", typed) if part.strip()]
    found = {part: _one_of(rule, part, catalog) for part in parts}
    unknown = next((part for part, name in found.items() if name is None), None)
    if unknown is None and found:
        return frozenset(name for name in found.values() if name is not None)
    raise Refused(_unknown(rule, unknown or typed.strip(), catalog))


def _one_of(rule: Rule, part: str, catalog: Catalog) -> str | None:
    if rule is Rule.MODELS:
        model = find_by_words(catalog, part)
        return model.id if model else None
    if rule is Rule.CHANNELS:
        match = re.fullmatch(r"(?:<#)?(\d{1,20})>?", part)
        return match[1] if match else None
    plain = part.casefold().replace(" ", "").replace("\N{MULTIPLICATION SIGN}", "x")
    return plain if plain in _sizes(catalog) else None


def _unknown(rule: Rule, typed: str, catalog: Catalog) -> Sentence:
    short = typed[:60]
    if rule is Rule.MODELS:
        some = tuple(model.id for model in catalog.offered[:3])
        return say("There is no model called {typed}. Type for example {some}.",
                   typed=short, some=some)  # fmt: skip
    if rule is Rule.CHANNELS:
        return say("{typed} is no channel. Use `/limits channels` and choose them.", typed=short)
    some = tuple(_sizes(catalog)[:3])
    return say("No model makes {typed}. Type for example {some}.", typed=short, some=some)


def _sizes(catalog: Catalog) -> list[str]:
    return list(dict.fromkeys(s.size for m in catalog.offered for s in m.shape.sizes))


def _list_told(rule: Rule, names: frozenset[str]) -> Sentence:
    if ALL in names:
        return say("all")
    if not names:
        return say("none")
    if rule is not Rule.CHANNELS:
        return say("{names}", names=tuple(sorted(names)))
    numbers = sorted(int(name) for name in names if name.isdecimal())
    sentence = say("{channel}", channel=Mention("channel", numbers[0]))
    for number in numbers[1:]:
        sentence = say("{before}, {channel}", before=sentence, channel=Mention("channel", number))
    return sentence
