"""May this member have this film here? The server's rules, one after the other, and why not."""

from __future__ import annotations

from collections.abc import Iterator

from bot.core.allowance import UNLIMITED, Held, Rule, Scope, allows
from bot.core.pots import empty_pots
from bot.core.refused import Refused
from bot.core.sentence import Mention, Money, Sentence, Span, When, say, say_n
from bot.core.standing import Standing, Wanted
from bot.core.wallet import NO_PRICE, Limits, check


def reserve(
    limits: Limits, standing: Standing, wanted: Wanted, price: int | None, *, now: float
) -> int:
    """The micro-dollars to set aside for a film of this price; `price` None: nobody knows it.

    Raises Refused for the first rule that leaves no room, with what is left, when that changes,
    and who can change the rule.
    """
    for sentence in why_not(limits, standing, wanted, price, now=now):
        raise Refused(sentence)
    return check(limits, standing.usage, price, now=now)


def why_not(
    limits: Limits, standing: Standing, wanted: Wanted, price: int | None, *, now: float
) -> Iterator[Sentence]:
    """Every rule of the server that leaves no room, what nobody can wait for first."""
    yield from _closed(limits, standing, now)
    yield from _kind_of_film(standing, wanted)
    yield from _pace(standing, wanted, now)
    yield from _purse(standing, wanted, price)
    yield from empty_pots(standing, wanted, price)


def _closed(limits: Limits, standing: Standing, now: float) -> Iterator[Sentence]:
    if standing.everywhere is not None:
        yield say(
            "The bot's owner has paused all film making{reason}. Films that were asked for before "
            "go on. Try again later.",
            reason=_because(standing.everywhere.reason),
        )
    if not limits.open_to(standing.house.guild, standing.house.approved):
        yield say(
            "The bot's owner has not let this server make films yet. Who runs this server can ask "
            "them; they decide with /owner servers."
        )
    if standing.house.pause is not None:
        yield say(
            "Film making is paused in this server{reason}. A moderator ({by}) did that; "
            "`/moderation resume` ends it.",
            reason=_because(standing.house.pause.reason),
            by=Mention("member", standing.house.pause.by),
        )
    block = standing.block
    if block is not None and block.holds(now):
        yield _blocked(block.reason, block.until)


def _blocked(reason: str, until: float | None) -> Sentence:
    if until is None:
        return say(
            "You may not make films in this server{reason}. A moderator can lift that with "
            "`/moderation unblock`.",
            reason=_because(reason),
        )
    return say(
        "You may not make films in this server at present{reason}. That ends {when}; a moderator "
        "can lift it earlier with `/moderation unblock`.",
        reason=_because(reason),
        when=When(until),
    )


def _kind_of_film(standing: Standing, wanted: Wanted) -> Iterator[Sentence]:
    """What no waiting helps against: another place, model, size or length does."""
    place = _held(standing, wanted, Rule.CHANNELS)
    if place and not allows(place.names, [str(wanted.place)]):
        yield _elsewhere(place)
    for rule, name, text in (
        (Rule.MODELS, wanted.model, _MODEL),
        (Rule.SIZES, wanted.size, _SIZE),
    ):
        held = _held(standing, wanted, rule)
        if held and name is not None and not allows(held.names, [name]):
            allowed = tuple(sorted(held.names)) or ("—",)
            yield say(text, name=name, allowed=allowed, source=source(held))
    longest = _held(standing, wanted, Rule.LONGEST)
    if longest and wanted.seconds is not None and wanted.seconds > longest.number:
        yield say(
            "Your films may be {most} seconds long here at most, and this one would have {typed} "
            "({source}). A moderator can change that with `/limits set`.",
            most=longest.number,
            typed=wanted.seconds,
            source=source(longest),
        )
    for rule, used, text in (
        (Rule.PICTURES, wanted.picture, _NO_PICTURES),
        (Rule.CHARACTERS, wanted.character, _NO_CHARACTERS),
    ):
        held = _held(standing, wanted, rule)
        if held and used and not held.number:
            yield say(text, source=source(held))


_MODEL = (
    "You may not use the model {name} here ({source}). You may use {allowed}. A moderator can "
    "change that with `/limits models` or `/limits set`."
)
_SIZE = (
    "You may not make films of {name} here ({source}). You may make {allowed}. A moderator can "
    "change that with `/limits set`."
)
_NO_PICTURES = (
    "You may not give pictures along here ({source}). Ask without one; a moderator can change "
    "that with `/limits set`."
)
_NO_CHARACTERS = (
    "You may not use characters here ({source}). Ask without one; a moderator can change that "
    "with `/limits set`."
)


def _elsewhere(place: Held) -> Sentence:
    first = sorted(int(each) for each in place.names if each.isdecimal())
    if not first:
        return say(
            "You may not make films in any channel of this server ({source}). A moderator can "
            "change that with `/limits channels`.",
            source=source(place),
        )
    return say(
        "You may not make films in this channel ({source}). You may in {channel}{more}. A "
        "moderator can change that with `/limits channels`.",
        channel=Mention("channel", first[0]),
        more=say(" and {n} more", n=len(first) - 1) if len(first) > 1 else "",
        source=source(place),
    )


def _pace(standing: Standing, wanted: Wanted, now: float) -> Iterator[Sentence]:
    mine = standing.mine
    cooldown = _held(standing, wanted, Rule.COOLDOWN)
    if cooldown and mine.last is not None and now < mine.last + cooldown.number:
        yield say(
            "Between two of your films there have to be {span} here ({source}). The next one is "
            "possible {when}.",
            span=Span(cooldown.number),
            when=When(mine.last + cooldown.number),
            source=source(cooldown),
        )
    films = _held(standing, wanted, Rule.FILMS_DAY)
    if films and mine.films >= films.number:
        yield say_n(
            "You have made your {n} film for today in this server ({source}). The next one is "
            "possible {reset}; a moderator can change that with `/limits set`.",
            "You have made your {n} films for today in this server ({source}). The next one is "
            "possible {reset}; a moderator can change that with `/limits set`.",
            films.number,
            reset=When(standing.period.day_ends),
            source=source(films),
        )
    running = _held(standing, wanted, Rule.RUNNING)
    if running and mine.running >= running.number:
        yield say_n(
            "You may have {n} film in the making at once here ({source}). Try again when it is "
            "done; a moderator can change that with `/limits set`.",
            "You may have {n} films in the making at once here ({source}). Try again when one is "
            "done; a moderator can change that with `/limits set`.",
            running.number,
            source=source(running),
        )


def _purse(standing: Standing, wanted: Wanted, price: int | None) -> Iterator[Sentence]:
    mine, period = standing.mine, standing.period
    for rule, used, ends, text in (
        (Rule.MONEY_DAY, mine.day, period.day_ends, _DAY),
        (Rule.MONEY_MONTH, mine.month, period.month_ends, _MONTH),
    ):
        held = _held(standing, wanted, rule)
        if held is None or held.number >= UNLIMITED:
            continue
        if price is None:
            yield NO_PRICE
        elif used + price > held.number:
            yield say(
                text,
                price=Money(price),
                left=Money(max(0, held.number - used)),
                most=Money(held.number),
                reset=When(ends),
                source=source(held),
            )


_DAY = (
    "This film would cost {price}, and {left} of your {most} for today in this server is left "
    "({source}). That starts afresh {reset}; a moderator can change it with `/limits set`."
)
_MONTH = (
    "This film would cost {price}, and {left} of your {most} for this month in this server is "
    "left ({source}). That starts afresh {reset}; a moderator can change it with `/limits set`."
)


def needs_yes(standing: Standing, wanted: Wanted) -> Sentence | None:
    """That a moderator must agree to each film of a member first; None: nobody must."""
    held = _held(standing, wanted, Rule.REVIEW)
    if held is None or not held.number:
        return None
    return say("A moderator must agree to each film before it is made ({source}).",
               source=source(held))  # fmt: skip


def source(held: Held) -> Sentence:
    """Where a rule comes from, to stand in brackets."""
    if held.by[-1].scope is Scope.CEILING:
        return say("the bot's owner set that")
    if held.by[0].scope is Scope.MEMBER:
        return say("set for you")
    if held.by[0].scope is Scope.ROLE:
        return say("set for {role}", role=Mention("role", held.by[0].id))
    return say("set for everyone here")


def _held(standing: Standing, wanted: Wanted, rule: Rule) -> Held | None:
    return standing.house.rules.allowance(rule, wanted.member, wanted.roles)


def _because(reason: str) -> Sentence | str:
    return say(": {reason}", reason=reason) if reason else ""
