"""/limits: what moderators set for everyone, a role, a member, the server and its channels."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from discord import app_commands

from bot.core.allowance import (
    ALL,
    EVERYONE,
    POTS,
    SERVER,
    SWITCHES,
    Holder,
    Rule,
    Scope,
    Value,
)
from bot.core.catalog import Catalog
from bot.core.limit_words import NAMES, read_value, told
from bot.core.periods import zone_named
from bot.core.refused import Refused
from bot.core.sentence import Mention, Sentence, When, say
from bot.store.houses import HouseStore
from bot.ui.limits_view import (
    changed_view,
    channels_view,
    house_view,
    models_view,
    moderators_view,
    set_for,
    whom,
)
from bot.ui.presses import Act, Press, guild_of, number_in
from bot.ui.rights import check_moderates
from bot.ui.words import words_for

OF_SERVER = "server_"


@dataclass(frozen=True)
class Target:
    """For whom something is set, as the command's options say."""

    role: int | None = None
    member: int | None = None
    channel: int | None = None


class LimitsDesk:
    def __init__(self, houses: HouseStore, catalog: Catalog, clock: Callable[[], float]) -> None:
        self._houses = houses
        self._catalog = catalog
        self._clock = clock

    @property
    def acts(self) -> Mapping[str, Act]:
        return {
            "limit_undo": self._undo,
            "limit_channels": self._channels_chosen,
            "limit_models": self._models_chosen,
            "limit_moderators": self._moderators_chosen,
            "limit_all": self._all_allowed,
        }

    async def show(self, interaction: Press, target: Target) -> None:
        """`/limits show`: what is set, in private."""
        house = await self._houses.get(guild_of(interaction))
        words = words_for(interaction.locale.value)
        holder = None if target == Target() else _holder(interaction, Rule.FILMS_DAY, target)
        view = house_view(house, self._clock(), words) if holder is None else set_for(
            house, holder, words
        )  # fmt: skip
        await interaction.response.send_message(view=view, ephemeral=True)

    async def set(self, interaction: Press, what: str, typed: str, target: Target) -> None:
        """`/limits set`. Raises Refused for what can't be meant."""
        rule, holder = self._meant(interaction, what, target)
        value = read_value(rule, typed, self._catalog)
        await self._change(interaction, holder, rule, value)

    async def reset(self, interaction: Press, what: str, target: Target) -> None:
        """`/limits reset`: what is set there holds no longer."""
        rule, holder = self._meant(interaction, what, target)
        await self._change(interaction, holder, rule, None)

    async def suggest(
        self, interaction: Press, what: str, typed: str, target: Target
    ) -> list[app_commands.Choice[str]]:
        """Values for `/limits set`: the present one first, then usual ones."""
        try:
            rule, holder = self._meant(interaction, what, target)
        except Refused:
            return []
        words = words_for(interaction.locale.value)
        present = (await self._houses.get(guild_of(interaction))).rules.of(holder, rule)
        found = [app_commands.Choice(name=each, value=each) for each in self._usual(rule, typed)]
        if present is None or rule is Rule.CHANNELS:
            return found[:25]
        shown = words(told(rule, present))
        now = words(say("now: {value}", value=shown))
        return [app_commands.Choice(name=now[:100], value=shown[:100]), *found][:25]

    async def channels(self, interaction: Press) -> None:
        """`/limits channels`: where films may be made by everyone, to choose."""
        house = await self._houses.get(guild_of(interaction))
        view = channels_view(house, words_for(interaction.locale.value))
        await interaction.response.send_message(view=view, ephemeral=True)

    async def models(self, interaction: Press) -> None:
        """`/limits models`: which models everyone may use, to choose."""
        house = await self._houses.get(guild_of(interaction))
        view = models_view(house, self._catalog.offered, words_for(interaction.locale.value))
        await interaction.response.send_message(view=view, ephemeral=True)

    async def moderators(self, interaction: Press) -> None:
        """`/limits moderators`: the roles that may do all this, to choose."""
        house = await self._houses.get(guild_of(interaction))
        view = moderators_view(house, words_for(interaction.locale.value))
        await interaction.response.send_message(view=view, ephemeral=True)

    async def timezone(self, interaction: Press, name: str) -> None:
        """`/limits timezone`. Raises Refused."""
        zone = zone_named(name).key
        now = self._clock()
        to = await self._houses.set_zone(
            guild_of(interaction), zone, by=interaction.user.id, now=now
        )
        said = say("Days already begin at midnight in {zone}.", zone=zone)
        if to.next is not None:
            said = say(
                "From {when} on, days begin at midnight in {zone}. Until then they still do in "
                "{before}.",
                when=When(to.at),
                zone=zone,
                before=to.name,
            )
        await self._say(interaction, said)

    def _meant(self, interaction: Press, what: str, target: Target) -> tuple[Rule, Holder]:
        try:
            rule = Rule(what.removeprefix(OF_SERVER))
        except ValueError as unknown:
            raise Refused(say("Choose what to set from the list.")) from unknown
        if what.startswith(OF_SERVER):
            if target != Target():
                raise Refused(
                    say("That is shared by the whole server: leave role, member and channel out.")
                )
            return rule, SERVER
        return rule, _holder(interaction, rule, target)

    async def _change(
        self, interaction: Press, holder: Holder, rule: Rule, value: Value | None
    ) -> None:
        change = await self._houses.set_rule(
            guild_of(interaction), holder, rule, value, by=interaction.user.id, now=self._clock()
        )
        view = changed_view(holder, rule, value, change, words_for(interaction.locale.value))
        await interaction.response.send_message(view=view, ephemeral=True)

    async def _undo(self, interaction: Press, about: str) -> None:
        guild_id = guild_of(interaction)
        check_moderates(interaction, await self._houses.get(guild_id))
        undone = await self._houses.undo_rule(
            guild_id, number_in(about), by=interaction.user.id, now=self._clock()
        )
        if undone is None:
            raise Refused(say("There is nothing to undo any more."))
        holder, rule, value = undone
        what = say("not set") if value is None else told(rule, value)
        said = say("↩️ Undone. {what} for {whom}: {value}.",
                   what=NAMES[rule], whom=whom(holder), value=what)  # fmt: skip
        await self._say(interaction, said)

    async def _channels_chosen(self, interaction: Press, _about: str) -> None:
        await self._list_chosen(interaction, Rule.CHANNELS)

    async def _models_chosen(self, interaction: Press, _about: str) -> None:
        await self._list_chosen(interaction, Rule.MODELS)

    async def _list_chosen(self, interaction: Press, rule: Rule) -> None:
        check_moderates(interaction, await self._houses.get(guild_of(interaction)))
        await self._change(interaction, EVERYONE, rule, frozenset(_values(interaction)))

    async def _all_allowed(self, interaction: Press, about: str) -> None:
        check_moderates(interaction, await self._houses.get(guild_of(interaction)))
        await self._change(interaction, EVERYONE, Rule(about), frozenset({ALL}))

    async def _moderators_chosen(self, interaction: Press, _about: str) -> None:
        # Who only has a role of this list must not be able to pass that on.
        if not interaction.permissions.manage_guild:
            raise Refused(say("Only whoever may manage this server can choose its moderators."))
        roles = [int(each) for each in _values(interaction)]
        await self._houses.set_moderators(
            guild_of(interaction), roles, by=interaction.user.id, now=self._clock()
        )
        said = say("Only whoever may manage this server is a moderator of films now.")
        if roles:
            said = say("Moderators of films are now, besides whoever may manage this server:")
            for role in roles:
                said = say("{before} {role}", before=said, role=Mention("role", role))
        await self._say(interaction, said)

    def _usual(self, rule: Rule, typed: str) -> list[str]:
        if rule is Rule.MODELS:
            usual = ["all", *(model.id for model in self._catalog.offered)]
        elif rule is Rule.SIZES:
            sizes = (size.size for model in self._catalog.offered for size in model.shape.sizes)
            usual = ["all", *dict.fromkeys(sizes)]
        else:
            usual = _USUAL.get(rule, ["1", "2", "3", "5", "10", "20", "no limit"])
        kept, _, last = typed.rpartition(",")
        before = f"{kept.strip()}, " if kept.strip() else ""
        return [before + each for each in usual if last.strip().casefold() in each.casefold()]

    async def _say(self, interaction: Press, sentence: Sentence) -> None:
        text = words_for(interaction.locale.value)(sentence)
        await interaction.response.send_message(text, ephemeral=True)


_USUAL = {
    Rule.MONEY_DAY: ["0.50", "1", "2", "5", "10", "no limit"],
    Rule.MONEY_MONTH: ["5", "10", "20", "50", "100", "no limit"],
    Rule.COOLDOWN: ["none", "30 s", "1 min", "5 min", "1 h"],
    Rule.LONGEST: ["4", "8", "12", "15", "25", "no limit"],
    Rule.CHANNELS: [],
} | {rule: ["yes", "no"] for rule in SWITCHES}


def _holder(interaction: Press, rule: Rule, target: Target) -> Holder:
    given = [each for each in (target.role, target.member, target.channel) if each is not None]
    if len(given) > 1:
        raise Refused(say("Choose one of role, member and channel, not several."))
    if target.role is not None:
        # A server's own number is that of its role @everyone.
        default = target.role == interaction.guild_id
        return EVERYONE if default else Holder(Scope.ROLE, target.role)
    if target.member is not None:
        return Holder(Scope.MEMBER, target.member)
    if target.channel is None:
        return EVERYONE
    if rule not in POTS:
        raise Refused(
            say(
                "For a channel, money a day, money a month and films in the making at once can be "
                "set; all who make films there share them."
            )
        )
    return Holder(Scope.CHANNEL, target.channel)


def _values(interaction: Press) -> list[str]:
    data: Any = interaction.data or {}
    return [str(each) for each in data.get("values", [])]
