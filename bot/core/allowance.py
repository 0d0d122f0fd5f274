"""What a server allows whom: the rules its moderators set, and which of them holds for a member."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, cast

Value = int | frozenset[str]
"""A number (money in micro-dollars, times in seconds, yes and no as 1 and 0), or a list."""

ALL = "*"
"""In a list: everything there is."""
ALL_MODELS = frozenset({ALL})
UNLIMITED = 2**53
"""A number without an end; it is compared like any other."""


class Rule(StrEnum):
    """What can be set for a member, a role, or everyone in a server."""

    FILMS_DAY = "films_day"
    RUNNING = "running"
    LONGEST = "longest"
    """Seconds of one film."""
    MONEY_DAY = "money_day"
    MONEY_MONTH = "money_month"
    COOLDOWN = "cooldown"
    """Seconds between one film and the next."""
    MODELS = "models"
    SIZES = "sizes"
    CHANNELS = "channels"
    PICTURES = "pictures"
    CHARACTERS = "characters"
    REVIEW = "review"
    """Whether a moderator must agree before a film is made."""


LISTS = frozenset({Rule.MODELS, Rule.SIZES, Rule.CHANNELS})
MONEY = frozenset({Rule.MONEY_DAY, Rule.MONEY_MONTH})
SWITCHES = frozenset({Rule.PICTURES, Rule.CHARACTERS, Rule.REVIEW})
LESS_IS_MORE = frozenset({Rule.COOLDOWN, Rule.REVIEW})
"""Of these the smallest number is the most generous."""
POTS = (Rule.MONEY_DAY, Rule.MONEY_MONTH, Rule.RUNNING)
"""What can be set for a pot, which all share."""


class Scope(StrEnum):
    """For whom a rule is set."""

    EVERYONE = "everyone"
    ROLE = "role"
    MEMBER = "member"
    SERVER = "server"
    """The pot of a server."""
    CHANNEL = "channel"
    """The pot of a channel, with its threads and posts."""
    CEILING = "ceiling"
    """The bot's owner, for a server: always wins."""


@dataclass(frozen=True)
class Holder:
    """For whom a rule is set: `id` is the role's, member's or channel's number, else 0."""

    scope: Scope
    id: int = 0


EVERYONE = Holder(Scope.EVERYONE)
SERVER = Holder(Scope.SERVER)
CEILING = Holder(Scope.CEILING)


@dataclass(frozen=True)
class Held:
    """The value that holds, and who it comes from; several roles where lists were put together."""

    value: Value
    by: tuple[Holder, ...]

    @property
    def number(self) -> int:
        assert isinstance(self.value, int)
        return self.value

    @property
    def names(self) -> frozenset[str]:
        assert isinstance(self.value, frozenset)
        return self.value


@dataclass(frozen=True)
class Rules:
    """All that is set in one server."""

    set: Mapping[tuple[Holder, Rule], Value] = field(
        default_factory=dict[tuple[Holder, Rule], Value]
    )

    def of(self, holder: Holder, rule: Rule) -> Value | None:
        """What is set for exactly this holder."""
        return self.set.get((holder, rule))

    def allowance(self, rule: Rule, member: int, roles: Collection[int]) -> Held | None:
        """What holds for a member: the person's own value, else the most generous of their roles
        that set one, else everyone's; never more than the owner's ceiling. None: nothing is set."""
        return _under(rule, self._allowed(rule, member, roles), self.of(CEILING, rule))

    def pot(self, rule: Rule, holder: Holder) -> Held | None:
        """How much is in a pot; the server's never holds more than the owner's ceiling."""
        own = self.of(holder, rule)
        held = None if own is None else Held(own, (holder,))
        return _under(rule, held, self.of(CEILING, rule)) if holder == SERVER else held

    def _allowed(self, rule: Rule, member: int, roles: Collection[int]) -> Held | None:
        own = Holder(Scope.MEMBER, member)
        value = self.of(own, rule)
        if value is not None:
            return Held(value, (own,))
        of_roles = [Holder(Scope.ROLE, role) for role in sorted(roles)]
        held = _most_generous(
            rule,
            [Held(each, (who,)) for who in of_roles if (each := self.of(who, rule)) is not None],
        )
        if held is not None:
            return held
        value = self.of(EVERYONE, rule)
        return None if value is None else Held(value, (EVERYONE,))


def _most_generous(rule: Rule, held: list[Held]) -> Held | None:
    if not held:
        return None
    if rule in LISTS:
        names = frozenset[str]().union(*(each.names for each in held))
        return Held(names, tuple(who for each in held for who in each.by))
    best = min if rule in LESS_IS_MORE else max
    return best(held, key=lambda each: each.number)


def _under(rule: Rule, held: Held | None, ceiling: Value | None) -> Held | None:
    """`held`, as far as the owner's ceiling lets it."""
    if ceiling is None:
        return held
    top = Held(ceiling, (CEILING,))
    if held is None:
        return top
    if rule in LISTS:
        both = meet(held.names, top.names)
        return held if both == held.names else Held(both, (*held.by, CEILING))
    strictest: Callable[[int, int], int] = max if rule in LESS_IS_MORE else min
    return held if strictest(held.number, top.number) == held.number else top


def meet(some: frozenset[str], others: frozenset[str]) -> frozenset[str]:
    """What is in both lists."""
    if ALL in some:
        return others
    return some if ALL in others else some & others


def allows(names: frozenset[str], any_of: Iterable[str]) -> bool:
    """Whether a list has one of these."""
    return ALL in names or not names.isdisjoint(any_of)


def to_plain(value: Value) -> int | list[str]:
    """As JSON can hold it."""
    return sorted(value) if isinstance(value, frozenset) else value


def from_plain(kept: Any) -> Value:
    """What `to_plain` made."""
    if isinstance(kept, list):
        return frozenset(str(each) for each in cast("list[Any]", kept))
    return int(kept)
