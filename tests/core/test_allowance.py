"""Which rule holds for a member: held against a plain reading that shares no code with ours."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.core.allowance import (
    ALL,
    CEILING,
    EVERYONE,
    LISTS,
    SERVER,
    UNLIMITED,
    Holder,
    Rule,
    Rules,
    Scope,
    allows,
)

ANN, BEN = 11, 12
GOLD, SILVER, BRONZE = 101, 102, 103
NAMES = ("a", "b", "c", ALL)

numbers = st.one_of(st.integers(0, 20), st.just(UNLIMITED))
lists = st.frozensets(st.sampled_from(NAMES), max_size=3)


@st.composite
def settings_of(draw: st.DrawFn, rule: Rule) -> dict[str, Any]:
    """What is set for one rule: by holder, as plain data."""
    values = st.none() | (lists if rule in LISTS else numbers)
    return {
        "ann": draw(values),
        "ben": draw(values),
        "roles": {role: draw(values) for role in (GOLD, SILVER, BRONZE)},
        "everyone": draw(values),
        "ceiling": draw(values),
    }


def rules_of(rule: Rule, plain: dict[str, Any]) -> Rules:
    holders = {
        Holder(Scope.MEMBER, ANN): plain["ann"],
        Holder(Scope.MEMBER, BEN): plain["ben"],
        **{Holder(Scope.ROLE, role): value for role, value in plain["roles"].items()},
        EVERYONE: plain["everyone"],
        CEILING: plain["ceiling"],
    }
    return Rules({(who, rule): value for who, value in holders.items() if value is not None})


def plain_reading(rule: Rule, plain: dict[str, Any], roles: set[int]) -> Any:
    """The issue's own paragraph: the person's own, else the most generous of their roles that set
    one (numbers: highest; cooldown: shortest; lists: union), else the server's default; an owner's
    ceiling always wins."""
    value = plain["ann"]
    if value is None:
        set_by_roles = [plain["roles"][r] for r in roles if plain["roles"][r] is not None]
        if set_by_roles:
            if rule.value in ("models", "sizes", "channels"):
                value = frozenset().union(*set_by_roles)
            elif rule.value in ("cooldown", "review"):
                value = sorted(set_by_roles)[0]
            else:
                value = sorted(set_by_roles)[-1]
    if value is None:
        value = plain["everyone"]
    top = plain["ceiling"]
    if value is None or top is None:
        return value if top is None else top
    if rule.value in ("models", "sizes", "channels"):
        return frozenset(n for n in ("a", "b", "c") if reads(n, value) and reads(n, top))
    return max(value, top) if rule.value in ("cooldown", "review") else min(value, top)


def reads(name: str, names: frozenset[str]) -> bool:
    return "*" in names or name in names


@given(st.data(), st.sampled_from(list(Rule)), st.sets(st.sampled_from([GOLD, SILVER, BRONZE])))
def test_the_rule_that_holds_is_the_one_of_the_plain_reading(
    data: st.DataObject, rule: Rule, roles: set[int]
):
    plain = data.draw(settings_of(rule))

    held = rules_of(rule, plain).allowance(rule, ANN, roles)

    expected = plain_reading(rule, plain, roles)
    if rule in LISTS and expected is not None:
        assert held is not None
        assert {n for n in "abc" if allows(held.names, [n])} == {
            n for n in "abc" if reads(n, expected)
        }
    else:
        assert (held.value if held else None) == expected


@given(st.data(), st.sampled_from(list(Rule)), st.sets(st.sampled_from([GOLD, SILVER])))
def test_one_more_role_that_sets_it_never_yields_less(
    data: st.DataObject, rule: Rule, roles: set[int]
):
    """A role yields what roles yield: more of them is never less. (The first one replaces what is
    set for everyone, as the moderators want it to.)"""
    plain = data.draw(settings_of(rule))
    rules = rules_of(rule, plain)
    if not any(plain["roles"][role] is not None for role in roles):
        return

    before = rules.allowance(rule, ANN, roles)
    after = rules.allowance(rule, ANN, {*roles, BRONZE})

    assert before is not None
    assert after is not None
    if rule in LISTS:
        assert all(allows(after.names, [n]) for n in "abc" if allows(before.names, [n]))
    elif rule in (Rule.COOLDOWN, Rule.REVIEW):
        assert after.number <= before.number
    else:
        assert after.number >= before.number


def test_the_owners_ceiling_wins_over_a_servers_pot():
    rules = Rules({(SERVER, Rule.MONEY_DAY): 9, (CEILING, Rule.MONEY_DAY): 5})

    held = rules.pot(Rule.MONEY_DAY, SERVER)

    assert held is not None
    assert (held.number, held.by) == (5, (CEILING,))
    assert rules.pot(Rule.MONEY_DAY, Holder(Scope.CHANNEL, 4)) is None
