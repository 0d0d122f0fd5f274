"""The routes about the bot's commands, and about who may use them."""

from __future__ import annotations

from bot.sandbox.discord.bodies import NO_CONTENT, Answer, Ask
from bot.sandbox.discord.commands import Commands
from bot.sandbox.discord.errors import Reason, Refusal
from bot.sandbox.discord.feed import Change, What
from bot.sandbox.discord.routes import Route
from bot.sandbox.discord.shapes import JSON, as_list
from bot.sandbox.discord.state import Guild, User, World

ROLE, USER, CHANNEL = 1, 2, 3


class CommandRoutes:
    def __init__(self, world: World, bot: User, commands: Commands) -> None:
        self._world = world
        self._bot = bot
        self._commands = commands

    def table(self) -> list[Route]:
        everywhere = "/applications/{application_id}/commands"
        here = "/applications/{application_id}/guilds/{guild_id}/commands"
        of_scope = [
            route
            for commands in (everywhere, here)
            for route in (
                Route("GET", commands, self._list),
                Route("PUT", commands, self._overwrite),
                Route("POST", commands, self._upsert),
            )
        ]
        # Before the routes of one command, whose id these would else be taken for.
        of_rules = [
            Route("GET", f"{here}/permissions", self._all_rules),
            Route("GET", f"{here}/{{command_id}}/permissions", self._rules),
        ]
        of_one = [
            route
            for commands in (everywhere, here)
            for route in (
                Route("GET", f"{commands}/{{command_id}}", self._get),
                Route("PATCH", f"{commands}/{{command_id}}", self._edit),
                Route("DELETE", f"{commands}/{{command_id}}", self._delete),
            )
        ]
        return [*of_scope, *of_rules, *of_one]

    async def _list(self, ask: Ask) -> Answer:
        return Answer(self._commands.of(self._scope(ask)))

    async def _overwrite(self, ask: Ask) -> Answer:
        if ask.body.broken:
            raise Refusal(Reason.BAD_JSON)
        return self._changed(ask, as_list(ask.body.json))

    async def _upsert(self, ask: Ask) -> Answer:
        """A command of that type and name is replaced; the answer says which it was."""
        body, before = ask.body.object, self._commands.of(self._scope(ask))
        key = (body.get("type") or 1, body.get("name"))
        others = [one for one in before if (one["type"], one["name"]) != key]
        made: list[JSON] = self._changed(ask, [*others, body]).json
        return Answer(made[-1], 201 if len(others) == len(before) else 200)

    async def _get(self, ask: Ask) -> Answer:
        return Answer(self._found(ask))

    async def _edit(self, ask: Ask) -> Answer:
        old, scope = self._found(ask), self._scope(ask)
        made = {**old, **ask.body.object, "type": old["type"]}
        everything = [made if one["id"] == old["id"] else one for one in self._commands.of(scope)]
        self._changed(ask, everything)
        return Answer(self._found(ask))

    async def _delete(self, ask: Ask) -> Answer:
        gone = self._found(ask)
        self._changed(ask, [one for one in self._commands.of(self._scope(ask)) if one is not gone])
        return NO_CONTENT

    async def _all_rules(self, ask: Ask) -> Answer:
        guild = self._guild(ask)
        ids = [self._bot.id]
        ids += [int(one["id"]) for scope in (None, guild.id) for one in self._commands.of(scope)]
        listed = [rules_json(self._commands, guild, one, self._bot.id) for one in ids]
        return Answer([one for one in listed if one["permissions"]])

    async def _rules(self, ask: Ask) -> Answer:
        guild = self._guild(ask)
        made = rules_json(self._commands, guild, ask.id("command_id"), self._bot.id)
        if not made["permissions"]:
            raise Refusal(Reason.UNKNOWN_COMMAND_RULES)
        return Answer(made)

    def _changed(self, ask: Ask, wanted: list[JSON]) -> Answer:
        scope = self._scope(ask)
        made = self._commands.overwrite(wanted, scope)
        self._world.changed(Change(What.COMMANDS, guild_id=scope))
        return Answer(made)

    def _found(self, ask: Ask) -> JSON:
        """Raises Refusal 10063."""
        wanted = str(ask.id("command_id"))
        for command in self._commands.of(self._scope(ask)):
            if command["id"] == wanted:
                return command
        raise Refusal(Reason.UNKNOWN_COMMAND)

    def _scope(self, ask: Ask) -> int | None:
        if ask.id("application_id") != self._bot.id:
            raise Refusal(Reason.WRONG_APPLICATION)
        return self._guild(ask).id if "guild_id" in ask.match else None

    def _guild(self, ask: Ask) -> Guild:
        """Commands of a server that the bot is not in are out of its reach (50001)."""
        guild = self._world.guilds.get(ask.id("guild_id"))
        if guild is None or self._bot.name not in guild.members:
            raise Refusal(Reason.MISSING_ACCESS)
        return guild


def rules_json(commands: Commands, guild: Guild, target_id: int, application_id: int) -> JSON:
    """Who may use one command in a server by its settings; or, by its id, the application."""
    roles = {guild.id} | {role.id for role in guild.roles.values()}
    places = {guild.id - 1} | {one.id for one in guild.channels.values()}

    def kind(number: int) -> int:
        return ROLE if number in roles else CHANNEL if number in places else USER

    return {
        "id": str(target_id),
        "application_id": str(application_id),
        "guild_id": str(guild.id),
        "permissions": [
            {"id": str(number), "type": kind(number), "permission": allowed}
            for number, allowed in commands.rules(guild.id, target_id).items()
        ],
    }
