"""The routes that answer interactions: the callback, and the webhook of its token."""

from __future__ import annotations

from collections.abc import Callable

from bot.sandbox.discord import render
from bot.sandbox.discord.bodies import NO_CONTENT, Answer, Ask
from bot.sandbox.discord.calls import Call, Calls, Kind
from bot.sandbox.discord.commands import check_choices
from bot.sandbox.discord.desk import Desk
from bot.sandbox.discord.errors import Complaints, Reason, Refusal
from bot.sandbox.discord.limits import TOKEN
from bot.sandbox.discord.messages import EPHEMERAL, Message
from bot.sandbox.discord.modals import check_modal
from bot.sandbox.discord.routes import Route
from bot.sandbox.discord.shapes import JSON, as_list, as_object
from bot.sandbox.discord.state import User, World

ANSWER, DEFER, DEFER_UPDATE, UPDATE, CHOICES, MODAL = 4, 5, 6, 7, 8, 9
REPLY = 19

_ALLOWED = {
    Kind.COMMAND: frozenset({ANSWER, DEFER, MODAL}),
    Kind.COMPONENT: frozenset({ANSWER, DEFER, DEFER_UPDATE, UPDATE, MODAL}),
    Kind.AUTOCOMPLETE: frozenset({CHOICES}),
    Kind.MODAL: frozenset({ANSWER, DEFER, DEFER_UPDATE, UPDATE}),
}
_NEEDS_SOURCE = frozenset({DEFER_UPDATE, UPDATE})


class InteractionRoutes:
    """Answers with a token need neither Attach Files nor Embed Links nor Send Messages.

    Discord's change log of 2022-06-29 ("Bot permission calculation"): of the bot's own rights only
    MENTION_EVERYONE, SEND_TTS_MESSAGES and USE_EXTERNAL_EMOJIS count here, and that ATTACH_FILES
    and EMBED_LINKS "would be affected ... is no longer the case";
    https://github.com/discord/discord-api-docs/issues/5316 says the same of `app_permissions`.
    """

    def __init__(self, world: World, desk: Desk, bot: User, calls: Calls) -> None:
        self._world = world
        self._desk = desk
        self._bot = bot
        self._calls = calls
        self._acts: dict[int, Callable[[Call, JSON, Ask], None]] = {
            ANSWER: self._answer,
            DEFER: self._defer,
            DEFER_UPDATE: self._defer_update,
            UPDATE: self._update,
            CHOICES: self._offer,
            MODAL: self._show,
        }

    def table(self) -> list[Route]:
        webhook = "/webhooks/{application_id}/{token}"
        one = f"{webhook}/messages/{{message_id}}"
        callback = "/interactions/{interaction_id}/{token}/callback"
        paths = [
            ("POST", webhook, self._follow_up),
            ("GET", one, self._get),
            ("PATCH", one, self._edit),
            ("DELETE", one, self._delete),
        ]
        return [
            Route("POST", callback, self._callback, token_in_path=True, rule=None),
            *(
                Route(method, path, act, token_in_path=True, rule=TOKEN, major="token")
                for method, path, act in paths
            ),
        ]

    async def _callback(self, ask: Ask) -> Answer:
        call = self._calls.to_answer(ask.id("interaction_id"), ask.match["token"])
        payload = ask.body.object
        kind = payload.get("type")
        allowed = _ALLOWED[call.kind]
        complaints = Complaints()
        complaints.choice(("type",), kind, allowed if call.source else allowed - _NEEDS_SOURCE)
        complaints.refuse_if_any()
        self._acts[payload["type"]](call, as_object(payload.get("data")), ask)
        call.acknowledged = True
        call.answered.set()
        self._world.changed()
        if ask.query.get("with_response", "").lower() not in ("1", "true"):
            return NO_CONTENT
        return Answer(self._response(call, payload["type"]))

    def _response(self, call: Call, kind: int) -> JSON:
        interaction: JSON = {
            "id": str(call.id),
            "type": int(call.kind),
            "channel_id": str(call.channel.id),
        }
        if call.channel.guild_id is not None:
            interaction["guild_id"] = str(call.channel.guild_id)
        made: JSON = {"interaction": interaction}
        if call.message and kind in (ANSWER, DEFER, DEFER_UPDATE, UPDATE):
            interaction |= {
                "response_message_id": str(call.message.id),
                "response_message_loading": call.message.loading,
                "response_message_ephemeral": call.message.ephemeral,
            }
            if kind in (ANSWER, UPDATE):
                message = render.message_json(self._world, call.message)
                made["resource"] = {"type": kind, "message": message}
        return made

    def _answer(self, call: Call, data: JSON, ask: Ask) -> None:
        call.message = self._post(call, data, ask)

    def _defer(self, call: Call, data: JSON, ask: Ask) -> None:
        call.message = self._post(call, data, ask, loading=True)
        call.deferred = True

    def _defer_update(self, call: Call, data: JSON, ask: Ask) -> None:
        call.message = call.source
        call.deferred = True

    def _update(self, call: Call, data: JSON, ask: Ask) -> None:
        call.message = call.source
        if call.source:
            self._desk.edit(call.source, data, ask.body, limit=call.limit)

    def _offer(self, call: Call, data: JSON, ask: Ask) -> None:
        complaints = Complaints()
        choices = as_list(data.get("choices"))
        check_choices(complaints, choices, ("data", "choices"))
        complaints.refuse_if_any()
        call.choices = [as_object(one) for one in choices]

    def _show(self, call: Call, data: JSON, ask: Ask) -> None:
        check_modal(data)
        call.modal = data

    def _post(self, call: Call, data: JSON, ask: Ask, *, loading: bool = False) -> Message:
        private = (data.get("flags") or 0) & EPHEMERAL
        is_reply = call.source is not None and not call.source.ephemeral
        return self._desk.post(
            call.channel,
            self._bot,
            data,
            ask.body,
            limit=call.limit,
            kind=REPLY if is_reply else call.answer_kind,
            reference=call.source.id if call.source and is_reply else None,
            ephemeral_for=call.who.id if private else None,
            origin=call.origin,
            loading=loading,
        )

    async def _follow_up(self, ask: Ask) -> Answer:
        call = self._call(ask)
        if call.message and call.message.loading:
            # The first follow-up takes the place of "is thinking..."; so Discord does it.
            self._desk.edit(call.message, ask.body.object, ask.body, limit=call.limit)
            return Answer(render.message_json(self._world, call.message))
        message = self._post(call, ask.body.object, ask)
        call.followups.append(message)
        return Answer(render.message_json(self._world, message))

    async def _get(self, ask: Ask) -> Answer:
        return Answer(render.message_json(self._world, self._message(ask)[1]))

    async def _edit(self, ask: Ask) -> Answer:
        call, message = self._message(ask)
        self._desk.edit(message, ask.body.object, ask.body, limit=call.limit)
        return Answer(render.message_json(self._world, message))

    async def _delete(self, ask: Ask) -> Answer:
        self._desk.delete(self._message(ask)[1])
        return NO_CONTENT

    def _call(self, ask: Ask) -> Call:
        if ask.id("application_id") != self._bot.id:
            raise Refusal(Reason.UNKNOWN_WEBHOOK)
        return self._calls.by_token(ask.match["token"])

    def _message(self, ask: Ask) -> tuple[Call, Message]:
        """The message that the path means. Raises Refusal 10008, 10015 or 50027."""
        call = self._call(ask)
        known = [one for one in (call.message, *call.followups) if one]
        if ask.match["message_id"] != "@original":
            known = [one for one in known if one.id == ask.id("message_id")]
        if not known or known[0].deleted:
            raise Refusal(Reason.UNKNOWN_MESSAGE)
        return call, known[0]
