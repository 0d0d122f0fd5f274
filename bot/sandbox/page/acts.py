"""What the person of one window does: the page's words turned into acts of the local Discord."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Any

from bot.sandbox.discord import Call, CannotDo, Message, Upload
from bot.sandbox.discord.shapes import JSON, as_list, as_object, snowflake
from bot.sandbox.discord.state import Channel
from bot.sandbox.page.given import Chosen
from bot.sandbox.page.house import House
from bot.sandbox.page.sight import SHOWN_MOST, Sight

LANGUAGES = ("en-US", "de", "fr", "es-ES", "pt-BR", "pl", "ja", "ar")
"""Some of Discord's; `sidebar.js` names them."""

FORMS_MOST = 20
"""Modals that a window can have been shown and not yet sent."""


class Acts:
    def __init__(self, house: House, uploads: OrderedDict[str, Upload]) -> None:
        self._house = house
        self._discord = house.discord
        self._chosen = Chosen(house.discord, uploads)
        self._forms: OrderedDict[int, Call] = OrderedDict()
        self._who = "ann"
        self._place: int | None = None
        self._most = SHOWN_MOST
        self._known: dict[str, Callable[[JSON], Awaitable[Any]]] = {
            "be": self._be,
            "slash": self._slash,
            "complete": self._complete,
            "press": self._press,
            "submit": self._submit,
            "menu": self._menu,
            "say": self._say,
            "delete": self._delete,
            "older": self._older,
            "newest": self._newest,
            "speak": self._speak,
        }

    def look(self) -> Sight:
        """As the window's person, in their channel, or in the first that is left to them."""
        me = next(one for one in self._discord.world.users.values() if one.name == self._who)
        place = self._discord.world.channels.get(self._place or 0)
        sight = Sight(self._house, me, place, self._most)
        seen = sight.channels()
        if place not in seen:
            sight.place = seen[0] if seen else None
        return sight

    async def do(self, asked: JSON) -> Any:
        """Raises CannotDo for what this person cannot do, KeyError for an act nobody knows."""
        return await self._known[str(asked["act"])](asked)

    async def _be(self, asked: JSON) -> None:
        """Become somebody, or go somewhere."""
        self._most = SHOWN_MOST
        names = [one.name for one in self._discord.world.users.values() if not one.bot]
        if asked.get("who") in names:
            self._who = str(asked["who"])
        if place := snowflake(asked.get("channel")):
            self._place = place
        elif guild := snowflake(asked.get("guild")):
            found = self._discord.world.guild(guild).channels.values()
            self._place = next((one.id for one in found), self._place)
        elif named := asked.get("named"):
            seen = self.look().channels()
            self._place = next((one.id for one in seen if one.name == named), self._place)

    async def _older(self, asked: JSON) -> None:
        """Show as many messages more, from before the first one that is shown."""
        if self.look().older():
            self._most += SHOWN_MOST

    async def _newest(self, _asked: JSON) -> None:
        """Show only the latest again."""
        self._most = SHOWN_MOST

    async def _speak(self, asked: JSON) -> None:
        """Set the language of the person's client, which every interaction tells the bot."""
        if asked["locale"] not in LANGUAGES:
            raise KeyError(asked["locale"])
        self._discord.set_locale(self._who, str(asked["locale"]))

    async def _slash(self, asked: JSON) -> JSON:
        sight, place = self._here()
        known = self._options(sight, str(asked["command"]))
        given = self._chosen.options(known, as_object(asked.get("options")))
        call = await self._discord.slash(sight.me.name, place, asked["command"], given)
        self._chosen.taken()
        self._house.note_used(call.id, f"/{asked['command']}")
        return self._told(call)

    async def _complete(self, asked: JSON) -> list[JSON]:
        sight, place = self._here()
        known = self._options(sight, str(asked["command"]))
        options = self._chosen.half(known, as_object(asked.get("options")))
        return await self._discord.autocomplete(
            sight.me.name,
            place,
            asked["command"],
            focused=str(asked["focused"]),
            options=options,
        )

    async def _press(self, asked: JSON) -> JSON:
        sight, message = self._message(asked)
        custom_id = str(asked["custom_id"])
        component = message.find(custom_id) or {}
        values = self._chosen.select(component, as_list(asked.get("values")))
        call = await self._discord.press(sight.me.name, message, custom_id, values)
        return self._told(call)

    async def _submit(self, asked: JSON) -> JSON:
        sight = self.look()
        shown = self._forms.get(snowflake(asked["form"]) or 0)
        if shown is None or shown.modal is None:
            raise CannotDo("This form is no longer open.")
        values = self._chosen.fields(shown.modal, as_object(asked.get("values")))
        call = await self._discord.submit_modal(sight.me.name, shown, values)
        self._chosen.taken()
        if call.error is None:
            self._forms.pop(shown.id, None)
        return self._told(call)

    async def _menu(self, asked: JSON) -> JSON:
        sight, message = self._message(asked)
        place = self._discord.world.channels[message.channel_id]
        name = str(asked["command"])
        call = await self._discord.message_command(sight.me.name, place, name, message)
        self._house.note_used(call.id, name)
        return self._told(call)

    async def _say(self, asked: JSON) -> None:
        sight, place = self._here()
        if not sight.may_write(place):
            raise CannotDo("You do not have permission to send messages in this channel.")
        replied = sight.message(snowflake(asked.get("reply_to")) or 0)
        self._discord.say(sight.me.name, place, str(asked["text"]), replied)

    async def _delete(self, asked: JSON) -> None:
        """Delete a message for everybody; a private answer goes from its reader's sight only."""
        sight, message = self._message(asked)
        if message.ephemeral:
            self._house.dismiss(message.id)
        elif sight.may_delete(message):
            self._discord.delete_message(message)
        else:
            raise CannotDo("You may not delete this message.")

    def _here(self) -> tuple[Sight, Channel]:
        sight = self.look()
        if sight.place is None:
            raise CannotDo("There is no channel here any more.")
        return sight, sight.place

    def _message(self, asked: JSON) -> tuple[Sight, Message]:
        sight = self.look()
        message = sight.message(snowflake(asked["message"]) or 0)
        if message is None:
            raise CannotDo("This message is gone.")
        return sight, message

    def _options(self, sight: Sight, command: str) -> list[JSON]:
        for row in sight.sections()["commands"]:
            if row["name"] == command:
                return row["options"]
        raise CannotDo(f"/{command} is not offered to you here.")

    def _told(self, call: Call) -> JSON:
        """What the client shows of an answer beside messages, which come by themselves."""
        if call.modal is None:
            return {"error": call.error}
        self._forms[call.id] = call
        while len(self._forms) > FORMS_MOST:
            self._forms.popitem(last=False)
        return {"error": call.error, "form": str(call.id), "modal": call.modal}
