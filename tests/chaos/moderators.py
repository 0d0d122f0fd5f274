"""What moderators do in a run, and members about what is theirs: here the bot is killed too."""

from __future__ import annotations

from collections.abc import Awaitable
from contextlib import suppress
from itertools import count

from bot.sandbox.discord import Call, CannotDo, LocalDiscord, Message
from bot.sandbox.discord.state import Channel
from tests.chaos.wishes import Crowd, Wish, films_in, mark_in

WATCHED = ("knight", "squire")
"""What prompts say that a moderator must agree to; the second is rejected."""
DESK, MODERATORS, NEWCOMER = "desk", "moderators", "newcomer"
FORGETFUL = "paul"


class Moderators:
    def __init__(self, discord: LocalDiscord, crowd: Crowd) -> None:
        self._discord = discord
        self._crowd = crowd
        self._newcomers = count(1)
        discord.add_channel(MODERATORS)
        discord.servers.add_role(NEWCOMER)
        discord.servers.add_member(FORGETFUL)
        elsewhere = discord.servers.add_guild("Elsewhere", owner="olga", channels=(DESK,))
        self._elsewhere = elsewhere
        self._desk = elsewhere.channels[DESK]
        self._passing = count(1)
        self._shown: set[int] = set()
        """Wishes whose film was there at an earlier look: by now that is written down."""
        crowd.before = self.before

    async def begin(self) -> None:
        """What the run needs: a channel to be asked in, words to be asked about."""
        place = self._channel(MODERATORS)
        for command, options in (
            ("moderation reports", {"channel": place}),
            ("moderation log-channel", {"channel": place}),
            *(("moderation words add", {"text": each, "rule": "review"}) for each in WATCHED),
            (
                "limits set",
                {"what": "films_day", "value": "1", "role": self._discord.guild.roles[NEWCOMER]},
            ),
        ):
            await self._discord.slash("mia", MODERATORS, command, options)

    async def before(self, wish: Wish) -> None:
        """What happens before a wish of this kind is told."""
        if wish.kind.newcomer:
            wish.who = f"new-{next(self._newcomers)}"
            self._discord.servers.add_member(wish.who, NEWCOMER)
        if wish.kind.forgets:
            wish.who = FORGETFUL
        if wish.kind.moderates:
            await self._at_the_desk(wish)

    async def look(self) -> None:
        """Decide about what waits for it; report, take down and have forgotten what is to be."""
        for message in self._messages():
            if any(each.startswith("clapper:approve:") for each in message.custom_ids):
                await self._decide(message)
        for wish in self._crowd.wishes:
            if not (wish.kind.reported or wish.kind.forgets):
                continue
            shown = [card for card in wish.cards if films_in(card) and not card.deleted]
            if shown and wish.number not in self._shown:
                self._shown.add(wish.number)
            elif shown and wish.kind.reported:
                await self._report(wish, shown[0])
            elif shown:
                await self._forget(wish)

    async def _decide(self, message: Message) -> None:
        wish = self._wish_in(message)
        act = "reject_form" if WATCHED[1] in message.text else "approve"
        found = next((one for one in message.custom_ids if f":{act}:" in one), None)
        if wish is None or found is None:
            return
        call = await self._tried(wish, self._discord.press("mia", message, found))
        if call is not None and call.modal is not None:
            await self._tried(wish, self._discord.submit_modal("mia", call, {"reason": "no"}))

    async def _report(self, wish: Wish, card: Message) -> None:
        """Reported by somebody; as soon as the moderators have it, the film is taken down."""
        for message in self._messages():
            take = [one for one in message.custom_ids if one.startswith("clapper:take_down:")]
            if take and mark_in(message.text) == wish.mark:
                await self._tried(wish, self._discord.press("mia", message, take[0]))
                return
        report = self._discord.message_command("ben", wish.place, "Report this video", card)
        call = await self._tried(wish, report)
        if call is not None and call.modal is not None:
            await self._tried(wish, self._discord.submit_modal("ben", call, {"reason": "bad"}))

    async def _forget(self, wish: Wish) -> None:
        ask = self._discord.slash(wish.who, wish.place, "mydata delete", {})
        call = await self._tried(wish, ask)
        if call is None or call.message is None:
            return
        found = [one for one in call.message.custom_ids if one.startswith("clapper:forget_me:")]
        if found:
            await self._tried(wish, self._discord.press(wish.who, call.message, found[0]))

    async def _at_the_desk(self, wish: Wish) -> None:
        """One of everything that moderators can change, in another server; up to a kill."""
        ben = next(one for one in self._discord.world.users.values() if one.name == "ben")
        place = self._desk
        # A server of its own each time: the bot greets each only once.
        name = f"Passing {next(self._passing)}"
        passing = self._discord.servers.add_guild(name, owner="olga", channels=("a",))
        for command, options in (
            ("limits set", {"what": "films_day", "value": str(5 + wish.number % 7)}),
            ("limits reset", {"what": "films_day"}),
            ("limits timezone", {"zone": ("UTC", "Europe/Berlin")[wish.number % 2]}),
            ("moderation reports", {"channel": place}),
            ("moderation log-channel", {"channel": place}),
            ("moderation block", {"member": ben, "reason": "rude"}),
            ("moderation unblock", {"member": ben}),
            ("moderation pause", {}),
            ("moderation resume", {}),
            ("moderation words add", {"text": f"dragon{wish.number}"}),
            ("moderation words remove", {"entry": f"dragon{wish.number}"}),
            ("usage", {}),
            ("mydata export", {}),
        ):
            call = await self._tried(wish, self._discord.slash("olga", place, command, options))
            if call is None or call.error is not None:
                return
            undo = call.message.custom_ids if call.message is not None else []
            if any(one.startswith("clapper:limit_undo:") for one in undo):
                assert call.message is not None
                press = self._discord.press("olga", call.message, undo[0])
                if await self._tried(wish, press) is None:
                    return
        await self._choose_moderators(wish)
        await self._as_owner(wish)
        self._discord.servers.remove_bot_from_guild(passing)

    async def _as_owner(self, wish: Wish) -> None:
        """What only the bot's owner may do, but for a stop of everything."""
        guild = {"server": str(self._elsewhere.id), "what": "money_day"}
        for options in ({**guild, "value": str(5 + wish.number % 7)}, guild):
            limit = self._discord.slash("olga", MODERATORS, "owner limits", options)
            await self._tried(wish, limit)
        shown = self._discord.slash("olga", MODERATORS, "owner servers", {})
        call = await self._tried(wish, shown)
        if call is None or call.message is None:
            return
        for act in ("server_out", "server_in"):
            wanted = f"clapper:{act}:{self._elsewhere.id}:"
            found = [one for one in call.message.custom_ids if one.startswith(wanted)]
            if found:
                await self._tried(wish, self._discord.press("olga", call.message, found[0]))

    async def _choose_moderators(self, wish: Wish) -> None:
        ask = self._discord.slash("olga", self._desk, "limits moderators", {})
        call = await self._tried(wish, ask)
        if call is None or call.message is None:
            return
        role = self._elsewhere.roles["moderator"]
        chosen = self._discord.press("olga", call.message, "clapper:limit_moderators:", [role])
        await self._tried(wish, chosen)

    async def _tried(self, wish: Wish, act: Awaitable[Call]) -> Call | None:
        """What came of it; None where the bot was not there."""
        with suppress(CannotDo):
            call = await act
            wish.presses.append(call)
            return call
        return None

    def _messages(self) -> list[Message]:
        return self._discord.messages(MODERATORS)

    def _wish_in(self, message: Message) -> Wish | None:
        mark = mark_in(message.text)
        return next((one for one in self._crowd.wishes if one.mark == mark), None)

    def _channel(self, name: str) -> Channel:
        return self._discord.guild.channels[name]
